package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a device does with its relay, and when it does so next. A boost wins over all, an advance
 * over mode and schedule. A reading of its own of docs/explain/simulator.md, on purpose not shared
 * with the gateway, so that each can show the other wrong.
 *
 * @param holiday off in this time, where the mode is holiday or it is active in auto
 * @param boostEnd until when the relay is on whatever else is set
 */
record RelayRules(
        WorkMode workMode,
        ScheduleTimeline schedule,
        Optional<Span> holiday,
        Optional<Instant> boostEnd,
        Optional<Advance> advance) {

    /**
     * The state that was to follow, taken now.
     *
     * @param until the change that it anticipates, and with which it ends
     */
    record Advance(boolean on, Instant until) {}

    boolean isOn(Instant instant) {
        if (boostEnd.filter(instant::isBefore).isPresent()) {
            return true;
        }
        return advance.filter(taken -> instant.isBefore(taken.until()))
                .map(Advance::on)
                .orElseGet(() -> isOnUnadvanced(instant));
    }

    /** When the relay next changes, were all left as it is. */
    Optional<Instant> nextChange(Instant instant) {
        return nextChange(instant, this::isOn, true);
    }

    /** What an advance at this instant does; nothing where nothing is to follow. */
    Optional<Advance> advanceAt(Instant instant) {
        return nextChange(instant, this::isOnUnadvanced, false)
                .map(change -> new Advance(isOnUnadvanced(change), change));
    }

    /** By mode, holiday and schedule alone. */
    private boolean isOnUnadvanced(Instant instant) {
        return followsSchedule()
                ? !isHoliday(instant) && schedule.isOn(instant)
                : workMode.equals(WorkMode.ALWAYS_ON);
    }

    private Optional<Instant> nextChange(
            Instant instant, Predicate<Instant> state, boolean withBoostAndAdvance) {
        boolean now = state.test(instant);
        Optional<Instant> next = nextEdge(instant, withBoostAndAdvance);
        while (next.isPresent() && state.test(next.get()) == now) {
            next = nextEdge(next.get(), withBoostAndAdvance);
        }
        return next;
    }

    /** The next instant at which something begins or ends, whether the relay changes or not. */
    private Optional<Instant> nextEdge(Instant instant, boolean withBoostAndAdvance) {
        Stream<Instant> edges = Stream.empty();
        if (followsSchedule()) {
            Stream<Instant> holidayEdges =
                    holiday.stream().flatMap(span -> Stream.of(span.start(), span.end()));
            Stream<Instant> scheduleEdges =
                    isHoliday(instant) ? Stream.empty() : schedule.nextChange(instant).stream();
            edges = Stream.concat(holidayEdges, scheduleEdges);
        }
        if (withBoostAndAdvance) {
            edges = Stream.concat(edges, boostEnd.stream());
            edges = Stream.concat(edges, advance.map(Advance::until).stream());
        }
        return edges.filter(edge -> edge.isAfter(instant)).min(Instant::compareTo);
    }

    private boolean isHoliday(Instant instant) {
        return holiday.filter(span -> span.covers(instant)).isPresent();
    }

    private boolean followsSchedule() {
        return workMode.equals(WorkMode.AUTO) || workMode.equals(WorkMode.HOLIDAY);
    }
}
