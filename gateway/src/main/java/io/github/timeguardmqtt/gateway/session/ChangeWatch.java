package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.ChangeCause.By;
import io.github.timeguardmqtt.api.ChangeCause.What;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.PlanCheck;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.WeekMinute;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why something changed at one device, and what that gives away of its clock: compares each state
 * with the one before. Pure. The rules are in docs/explain/plan.md, "Causes".
 */
final class ChangeWatch {

    /** So long a request that writes explains what changes. */
    private static final Duration EXPLAINS = Duration.ofMinutes(1);

    /** The plan of a device that was not heard for longer is not searched from there. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** A clock that moved by less is no news. */
    private static final Duration NEWS = Duration.ofSeconds(5);

    /** What the plan does not explain is said no more often. */
    private static final Duration QUIET = Duration.ofHours(1);

    /** A standing difference is looked for no more often. */
    private static final Duration CHECK = Duration.ofMinutes(1);

    private record Done(ChangeCause cause, long at) {}

    private final DeviceSession session;

    /** The last request of each sort that asked for a change; most devices get none for days. */
    private Map<What, Done> writes = Map.of();

    private @Nullable DeviceState before;
    private @Nullable Moment reported;

    /** The last change of a setting. */
    private @Nullable Done setting;

    private ClockOffset clock = ClockOffset.UNKNOWN;
    private Optional<ClockOffset> toldClock = Optional.empty();
    private @Nullable Moment complained;
    private @Nullable Moment checked;

    ChangeWatch(DeviceSession session) {
        this.session = session;
    }

    /** How far the device's clock is from ours, as everybody knows it. */
    Optional<ClockOffset> clock() {
        return toldClock;
    }

    /** Somebody sends the device a request. */
    void asked(Message request, int flags, By by, Moment now) {
        What what =
                switch (request) {
                    case SetWorkModeRequest _ -> What.MODE;
                    case SetBoostRequest _ -> What.BOOST;
                    case SetAdvanceRequest _ -> What.ADVANCE;
                    case SetActiveScheduleRequest _, SetScheduleRequest _ -> What.SCHEDULE;
                    case SetHolidayRequest _ -> What.HOLIDAY;
                    default -> What.UNKNOWN;
                };
        boolean changesNothing =
                (flags & QueuedCommand.WRITE_FLAG) == 0
                        || request instanceof SetScheduleNameRequest;
        if (what == What.UNKNOWN && changesNothing) {
            return;
        }
        if (writes.isEmpty()) {
            writes = new EnumMap<>(What.class);
        }
        writes.put(what, new Done(new ChangeCause(what, by), now.nanos()));
    }

    /**
     * The device is in a state, which is told to everybody afterwards.
     *
     * @param isReport whether it has just reported it
     * @param isTimeKnown whether our own clock can be right
     * @return why it is another than before
     */
    ChangeCause changed(
            DeviceState state,
            boolean isReport,
            boolean isTimeKnown,
            Moment now,
            Consumer<Effect> effects) {
        if (!writes.isEmpty()) {
            writes.values().removeIf(write -> isOver(write, now));
        }
        ChangeCause cause = ChangeCause.UNKNOWN;
        DeviceState old = before;
        before = state;
        if (old != null && old.status().isPresent() && state.status().isPresent()) {
            cause = compare(old, state, isReport, isTimeKnown, now, effects);
        }
        if (isReport) {
            reported = now;
        }
        return cause;
    }

