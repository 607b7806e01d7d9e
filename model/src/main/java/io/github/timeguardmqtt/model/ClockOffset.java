package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.model.SwitchPlan.Cause;
import io.github.timeguardmqtt.model.SwitchPlan.Change;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a device's clock is from ours, as far as its reports give it away. Positive: the device
 * is ahead. Immutable: each observation gives a new one, and what was observed last counts. What
 * speaks for it, and what can deceive it, is in docs/explain/plan.md.
 *
 * @param interval nothing where nothing was observed that tells it
 * @param suspected what one change of the relay speaks for, while nothing else does
 */
public record ClockOffset(Optional<Interval> interval, Optional<Interval> suspected) {

    /** Nothing was observed yet. */
    public static final ClockOffset UNKNOWN = new ClockOffset(Optional.empty(), Optional.empty());

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** As much is no problem: reports are late, and a device tells whole minutes. */
    private static final Duration HARMLESS = Duration.ofMinutes(2);

    /** So near to an hour, summer time is what is missing. */
    private static final Duration ABOUT = Duration.ofSeconds(150);

    /** An observation that leaves more open tells nothing. */
    private static final Duration WIDEST = Duration.ofMinutes(10);

    /** A change of the relay that is further from the plan has another cause. */
    private static final Duration FARTHEST = Duration.ofMinutes(75);

    /**
     * The offset is between these two.
     *
     * @param highest not below the lowest
     */
    public record Interval(Duration lowest, Duration highest) {

        private Duration width() {
            return highest.minus(lowest);
        }

        private Duration middle() {
            return lowest.plus(width().dividedBy(2));
        }

        private boolean meets(Interval other) {
            return lowest.compareTo(other.highest) <= 0 && other.lowest.compareTo(highest) <= 0;
        }

        private boolean isWrong() {
            return distance().compareTo(HARMLESS) > 0;
        }

        private boolean isAhead() {
            return lowest.isPositive();
        }

        /** How far the clocks are apart at least. */
        private Duration distance() {
            if (lowest.isPositive()) {
                return lowest;
            }
            return highest.isNegative() ? highest.negated() : Duration.ZERO;
        }
    }

    /** What is wrong with a device's clock. */
    public enum Problem {
        /** It shows a later time than ours. */
        AHEAD,

        /** It shows an earlier time than ours. */
        BEHIND,
        /** An hour ahead, or behind. */
        SUMMER_TIME
    }

    /**
     * After a boost began, of which the device tells the minute.
     *
     * @param told the minute in which it began by the device's clock
     * @param earliest it began at this time of ours, or later
     * @param latest it began at this time of ours, or earlier
     * @param zone of the device
     */
    public ClockOffset boostStarted(
            WeekMinute told, Instant earliest, Instant latest, ZoneId zone) {
        if (!isTelling(earliest, latest, MINUTE)) {
            return this;
        }
        return told.around(latest, zone)
                .map(minute ->
                        new Interval(
                                Duration.between(latest, minute),
                                Duration.between(earliest, minute).plus(MINUTE)))
                .min(Comparator.comparing(Interval::distance))
                .map(found -> new ClockOffset(Optional.of(found), Optional.empty()))
                .orElse(this);
    }

    /**
     * After the relay changed without a command. That may as well have been somebody at the device
     * itself. So where it speaks for a clock that is wrong, it counts only together with another
     * observation that agrees.
     *
     * @param on what the relay changed to
     * @param earliest it changed at this time of ours, or later
     * @param latest it changed at this time of ours, or earlier
     * @param plan what the device was to do then
     */
    public ClockOffset relayChanged(boolean on, Instant earliest, Instant latest, SwitchPlan plan) {
        return isTelling(earliest, latest, Duration.ZERO)
                ? planned(on, earliest, latest, plan).map(this::relayChangedBy).orElse(this)
                : this;
    }

    /** What is wrong for certain: the clocks are more than two minutes apart. */
    public Optional<Problem> problem() {
        return interval.filter(Interval::isWrong).map(ClockOffset::problem);
    }

    /** The problem in words: {@code the device's clock is about 7 minutes ahead of ours}. */
    public Optional<String> sentence() {
        return interval.filter(Interval::isWrong).map(ClockOffset::sentence);
    }

    private static Problem problem(Interval wrong) {
        if (wrong.middle().abs().minus(HOUR).abs().compareTo(ABOUT) <= 0) {
            return Problem.SUMMER_TIME;
        }
        return wrong.isAhead() ? Problem.AHEAD : Problem.BEHIND;
    }

    private static String sentence(Interval wrong) {
        String side = wrong.isAhead() ? "ahead of ours" : "behind ours";
        if (problem(wrong) == Problem.SUMMER_TIME) {
            return "the device's clock is an hour %s: it does not follow summer time"
                    .formatted(side);
        }
        Duration about = wrong.middle().abs();
        return about.compareTo(HOUR.multipliedBy(2)) < 0
                ? "the device's clock is about %d minutes %s"
                        .formatted(about.plusSeconds(30).toMinutes(), side)
                : "the device's clock is about %d hours %s"
                        .formatted(about.plusMinutes(30).toHours(), side);
    }

    private ClockOffset relayChangedBy(Interval found) {
        boolean counts =
                !found.isWrong()
                        || Stream.concat(interval.stream(), suspected.stream())
                                .anyMatch(found::meets);
        return counts
                ? new ClockOffset(Optional.of(found), Optional.empty())
                : new ClockOffset(interval, Optional.of(found));
    }

    private static Optional<Interval> planned(
            boolean on, Instant earliest, Instant latest, SwitchPlan plan) {
        Optional<Interval> nearest = Optional.empty();
        // a nanosecond, for a change at the very beginning
        Instant from = earliest.minus(FARTHEST).minusNanos(1);
        Optional<Change> change = plan.nextChange(from);
        while (change.isPresent() && !change.get().at().isAfter(latest.plus(FARTHEST))) {
            Instant at = change.get().at();
            Interval offset =
                    new Interval(Duration.between(latest, at), Duration.between(earliest, at));
            if (change.get().on() == on
                    && change.get().cause() == Cause.SCHEDULE
                    && nearest.filter(other -> other.distance().compareTo(offset.distance()) <= 0)
                            .isEmpty()) {
                nearest = Optional.of(offset);
            }
            change = plan.nextChange(at);
        }
        return nearest;
    }

    /** Not where too much is left open, nor the wrong way round, as after a leap of our clock. */
    private static boolean isTelling(Instant earliest, Instant latest, Duration precision) {
        Duration open = Duration.between(earliest, latest);
        return !open.isNegative() && open.plus(precision).compareTo(WIDEST) <= 0;
    }
}
