package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a switch does with its relay, as far as its settings tell: now, next, and over any span. A
 * boost wins over an advance, an advance over work mode, holiday and schedule. Nothing here knows
 * what time it is. Immutable. The rules, and what speaks for them, are in docs/explain/plan.md.
 */
public final class SwitchPlan {

    /** The longest span of which {@link #runs} tells. */
    public static final Duration LONGEST = Duration.ofDays(400);

    private static final TimeSpan NO_TIME = new TimeSpan(Instant.MIN, Instant.MIN);

    /** Stands for an edge that does not come. */
    private static final Instant NEVER = Instant.MAX;

    private final PlanSettings settings;
    private final WeekSchedule schedule;
    private final TimeSpan boost;
    private final TimeSpan holiday;
    private final TimeSpan advance;
    private final boolean advancedOn;

    /** What decides over the relay. */
    public enum Cause {
        SCHEDULE,
        BOOST,
        ADVANCE,
        /** Always on, or always off. */
        MODE,
        HOLIDAY;

        /** The word that users see: {@code schedule}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The relay at an instant, and what decides over it then. */
    public record State(boolean on, Cause cause) {}

    /**
     * The relay changes.
     *
     * @param on what it is from then on
     * @param cause what makes it change. That is a boost, an advance or a holiday not only where it
     *     begins, but also where its end lets the relay go back; and the stronger of two that meet.
     */
    public record Change(Instant at, boolean on, Cause cause) {}

    /** The relay stays in one state for one cause. */
    public record Run(TimeSpan span, boolean on, Cause cause) {}

    private SwitchPlan(PlanSettings settings) {
        this.settings = settings;
        schedule = new WeekSchedule(settings.periods(), settings.zone());
        boost =
                settings.boost()
                        .map(span -> new TimeSpan(span.start(), span.end()))
                        .filter(span -> hasBoost())
                        .orElse(NO_TIME);
        holiday =
                settings.holiday()
                        .filter(span -> span.start().isBefore(span.end()))
                        .filter(span -> hasHoliday())
                        .orElse(NO_TIME);
        Optional<Change> anticipated =
                settings.advancedAt()
                        .flatMap(at -> nextChange(at, this::unadvanced, this::unadvancedEdge));
        advancedOn = anticipated.map(Change::on).orElse(false);
        advance =
                settings.advancedAt()
                        .flatMap(from -> anticipated.map(next -> new TimeSpan(from, next.at())))
                        .orElse(NO_TIME);
    }

    /**
     * @param settings whose work mode is one that is known
     */
    public static SwitchPlan of(PlanSettings settings) {
        return new SwitchPlan(settings);
    }

    /** What the relay is then. */
    public State at(Instant instant) {
        if (boost.covers(instant)) {
            return new State(true, Cause.BOOST);
        }
        return advance.covers(instant) ? new State(advancedOn, Cause.ADVANCE) : unadvanced(instant);
    }

    /** When the relay next changes after {@code instant}; nothing where it never does. */
    public Optional<Change> nextChange(Instant instant) {
        return nextChange(instant, this::at, this::edge);
    }

    /** When the relay next turns on after {@code instant}, whether or not it is on then. */
    public Optional<Instant> nextOn(Instant instant) {
        return nextChangeTo(true, instant);
    }

    /** When the relay next turns off after {@code instant}, whether or not it is off then. */
    public Optional<Instant> nextOff(Instant instant) {
        return nextChangeTo(false, instant);
    }

    /**
     * Until when the relay stays as it is at {@code instant}, and for the same cause; nothing where
     * it does so for ever.
     */
    public Optional<Instant> until(Instant instant) {
        State before = at(instant);
        Instant edge = edge(instant);
        while (!edge.equals(NEVER) && at(edge).equals(before)) {
            edge = edge(edge);
        }
        return edge.equals(NEVER) ? Optional.empty() : Optional.of(edge);
    }

    /**
     * When the boost ends that runs at {@code instant}, also where it has no effect on the relay.
     */
    public Optional<Instant> boostEnd(Instant instant) {
        return settings.boost().filter(span -> span.runsAt(instant)).map(BoostSpan::end);
    }

