package io.github.timeguardmqtt.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a virtual switch's wire, from one power cut to the next: its settings, its clock,
 * the relay and the load. What it cannot hold, it does not take. The instants that come in are
 * those of a steady clock; the time of day the switch knows only once it has been told.
 */
final class TimeSwitch {

    /** Schedules run in the local time of this zone. */
    static final ZoneId ZONE = ZoneId.of("Europe/London");

    /**
     * A clock that is ahead by less is left alone: answers come late, and set back it would see the
     * same minute, and switch, twice.
     */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final long U32 = 0xffff_ffffL;
    private static final Bytes UNKNOWN_1 = Bytes.of(0x00, 0x64, 0x00);
    private static final Bytes UNKNOWN_2 = Bytes.of(0, 0, 0);
    private static final Bytes UNKNOWN_3 = Bytes.of(0, 0);

    private final HolidayReading holidayReading;
    private final Instant started;
    private final Heater heater;
    private SwitchSettings settings;
    private ScheduleTimeline timeline;
    private @Nullable Duration clockOffset;
    private @Nullable BoostSpan boost;
    private RelayRules.@Nullable Advance advance;
    private boolean on;
    private boolean loadDetectedBefore;

    /** When the relay changes next, by the steady clock. */
    private @Nullable Instant nextChange;

    /** Power comes on: there is no time of day yet, no boost and no advance. */
    TimeSwitch(SwitchOptions options, SwitchSettings settings, Instant now) {
        this.settings = settings;
        holidayReading = options.holidayReading();
        started = now;
        SplittableRandom random = new SplittableRandom(options.seed());
        heater =
                new Heater(
                        Duration.ofMinutes(random.nextInt(15, 45)),
                        Duration.ofMinutes(random.nextInt(60, 180)),
                        now);
        timeline = activeTimeline();
        applyRules(now);
    }

    SwitchSettings settings() {
        return settings;
    }

    boolean isOn() {
        return on;
    }

    /** When the relay changes next by the steady clock, were all left as it is. */
    Optional<Instant> nextChange() {
        return Optional.ofNullable(nextChange);
    }

    /** What its own clock shows; nothing before it was told the time. */
    Optional<Instant> clock(Instant now) {
        return Optional.ofNullable(clockOffset).map(now::plus);
    }

    /** Time has passed. */
    void tick(Instant now) {
        if (nextChange != null && !now.isBefore(nextChange)) {
            applyRules(now);
        }
    }

    Status status(Instant now) {
        endBoostAndAdvance(now);
        heater.pass(now, on);
        boolean load = heater.drawsCurrent(on);
        loadDetectedBefore |= load;
        return new Status(
                on ? RelayState.ON : RelayState.OFF,
                load,
                advance != null,
                loadDetectedBefore,
                0,
                UNKNOWN_1,
                settings.workMode(),
                UNKNOWN_2,
                Duration.between(started, now).toSeconds() & U32,
                boost == null ? Boost.OFF : boost.toldStart(ZONE),
                UNKNOWN_3);
    }

    void takeTime(Instant told, Instant now) {
        boolean clockIsRight =
                clock(now)
                        .filter(own -> !own.isBefore(told))
                        .filter(own -> own.isBefore(told.plus(CLOCK_TOLERANCE)))
                        .isPresent();
        if (!clockIsRight) {
            clockOffset = Duration.between(now, told);
            applyRules(now);
        }
    }

    void setSchedule(Schedule schedule, Instant now) {
        if (canHold(schedule)) {
            settings = settings.with(schedule);
            scheduleChanged(schedule.id(), now);
        }
    }

    void setName(int id, Text name) {
        Schedule schedule = settings.schedules().get(id);
        settings = settings.with(new Schedule(id, schedule.periods(), name));
    }

    void setActiveSchedule(int id, Instant now) {
        if (id < Schedule.COUNT) {
            settings = settings.withActiveSchedule(id);
            scheduleChanged(id, now);
        }
    }

    void setWorkMode(WorkMode mode, Instant now) {
        if (mode.isKnown()) {
            settings = settings.with(mode);
            advance = null;
            applyRules(now);
        }
    }

    void setHoliday(Holiday holiday, Instant now) {
        if (holiday.active().isKnown()) {
            settings = settings.with(holiday);
            advance = null;
            applyRules(now);
        }
    }

    /** Whether advance is on now: it cannot be where nothing is to follow. */
    boolean setAdvance(Toggle wanted, Instant now) {
        if (wanted.equals(Toggle.OFF)) {
            advance = null;
        } else if (wanted.equals(Toggle.ON) && advance == null) {
            advance = clock(now).flatMap(rules()::advanceAt).orElse(null);
        }
        applyRules(now);
        return advance != null;
    }

    /**
     * The boost that runs now: none where the time of day is not known, from which it would count.
     */
    Optional<BoostSpan> setBoost(BoostType type, Instant now) {
        if (type.equals(BoostType.OFF)) {
            boost = null;
        } else {
            boost =
                    clock(now)
                            .map(clock -> clock.truncatedTo(ChronoUnit.MINUTES))
                            .flatMap(minute -> BoostSpan.starting(type, minute))
                            .orElse(boost);
        }
        applyRules(now);
        return Optional.ofNullable(boost);
    }

    private void scheduleChanged(int id, Instant now) {
        if (id == settings.activeSchedule()) {
            timeline = activeTimeline();
            advance = null;
            applyRules(now);
        }
    }

    private static boolean canHold(Schedule schedule) {
        return schedule.name().in(UTF_8).isPresent()
                && schedule.periods().stream()
                        .flatMap(period -> Stream.of(period.start(), period.end()))
                        .mapToInt(SwitchTime::minute)
                        .allMatch(minute -> minute < MINUTES_OF_A_DAY);
    }

    private ScheduleTimeline activeTimeline() {
        return new ScheduleTimeline(
                settings.schedules().get(settings.activeSchedule()).periods(), ZONE);
    }

    /** Without the time of day, the modes that need none are obeyed; otherwise the relay is off. */
    private void applyRules(Instant now) {
        endBoostAndAdvance(now);
        Instant clock = clock(now).orElse(null);
        boolean turned;
        if (clock == null) {
            turned = settings.workMode().equals(WorkMode.ALWAYS_ON);
        } else {
            RelayRules rules = rules();
            Duration ahead = Duration.between(now, clock);
            turned = rules.isOn(clock);
            nextChange = rules.nextChange(clock).map(change -> change.minus(ahead)).orElse(null);
        }
        if (turned != on) {
            heater.pass(now, on);
            on = turned;
        }
    }

    private void endBoostAndAdvance(Instant now) {
        Instant clock = clock(now).orElse(null);
        if (clock != null && boost != null && !clock.isBefore(boost.end())) {
            boost = null;
        }
        if (clock != null && advance != null && !clock.isBefore(advance.until())) {
            advance = null;
        }
    }

    private RelayRules rules() {
        Holiday holiday = settings.holiday();
        boolean holidaySet =
                settings.workMode().equals(WorkMode.HOLIDAY) || holiday.active().equals(Toggle.ON);
        return new RelayRules(
                settings.workMode(),
                timeline,
                holidaySet
                        ? Optional.of(HolidayTimes.span(holidayReading, holiday, ZONE))
                        : Optional.empty(),
                Optional.ofNullable(boost).map(BoostSpan::end),
                Optional.ofNullable(advance));
    }
}
