package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What there is to see of a device at one instant: what it told, and what follows from that and the
 * time. Whoever shows it makes another one when the state changes, and at {@link #nextChange}.
 * Immutable. What it says is named and explained field by field in {@link StateField}.
 *
 * @param at the instant
 * @param outlook what the plan says; nothing where not all is known that decides over the relay
 */
public record LiveView(DeviceState state, Instant at, Optional<Outlook> outlook) {

    private static final long JOULES_PER_WATT_HOUR = 3600;

    /**
     * What the plan says of the relay, as seen at one instant.
     *
     * @param now what the relay is to be, and what decides over it
     * @param until when one of the two becomes another; nothing where they stay for ever
     * @param change when the relay changes next; nothing where it never does
     * @param on when it goes on next; nothing where it never does
     * @param off when it goes off next; nothing where it never does
     */
    public record Outlook(
            SwitchPlan.State now,
            Optional<Instant> until,
            Optional<Instant> change,
            Optional<Instant> on,
            Optional<Instant> off) {

        private static Outlook of(SwitchPlan plan, Instant at) {
            return new Outlook(
                    plan.at(at),
                    plan.until(at),
                    plan.nextChange(at).map(SwitchPlan.Change::at),
                    plan.nextOn(at),
                    plan.nextOff(at));
        }
    }

    /** A device as it is to be seen at an instant. */
    public static LiveView of(DeviceState state, Instant at) {
        return new LiveView(state, at, state.plan().map(plan -> Outlook.of(plan, at)));
    }

    /**
     * The same device as it is to be seen at another instant, or when more is known. Equal to one
     * that is made from the beginning, but the plan is not worked out again where it says the same:
     * that would cost most of the time.
     */
    public LiveView then(DeviceState newest, Instant now) {
        boolean saysTheSame =
                havePlanAlike(state, newest)
                        && !now.isBefore(at)
                        && outlook.flatMap(Outlook::until).map(now::isBefore).orElse(true);
        return saysTheSame ? new LiveView(newest, now, outlook) : of(newest, now);
    }

    private static boolean havePlanAlike(DeviceState one, DeviceState other) {
        return one.boost().equals(other.boost())
                && one.advancedAt().equals(other.advancedAt())
                && one.programme().equals(other.programme())
                && one.rules().equals(other.rules())
                && one.status().map(Status::workMode).equals(other.status().map(Status::workMode));
    }

    /**
     * When something in this view becomes another, though the device says nothing: always after
     * {@link #at}. Nothing where time changes nothing.
     */
    public Optional<Instant> nextChange() {
        return Stream.concat(
                        outlook.flatMap(Outlook::until).stream(),
                        boostEnds().flatMap(this::nextMinuteOfBoost).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> nextMinuteOfBoost(Instant end) {
        return boostLeft().map(left -> end.minus(left.minusMinutes(1)));
    }

    /** Whether the relay is on; nothing where it reports to be neither on nor off. */
    public Optional<Boolean> relay() {
        return state.status()
                .map(Status::relay)
                .filter(RelayState::isKnown)
                .map(relay -> relay.equals(RelayState.ON));
    }

    /**
     * When the boost ends that runs; also of one that is yet to begin, as a device tells whose
     * clock is ahead. Nothing where there is none, or nobody knows its length.
     */
    public Optional<Instant> boostEnds() {
        return boost().map(BoostSpan::end);
    }

    private Optional<BoostSpan> boost() {
        return state.status().flatMap(_ -> state.boost()).filter(span -> at.isBefore(span.end()));
    }

    /**
     * What is left of the boost in whole minutes, rounded up, so that one that runs has time left.
     * Zero without a boost; nothing where nobody knows its length.
     */
    public Optional<Duration> boostLeft() {
        Optional<BoostSpan> running = boost();
        if (running.isPresent()) {
            BoostSpan span = running.get();
            Instant from = at.isBefore(span.start()) ? span.start() : at;
            return Optional.of(
                    Duration.between(from, span.end())
                            .plusMinutes(1)
                            .minusNanos(1)
                            .truncatedTo(ChronoUnit.MINUTES));
        }
        // A device tells of a boost for a while after its end.
        return state.status()
                .filter(status ->
                        status.boost().type().equals(BoostType.OFF) || state.boost().isPresent())
                .map(_ -> Duration.ZERO);
    }

    /** The active schedule's {@link #scheduleOptions option}, where it is known which it is. */
    public Optional<String> activeSchedule() {
        Programme programme = state.programme();
        return programme.activeSchedule().isPresent()
                ? Optional.of(scheduleOption(programme, programme.activeSchedule().getAsInt()))
                : Optional.empty();
    }

    /**
     * A schedule as users see it, where it is known.
     *
     * @param id 0..5
     */
    public Optional<ScheduleSetting> schedule(int id) {
        return state.programme().schedules().get(id).map(ScheduleSetting::of);
    }

    /** The holiday as users see it, where it is known. */
    public Optional<HolidaySetting> holiday() {
        return state.holiday();
    }

    /** The code version on one line; nothing where there is nothing to see. */
    public Optional<String> codeVersion() {
        return state.codeVersion().map(LiveView::codeVersion).filter(version -> !version.isEmpty());
    }

    /** What the load has used in whole watt hours, rounded down, where that is known. */
    public OptionalLong wattHours() {
        OptionalLong joules = state.energyJoules();
        return joules.isPresent()
                ? OptionalLong.of(joules.getAsLong() / JOULES_PER_WATT_HOUR)
                : joules;
    }

    /**
     * By how many seconds the device's clock is ahead of ours, negative where it is behind: the
     * middle of what is possible, but 0 while nothing speaks against a clock that is right. Nothing
     * where nothing is known of it.
     */
    public OptionalLong clockOffset() {
        Optional<ClockOffset.Interval> known = clockInterval();
        if (known.isEmpty()) {
            return OptionalLong.empty();
        }
        Duration lowest = known.get().lowest();
        Duration highest = known.get().highest();
        boolean isRight = !lowest.isPositive() && !highest.isNegative();
        Duration middle = lowest.plus(highest).dividedBy(2);
        return OptionalLong.of(isRight ? 0 : Math.round(middle.toMillis() / 1000.0));
    }

    /** Whether the device's clock is wrong for certain. Nothing where nothing is known of it. */
    public Optional<Boolean> hasClockProblem() {
        return clockInterval()
                .flatMap(_ -> state.clock())
                .map(clock -> clock.problem().isPresent());
    }

    private Optional<ClockOffset.Interval> clockInterval() {
        return state.clock().flatMap(ClockOffset::interval);
    }

    /** The six values that {@link #activeSchedule} can have: {@code #1: Weekdays}. */
    public static List<String> scheduleOptions(Programme programme) {
        return IntStream.range(0, Schedule.COUNT)
                .mapToObj(id -> scheduleOption(programme, id))
                .toList();
    }

    private static String scheduleOption(Programme programme, int id) {
        int number = id + 1;
        String name =
                programme
                        .names()
                        .get(id)
                        .map(text -> PlainText.of(text.bytes(), Schedule.NAME_SIZE))
                        .filter(text -> !text.isEmpty())
                        .orElse("Schedule " + number);
        return "#" + number + ": " + name;
    }

    /** A code version on one line, whatever its bytes are; empty where there is nothing to see. */
    public static String codeVersion(Text text) {
        return text.in(US_ASCII)
                .map(PlainText::of)
                .orElseGet(() -> PlainText.of(text.bytes(), text.bytes().size()));
    }
}
