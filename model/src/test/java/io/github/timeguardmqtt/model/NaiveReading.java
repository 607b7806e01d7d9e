package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.model.SwitchPlan.Cause;
import io.github.timeguardmqtt.model.SwitchPlan.State;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of docs/explain/plan.md read word by word, minute by minute, as somebody would who
 * looks at a wall clock. Slow, and without a line in common with {@link SwitchPlan}. All times of
 * the settings are whole minutes.
 */
final class NaiveReading {

    /** A start alone may have been a week ago; a week may be longer by a change of summer time. */
    static final int RUN_IN = 9 * 1440;

    private final WallClock clock;
    private final PlanSettings settings;
    private final List<NaivePeriod> periods;

    /** By the minute of {@link #clock}; only from {@link #RUN_IN} on do they mean anything. */
    private final boolean[] schedule;

    private final int advanceFrom;
    private final int advanceUntil;

    /**
     * What a wall clock shows from minute to minute: local minutes since 1970, read as if they were
     * UTC. An event happens when the clock first shows its minute, or has skipped it.
     */
    static final class WallClock {

        final long begin;
        final long[] latest;

        WallClock(ZoneId zone, Instant begin, int minutes) {
            this.begin = begin.getEpochSecond();
            latest = new long[minutes];
            for (int i = 0; i < minutes; i++) {
                long second = this.begin + i * 60L;
                int offset =
                        zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
                long shown = Math.floorDiv(second + offset, 60L);
                latest[i] = i == 0 ? shown : Math.max(shown, latest[i - 1]);
            }
        }

        Instant instant(int minute) {
            return Instant.ofEpochSecond(begin + minute * 60L);
        }

        int minute(Instant instant) {
            return Math.toIntExact((instant.getEpochSecond() - begin) / 60);
        }
    }

    /** Times are minutes of the day, or -1. */
    private record NaivePeriod(Set<DayOfWeek> days, int start, int end) {

        static NaivePeriod of(Period period) {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            days.addAll(period.days());
            return new NaivePeriod(days, time(period.start()), time(period.end()));
        }

        private static int time(SwitchTime time) {
            return time.enabled() && time.minute() < 1440 ? time.minute() : -1;
        }

        boolean startsAt(long minute) {
            return start == Math.floorMod(minute, 1440) && isOnDayOf(minute);
        }

        boolean endsAt(long minute) {
            return end == Math.floorMod(minute, 1440)
                    && isOnDayOf(isOvernight() ? minute - 1440 : minute);
        }

        boolean lastsAt(long minute) {
            if (start < 0 || end < 0) {
                return false;
            }
            int ofDay = Math.floorMod(minute, 1440);
            if (!isOvernight()) {
                return isOnDayOf(minute) && ofDay >= start && ofDay < end;
            }
            return (isOnDayOf(minute) && ofDay >= start)
                    || (isOnDayOf(minute - 1440) && ofDay < end);
        }

        private boolean isOvernight() {
            return start >= 0 && end >= 0 && end <= start;
        }

        private boolean isOnDayOf(long minute) {
            return days.contains(DayOfWeek.THURSDAY.plus(Math.floorDiv(minute, 1440)));
        }
    }

    NaiveReading(PlanSettings settings, WallClock clock) {
        this.settings = settings;
        this.clock = clock;
        periods = settings.periods().stream().map(NaivePeriod::of).toList();
        schedule = new boolean[clock.latest.length];
        boolean held = false;
        for (int i = 1; i < schedule.length; i++) {
            boolean event = false;
            boolean loneStart = false;
            for (long minute = clock.latest[i - 1] + 1; minute <= clock.latest[i]; minute++) {
                for (NaivePeriod period : periods) {
                    event |= period.startsAt(minute) || period.endsAt(minute);
                    loneStart |= period.startsAt(minute) && period.end() < 0;
                }
            }
            held = event ? loneStart : held;
            schedule[i] = held || isAnyLasting(clock.latest[i]);
        }
        int from = settings.advancedAt().map(clock::minute).orElse(schedule.length);
        int until = from;
        while (until < schedule.length && unadvanced(until).on() == unadvanced(from).on()) {
            until++;
        }
        advanceFrom = from;
        // where nothing follows as far as one can see, there is no advance
        advanceUntil = until < schedule.length ? until : from;
    }

    State at(int minute) {
        Instant instant = clock.instant(minute);
        boolean boosts =
                !settings.workMode().equals(WorkMode.ALWAYS_OFF) || settings.boostInAlwaysOff();
        if (boosts
                && settings.boost().isPresent()
                && !instant.isBefore(settings.boost().get().start())
                && instant.isBefore(settings.boost().get().end())) {
            return new State(true, Cause.BOOST);
        }
        if (minute >= advanceFrom && minute < advanceUntil) {
            return new State(!unadvanced(minute).on(), Cause.ADVANCE);
        }
        return unadvanced(minute);
    }

    private State unadvanced(int minute) {
        WorkMode mode = settings.workMode();
        if (mode.equals(WorkMode.ALWAYS_ON) || mode.equals(WorkMode.ALWAYS_OFF)) {
            return new State(mode.equals(WorkMode.ALWAYS_ON), Cause.MODE);
        }
        Instant instant = clock.instant(minute);
        boolean away =
                settings.holiday().isPresent()
                        && !instant.isBefore(settings.holiday().get().start())
                        && instant.isBefore(settings.holiday().get().end());
        return away && (mode.equals(WorkMode.HOLIDAY) || settings.holidayActive())
                ? new State(false, Cause.HOLIDAY)
                : new State(schedule[minute], Cause.SCHEDULE);
    }

    private boolean isAnyLasting(long minute) {
        for (NaivePeriod period : periods) {
            if (period.lastsAt(minute)) {
                return true;
            }
        }
        return false;
    }
}