    /**
     * All that the relay does in a span, in order and without gaps. Runs that follow each other
     * differ in state or cause.
     *
     * @param to not included; no runs where it is not after {@code from}
     * @throws IllegalArgumentException when they are further apart than {@link #LONGEST}
     */
    public List<Run> runs(Instant from, Instant to) {
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a plan can be told for %d days at most, not from %s to %s"
                            .formatted(LONGEST.toDays(), from, to));
        }
        List<Run> runs = new ArrayList<>();
        Instant start = from;
        State state = at(from);
        for (Instant edge = edge(from); edge.isBefore(to); edge = edge(edge)) {
            State next = at(edge);
            if (!next.equals(state)) {
                runs.add(new Run(new TimeSpan(start, edge), state.on(), state.cause()));
                start = edge;
                state = next;
            }
        }
        if (start.isBefore(to)) {
            runs.add(new Run(new TimeSpan(start, to), state.on(), state.cause()));
        }
        return runs;
    }

    private Optional<Instant> nextChangeTo(boolean on, Instant instant) {
        Optional<Change> next = nextChange(instant);
        return next.filter(change -> change.on() == on)
                .or(() -> next.flatMap(change -> nextChange(change.at())))
                .map(Change::at);
    }

    /**
     * Few edges are looked at: a boost, an advance and a holiday have two each, and where the
     * schedule has one, the relay changes.
     */
    private static Optional<Change> nextChange(
            Instant instant, Function<Instant, State> state, UnaryOperator<Instant> edge) {
        State before = state.apply(instant);
        Instant at = edge.apply(instant);
        while (!at.equals(NEVER)) {
            State after = state.apply(at);
            if (after.on() != before.on()) {
                return Optional.of(
                        new Change(at, after.on(), stronger(before.cause(), after.cause())));
            }
            before = after;
            at = edge.apply(at);
        }
        return Optional.empty();
    }

    private static Cause stronger(Cause before, Cause after) {
        for (Cause cause : List.of(Cause.BOOST, Cause.ADVANCE, Cause.HOLIDAY)) {
            if (before == cause || after == cause) {
                return cause;
            }
        }
        return after;
    }

    /** By mode, holiday and schedule alone. */
    private State unadvanced(Instant instant) {
        if (!followsSchedule()) {
            return new State(settings.workMode().equals(WorkMode.ALWAYS_ON), Cause.MODE);
        }
        return holiday.covers(instant)
                ? new State(false, Cause.HOLIDAY)
                : new State(schedule.isOn(instant.getEpochSecond()), Cause.SCHEDULE);
    }

    /** Until when nothing begins or ends that counts, after {@code instant}. */
    private Instant edge(Instant instant) {
        if (boost.covers(instant)) {
            return boost.end();
        }
        Instant beneath =
                advance.covers(instant)
                        ? advance.end()
                        : earlier(startAfter(instant, advance), unadvancedEdge(instant));
        return earlier(startAfter(instant, boost), beneath);
    }

    private Instant unadvancedEdge(Instant instant) {
        if (!followsSchedule()) {
            return NEVER;
        }
        if (holiday.covers(instant)) {
            return holiday.end();
        }
        long change = schedule.nextChange(instant.getEpochSecond());
        return earlier(
                startAfter(instant, holiday),
                change == WeekSchedule.NEVER ? NEVER : Instant.ofEpochSecond(change));
    }

    private static Instant startAfter(Instant instant, TimeSpan span) {
        return span.start().isAfter(instant) ? span.start() : NEVER;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private boolean followsSchedule() {
        return settings.workMode().equals(WorkMode.AUTO)
                || settings.workMode().equals(WorkMode.HOLIDAY);
    }

    private boolean hasHoliday() {
        return settings.workMode().equals(WorkMode.HOLIDAY) || settings.holidayActive();
    }

    private boolean hasBoost() {
        return settings.boostInAlwaysOff() || !settings.workMode().equals(WorkMode.ALWAYS_OFF);
    }
}
