package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a schedule is on. It is the same every week on the wall clock, so its events are worked out
 * once, as minutes of a week; what is left is to find the one before an instant, and to say when an
 * event happens in real time. The rules are told in docs/explain/plan.md.
 *
 * <p>Real time is in seconds since 1970. An event is counted over all weeks: that of the number
 * {@code n} is the event {@code n mod count} of the week {@code n / count}.
 */
final class WeekSchedule {

    /** There is no next change. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;

    /** From the Monday before 1970-01-01, a Thursday, to that day. */
    private static final int FROM_MONDAY = 3 * DAY;

    /**
     * Where local time is skipped, a week may lack all its changes; never two weeks in a row. Some
     * more do no harm, they are only to keep the search from being endless.
     */
    private static final int WEEKS_AHEAD = 4;

    private final ZoneRules zone;

    /** Of the week, from Monday 00:00, each once, ascending. */
    private final int[] minutes;

    /** Whether a period with a start and an end lasts from this event to the next. */
    private final boolean[] within;

    /** Whether a start without an end is at this minute. */
    private final boolean[] loneStart;

    private final boolean hasLoneStarts;
    private final boolean changes;

    WeekSchedule(List<Period> periods, ZoneId zone) {
        this.zone = zone.getRules();
        Map<Integer, Event> events = new TreeMap<>();
        int lasting = 0;
        for (Period period : periods) {
            for (DayOfWeek day : period.days()) {
                lasting += place(period, (day.getValue() - 1) * DAY, events);
            }
        }
        minutes = new int[events.size()];
        within = new boolean[minutes.length];
        loneStart = new boolean[minutes.length];
        boolean anyOn = false;
        boolean anyOff = false;
        boolean anyLone = false;
        int i = 0;
        for (Map.Entry<Integer, Event> entry : events.entrySet()) {
            lasting += entry.getValue().starts - entry.getValue().ends;
            minutes[i] = entry.getKey();
            within[i] = lasting > 0;
            loneStart[i] = entry.getValue().loneStart;
            anyOn |= within[i] || loneStart[i];
            anyOff |= !within[i] && !loneStart[i];
            anyLone |= loneStart[i];
            i++;
        }
        hasLoneStarts = anyLone;
        changes = anyOn && anyOff;
    }

    boolean isOn(long second) {
        return minutes.length > 0 && isOnFrom(lastEvent(second));
    }

    /** When it next turns on or off, after {@code second}, or {@link #NEVER}. */
    long nextChange(long second) {
        if (!changes) {
            return NEVER;
        }
        long event = lastEvent(second);
        boolean on = isOnFrom(event);
        long end = event + (long) WEEKS_AHEAD * minutes.length;
        long next = happens(event + 1);
        while (event < end) {
            long at = next;
            boolean held = false;
            do {
                event++;
                held |= loneStart[inWeek(event)];
                next = happens(event + 1);
            } while (next == at);
            if ((held || within[inWeek(event)]) != on) {
                return at;
            }
        }
        return NEVER;
    }

    private static int place(Period period, int midnight, Map<Integer, Event> events) {
        boolean starts = isTime(period.start());
        boolean ends = isTime(period.end());
        int start = midnight + period.start().minute();
        int end = midnight + period.end().minute();
        if (starts && ends && end <= start) {
            end += DAY;
        }
        if (starts) {
            Event event = eventAt(start, events);
            event.starts += ends ? 1 : 0;
            event.loneStart |= !ends;
        }
        if (ends) {
            eventAt(end % WEEK, events).ends += starts ? 1 : 0;
        }
        // what lasts past the end of the week lasts at its beginning
        return starts && ends && end >= WEEK ? 1 : 0;
    }

    private static Event eventAt(int minute, Map<Integer, Event> events) {
        return events.computeIfAbsent(minute, m -> new Event());
    }

    private static boolean isTime(SwitchTime time) {
        return time.enabled() && time.minute() < DAY;
    }

    /** Several events happen at once where local time is skipped. */
    private boolean isOnFrom(long event) {
        if (within[inWeek(event)] || loneStart[inWeek(event)]) {
            return true;
        }
        if (!hasLoneStarts) {
            return false;
        }
        long at = happens(event);
        for (long earlier = event - 1; happens(earlier) == at; earlier--) {
            if (loneStart[inWeek(earlier)]) {
                return true;
            }
        }
        return false;
    }

    /** The last event that has happened at {@code second}. */
    private long lastEvent(long second) {
        long minute = Math.floorDiv(shownBy(second), 60) + FROM_MONDAY;
        long week = Math.floorDiv(minute, WEEK);
        int inWeek = (int) (minute - week * WEEK);
        int low = 0;
        int high = minutes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (minutes[middle] <= inWeek) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return week * minutes.length + low - 1;
    }

    /**
     * The latest local time that the wall clock has shown until {@code second}. In the second turn
     * of a doubled hour that is the end of the first.
     */
    private long shownBy(long second) {
        long local = second + zone.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
        ZoneOffsetTransition change = zone.getTransition(time(local));
        return change != null && change.isOverlap() && second >= change.toEpochSecond()
                ? change.toEpochSecond() + change.getOffsetBefore().getTotalSeconds() - 1
                : local;
    }

    /** When the wall clock first shows an event's time, or something later. */
    private long happens(long event) {
        long week = Math.floorDiv(event, minutes.length);
        long local = (week * WEEK + minutes[inWeek(event)] - FROM_MONDAY) * 60;
        LocalDateTime time = time(local);
        ZoneOffsetTransition change = zone.getTransition(time);
        return change != null && change.isGap()
                ? change.toEpochSecond()
                : local - zone.getOffset(time).getTotalSeconds();
    }

    private int inWeek(long event) {
        return (int) Math.floorMod(event, (long) minutes.length);
    }

    private static LocalDateTime time(long local) {
        return LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    }

    /** What happens at one minute of the week. */
    private static final class Event {
        private int starts;
        private int ends;
        private boolean loneStart;
    }
}