    private ChangeCause compare(
            DeviceState old,
            DeviceState state,
            boolean isReport,
            boolean isTimeKnown,
            Moment now,
            Consumer<Effect> effects) {
        Status was = old.status().orElseThrow();
        Status is = state.status().orElseThrow();
        boolean isRelay =
                was.relay().isKnown() && is.relay().isKnown() && !was.relay().equals(is.relay());
        boolean on = is.relay().equals(RelayState.ON);
        Optional<What> what = setting(old, state);
        Instant earliest = earliest(now);
        if (isTimeKnown) {
            if (isOff(was) && !isOff(is) && WeekMinute.exists(is.boost().start())) {
                boostStarted(is, state, earliest, now, effects);
            } else if (isRelay
                    && isReport
                    && what.isEmpty()
                    && isUntouched()
                    && !restarted(was, is)) {
                old.plan()
                        .ifPresent(plan ->
                                observed(
                                        clock.relayChanged(on, earliest, now.wall(), plan),
                                        effects));
            }
        }
        if (what.isPresent()) {
            ChangeCause cause = cause(what.get(), old, state, now);
            setting = new Done(cause, now.nanos());
            return isRelay && cause.by() == By.CLOCK
                    ? planned(old, on, earliest, now).orElse(cause)
                    : cause;
        }
        if (isRelay) {
            return relay(old, on, earliest, now)
                    .orElseGet(() -> {
                        if (!restarted(was, is)) {
                            complain(
                                    old,
                                    on,
                                    "The relay turned " + (on ? "on" : "off"),
                                    now,
                                    effects);
                        }
                        return ChangeCause.UNKNOWN;
                    });
        }
        if (isReport && is.relay().isKnown() && isTimeToCheck(now)) {
            complain(state, on, "The relay is " + (on ? "on" : "off"), now, effects);
        }
        return ChangeCause.UNKNOWN;
    }

    /** Why the relay changed where no setting did in the same moment. */
    private Optional<ChangeCause> relay(DeviceState old, boolean on, Instant earliest, Moment now) {
        Done last = setting;
        // The first report after a setting was changed shows what that did.
        if (last != null && reported != null && last.at - reported.nanos() > 0) {
            return Optional.of(last.cause);
        }
        return planned(old, on, earliest, now)
                .or(() ->
                        Stream.concat(Stream.ofNullable(last), unseen())
                                .filter(done -> !isOver(done, now))
                                .map(Done::cause)
                                .findFirst());
    }

    /** Requests whose effect no report shows. */
    private Stream<Done> unseen() {
        return Stream.of(What.SCHEDULE, What.HOLIDAY, What.UNKNOWN)
                .flatMap(what -> Stream.ofNullable(writes.get(what)));
    }

    private Optional<ChangeCause> planned(
            DeviceState old, boolean on, Instant earliest, Moment now) {
        Instant from = later(earliest, now.wall().minus(LONGEST));
        return PlanCheck.planned(old, on, from, now.wall())
                .map(change -> new ChangeCause(what(change.cause()), By.CLOCK));
    }

    private static What what(SwitchPlan.Cause cause) {
        return switch (cause) {
            case SCHEDULE -> What.SCHEDULE;
            case BOOST -> What.BOOST;
            case ADVANCE -> What.ADVANCE;
            case MODE -> What.MODE;
            case HOLIDAY -> What.HOLIDAY;
        };
    }

    /** The setting that changed; of several the one that takes the others along. */
    private static Optional<What> setting(DeviceState old, DeviceState state) {
        Status was = old.status().orElseThrow();
        Status is = state.status().orElseThrow();
        if (!was.workMode().equals(is.workMode())) {
            return Optional.of(is.workMode().isKnown() ? What.MODE : What.HAND);
        }
        if (differ(old.programme().holiday(), state.programme().holiday())) {
            return Optional.of(What.HOLIDAY);
        }
        if (!was.boost().equals(is.boost())) {
            return Optional.of(What.BOOST);
        }
        if (schedule(old.programme(), state.programme())) {
            return Optional.of(What.SCHEDULE);
        }
        return was.advance() != is.advance() ? Optional.of(What.ADVANCE) : Optional.empty();
    }

    private static boolean schedule(Programme was, Programme is) {
        boolean isOther =
                was.activeSchedule().isPresent()
                        && !was.activeSchedule().equals(is.activeSchedule());
        return isOther
                || differ(was.active().map(Schedule::periods), is.active().map(Schedule::periods));
    }

    /** What becomes known has not changed. */
    private static boolean differ(Optional<?> was, Optional<?> is) {
        return was.isPresent() && !was.equals(is);
    }

    private ChangeCause cause(What what, DeviceState old, DeviceState state, Moment now) {
        boolean advanceEnds = what == What.ADVANCE && !state.status().orElseThrow().advance();
        if (advanceEnds && !writes.containsKey(What.ADVANCE)) {
            // Other settings end an advance too, and no answer tells that.
            for (What other : List.of(What.MODE, What.HOLIDAY, What.SCHEDULE)) {
                Done write = writes.get(other);
                if (write != null) {
                    return write.cause;
                }
            }
        }
        return new ChangeCause(what, by(what, old, state, now));
    }

