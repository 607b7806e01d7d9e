package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Compares what a relay does with what the plan says that it does. */
public final class PlanCheck {

    /** A clock that is wrong by no more is right, and a change so near to its time is in time. */
    public static final Duration TOLERANCE = Duration.ofMinutes(2);

    /** Why a relay may differ from its plan. */
    public enum Reason {
        /** The device has reported nothing yet. */
        UNHEARD,
        /** Not everything is known that decides. */
        SETTINGS_UNKNOWN,
        /** It may have been set otherwise while nobody heard of it. */
        OFFLINE,
        /** The device's clock is known to be wrong. */
        CLOCK,
        /** The plan has it so within the {@link #TOLERANCE}. */
        CLOSE,
        /** Nothing explains it. */
        UNEXPLAINED
    }

    /**
     * @param sentence for users, about the relay
     */
    public record Disagreement(Reason reason, String sentence) {}

    private PlanCheck() {}

    /**
     * Whether a relay does what the plan says.
     *
     * @param state what is known of the device
     * @param on what its relay really is
     * @param at when that is, by our clock
     * @return nothing where plan and relay agree
     */
    public static Optional<Disagreement> disagreement(DeviceState state, boolean on, Instant at) {
        if (state.status().isEmpty()) {
            return because(Reason.UNHEARD, "the device has not reported yet");
        }
        Optional<SwitchPlan> known = state.plan();
        if (known.isEmpty()) {
            return because(
                    Reason.SETTINGS_UNKNOWN,
                    "its work mode, active schedule or holiday is not known");
        }
        SwitchPlan plan = known.get();
        SwitchPlan.State expected = plan.at(at);
        if (expected.on() == on) {
            return Optional.empty();
        }
        if (!state.online()) {
            return because(Reason.OFFLINE, "the device is offline");
        }
        Optional<String> clock = state.clock().flatMap(ClockOffset::sentence);
        if (clock.isPresent()) {
            return because(Reason.CLOCK, clock.get());
        }
        boolean isClose =
                plan.runs(at.minus(TOLERANCE), at.plus(TOLERANCE).plusNanos(1)).stream()
                        .anyMatch(run -> run.on() == on);
        if (isClose) {
            return because(
                    Reason.CLOSE,
                    "the plan has it change within %d minutes of then"
                            .formatted(TOLERANCE.toMinutes()));
        }
        return because(Reason.UNEXPLAINED, "the plan expected it to be " + told(state, plan, at));
    }

    /** {@code off (schedule) until 2026-07-05T11:00+01:00}. */
    private static String told(DeviceState state, SwitchPlan plan, Instant at) {
        SwitchPlan.State expected = plan.at(at);
        String until =
                plan.nextChange(at)
                        .map(change ->
                                change.at()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .atZone(state.rules().zone()))
                        .map(change -> " until " + change.toOffsetDateTime())
                        .orElse("");
        return "%s (%s)%s".formatted(expected.on() ? "on" : "off", expected.cause().label(), until);
    }

    /**
     * The last change of the plan that a relay may have made in this time, by the device's clock as
     * far as it is known.
     *
     * @param on what the relay changed to
     * @param earliest it changed at this time of ours, or later
     * @param latest it changed at this time of ours, or earlier
     */
    public static Optional<SwitchPlan.Change> planned(
            DeviceState state, boolean on, Instant earliest, Instant latest) {
        Optional<SwitchPlan> plan = state.plan();
        TimeSpan window = onDevice(state, earliest, latest);
        Optional<SwitchPlan.Change> found = Optional.empty();
        // A nanosecond, for a change at the very beginning.
        Optional<SwitchPlan.Change> next =
                plan.flatMap(known -> known.nextChange(window.start().minusNanos(1)));
        while (next.isPresent() && !next.get().at().isAfter(window.end())) {
            SwitchPlan.Change change = next.get();
            if (change.on() == on) {
                found = next;
            }
            next = plan.flatMap(known -> known.nextChange(change.at()));
        }
        return found;
    }

    /** What the device's clock may have shown in this time, with some tolerance. */
    public static TimeSpan onDevice(DeviceState state, Instant earliest, Instant latest) {
        Optional<ClockOffset.Interval> offset = state.clock().flatMap(ClockOffset::interval);
        Duration lowest = offset.map(ClockOffset.Interval::lowest).orElse(Duration.ZERO);
        Duration highest = offset.map(ClockOffset.Interval::highest).orElse(Duration.ZERO);
        return new TimeSpan(
                earliest.plus(lowest).minus(TOLERANCE), latest.plus(highest).plus(TOLERANCE));
    }

    private static Optional<Disagreement> because(Reason reason, String sentence) {
        return Optional.of(new Disagreement(reason, sentence));
    }
}
