package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When a schedule is on, in real time. Where periods overlap, on wins. An end at or before its
 * start is on the next day. A start without an end, or an end without a start, is an event that
 * lasts until the next event of the schedule. A time in the hour that summer time skips happens at
 * the first moment after it; one in the doubled hour happens once, the first time.
 */
final class ScheduleTimeline {

    /** A start that lasts until the next event began at most a week ago. */
    private static final int DAYS_BACK = 8;

    /**
     * A week whose only period falls into the missing hour has no change, the one after it does.
     */
    private static final int DAYS_AHEAD = 15;

    private final List<Period> periods;
    private final ZoneRules zone;
    private final ZoneId zoneId;

    ScheduleTimeline(List<Period> periods, ZoneId zone) {
        this.periods =
                periods.stream()
                        .filter(period -> period.start().enabled() || period.end().enabled())
                        .filter(period -> !period.days().isEmpty())
                        .toList();
        this.zone = zone.getRules();
        this.zoneId = zone;
    }

    boolean isOn(Instant instant) {
        return spansAround(instant).stream().anyMatch(span -> span.covers(instant));
    }

    /** When the schedule next turns on or off; nothing where it never does. */
    Optional<Instant> nextChange(Instant instant) {
        Instant horizon = epoch(dateAt(instant).plusDays(DAYS_AHEAD), 0);
        for (Span span : spansAround(instant)) {
            if (span.covers(instant)) {
                return Optional.of(span.end()).filter(end -> end.isBefore(horizon));
            }
            if (span.start().isAfter(instant)) {
                return Optional.of(span.start());
            }
        }
        return Optional.empty();
    }

    /**
     * The times at which the schedule is on around this instant, in order, apart from each other.
     */
    private List<Span> spansAround(Instant instant) {
        if (periods.isEmpty()) {
            return List.of();
        }
        LocalDate today = dateAt(instant);
        List<Span> spans = new ArrayList<>();
        NavigableSet<Instant> events = new TreeSet<>();
        List<Instant> loneStarts = new ArrayList<>();
        for (int day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
            LocalDate date = today.plusDays(day);
            for (Period period : periods) {
                if (period.days().contains(date.getDayOfWeek())) {
                    place(period, date, spans, events, loneStarts);
                }
            }
        }
        for (Instant start : loneStarts) {
            Instant next = events.higher(start);
            spans.add(new Span(start, next == null ? Instant.MAX : next));
        }
        spans.sort(Comparator.comparing(Span::start));
        return joined(spans);
    }

    private void place(
            Period period,
            LocalDate date,
            List<Span> spans,
            NavigableSet<Instant> events,
            List<Instant> loneStarts) {
        SwitchTime start = period.start();
        SwitchTime end = period.end();
        if (start.enabled() && end.enabled()) {
            LocalDate lastDay = end.minute() > start.minute() ? date : date.plusDays(1);
            Span span = new Span(epoch(date, start.minute()), epoch(lastDay, end.minute()));
            spans.add(span);
            events.add(span.start());
            events.add(span.end());
        } else if (start.enabled()) {
            Instant at = epoch(date, start.minute());
            events.add(at);
            loneStarts.add(at);
        } else {
            events.add(epoch(date, end.minute()));
        }
    }

    private static List<Span> joined(List<Span> byStart) {
        List<Span> joined = new ArrayList<>();
        for (Span span : byStart) {
            if (!span.start().isBefore(span.end())) {
                continue;
            }
            Span last = joined.isEmpty() ? span : joined.getLast();
            if (joined.isEmpty() || span.start().isAfter(last.end())) {
                joined.add(span);
            } else if (span.end().isAfter(last.end())) {
                joined.set(joined.size() - 1, new Span(last.start(), span.end()));
            }
        }
        return joined;
    }

    private LocalDate dateAt(Instant instant) {
        return LocalDate.ofInstant(instant, zoneId);
    }

    private Instant epoch(LocalDate date, int minute) {
        LocalDateTime local = date.atTime(LocalTime.of(minute / 60, minute % 60));
        ZoneOffsetTransition change = zone.getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.toInstant(zone.getOffset(local));
    }
}