    private By by(What what, DeviceState old, DeviceState state, Moment now) {
        Done write = writes.get(what);
        if (write != null) {
            return write.cause.by();
        }
        Status is = state.status().orElseThrow();
        Instant onDevice = PlanCheck.onDevice(state, now.wall(), now.wall()).end();
        if (what == What.BOOST && isOff(is)) {
            if (old.boost().isEmpty()) {
                return By.UNKNOWN;
            }
            if (!onDevice.isBefore(old.boost().get().end())) {
                return By.CLOCK;
            }
        }
        if (what == What.ADVANCE && !is.advance()) {
            Optional<SwitchPlan> plan = old.plan();
            if (plan.isEmpty()) {
                return By.UNKNOWN;
            }
            if (plan.get().at(onDevice).cause() != SwitchPlan.Cause.ADVANCE) {
                return By.CLOCK;
            }
        }
        Done other = writes.get(What.UNKNOWN);
        return other == null ? By.HAND : other.cause.by();
    }

    private void boostStarted(
            Status is, DeviceState state, Instant earliest, Moment now, Consumer<Effect> effects) {
        observed(
                clock.boostStarted(
                        new WeekMinute(is.boost().start()),
                        earliest,
                        now.wall(),
                        state.rules().zone()),
                effects);
    }

    private void observed(ClockOffset observed, Consumer<Effect> effects) {
        clock = observed;
        if (!isNews(observed)) {
            return;
        }
        Optional<ClockOffset.Problem> problem = toldClock.flatMap(ClockOffset::problem);
        toldClock = Optional.of(observed);
        if (!observed.problem().equals(problem)) {
            effects.accept(new Effect.ClockNews(session, observed.sentence()));
        }
    }

    private boolean isNews(ClockOffset observed) {
        if (observed.interval().isEmpty()) {
            return false;
        }
        Optional<ClockOffset.Interval> known = toldClock.flatMap(ClockOffset::interval);
        if (known.isEmpty()
                || !toldClock.flatMap(ClockOffset::problem).equals(observed.problem())) {
            return true;
        }
        ClockOffset.Interval is = observed.interval().get();
        return moved(known.get().lowest(), is.lowest())
                || moved(known.get().highest(), is.highest());
    }

    private static boolean moved(Duration was, Duration is) {
        return was.minus(is).abs().compareTo(NEWS) > 0;
    }

    /** Whether nothing was asked for, or set, since the report before. */
    private boolean isUntouched() {
        Moment last = reported;
        return last != null
                && Stream.concat(Stream.ofNullable(setting), writes.values().stream())
                        .allMatch(done -> done.at - last.nanos() < 0);
    }

    /** When what shows now may have happened at the earliest, by our clock as it is now. */
    private Instant earliest(Moment now) {
        return reported == null
                ? Instant.MIN.plus(LONGEST)
                : now.wall().minusNanos(now.nanos() - reported.nanos());
    }

    private void complain(
            DeviceState state, boolean on, String what, Moment now, Consumer<Effect> effects) {
        if (complained != null && !isAfter(complained, QUIET, now)) {
            return;
        }
        PlanCheck.disagreement(state, on, now.wall())
                .filter(found -> found.reason() == PlanCheck.Reason.UNEXPLAINED)
                .ifPresent(found -> {
                    complained = now;
                    effects.accept(new Effect.Note(session, what + ": " + found.sentence()));
                });
    }

    private boolean isTimeToCheck(Moment now) {
        if (checked != null && !isAfter(checked, CHECK, now)) {
            return false;
        }
        checked = now;
        return true;
    }

    private static boolean isAfter(Moment then, Duration duration, Moment now) {
        return now.isAtOrAfter(then.after(duration));
    }

    private static boolean isOver(Done done, Moment now) {
        return now.isAtOrAfter(done.at + EXPLAINS.toNanos());
    }

    private static boolean restarted(Status was, Status is) {
        return is.uptime() < was.uptime();
    }

    private static boolean isOff(Status status) {
        return status.boost().type().equals(BoostType.OFF);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
