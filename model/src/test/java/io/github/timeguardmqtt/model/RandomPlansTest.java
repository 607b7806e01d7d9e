package io.github.timeguardmqtt.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.model.NaiveReading.WallClock;
import io.github.timeguardmqtt.model.SwitchPlan.Cause;
import io.github.timeguardmqtt.model.SwitchPlan.Change;
import io.github.timeguardmqtt.model.SwitchPlan.Run;
import io.github.timeguardmqtt.model.SwitchPlan.State;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan against a naive reading of the rules, minute by minute. */
class RandomPlansTest {

    private static final int PLANS = 250;

    /** So many are watched, from the day before the one that is of interest. */
    private static final int DAYS = 4;

    /** In which what an advance anticipates is sure to come, if it comes at all. */
    private static final int DAYS_AFTER = 20;

    private static final int FROM = NaiveReading.RUN_IN;
    private static final int TO = FROM + DAYS * 1440;

    @ParameterizedTest
    @CsvSource({
        "Europe/London, 2026-01-07, 1",
        "Europe/London, 2026-03-29, 2", // summer time begins
        "Europe/London, 2026-10-25, 3", // and ends
        "Europe/London, 2026-12-31, 4", // the turn of the year
        "Europe/London, 2028-02-29, 5", // a leap day
        "Europe/London, 2026-03-29, 6",
        "Europe/London, 2026-10-25, 7",
        "America/New_York, 2026-03-08, 8", // the hour from 02:00 is missing
        "America/New_York, 2026-11-01, 9",
        "Australia/Lord_Howe, 2026-10-04, 10", // half an hour is missing
        "Australia/Lord_Howe, 2026-04-05, 11", // and doubled
        "America/Sao_Paulo, 2018-11-04, 12", // midnight is missing
        "America/Sao_Paulo, 2019-02-16, 13", // the hour before midnight is doubled
        "Pacific/Apia, 2011-12-30, 14", // a whole day is missing
        "Asia/Kolkata, 2026-06-01, 15", // no summer time, and half an hour to UTC
        "UTC, 2026-03-29, 16",
    })
    void random_plans_agree_with_stepping_through_the_minutes(
            ZoneId zone, LocalDate day, int seed) {
        Instant begin =
                day.minusDays(1).atStartOfDay(zone).toInstant().minus(Duration.ofMinutes(FROM));
        WallClock clock = new WallClock(zone, begin, TO + DAYS_AFTER * 1440);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < PLANS; i++) {
            PlanSettings settings = settings(random, zone, clock);
            String what = "plan %d of seed %d: %s".formatted(i, seed, settings);
            NaiveReading naive = new NaiveReading(settings, clock);
            List<State> states = new ArrayList<>();
            for (int minute = FROM; minute < TO; minute++) {
                states.add(naive.at(minute));
            }
            SwitchPlan plan = SwitchPlan.of(settings);
            checkStates(plan, states, clock, what);
            checkRuns(plan, states, clock, what);
            checkChanges(plan, states, clock, what);
        }
    }

    private static void checkStates(
            SwitchPlan plan, List<State> states, WallClock clock, String what) {
        for (int i = 0; i < states.size(); i++) {
            Instant at = clock.instant(FROM + i);
            if (!plan.at(at).equals(states.get(i))) { // an assertion each would take too long
                assertThat(plan.at(at)).as("at %s of %s", at, what).isEqualTo(states.get(i));
            }
        }
    }

    private static void checkRuns(
            SwitchPlan plan, List<State> states, WallClock clock, String what) {
        List<Run> expected = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= states.size(); i++) {
            State state = states.get(start);
            if (i == states.size() || !states.get(i).equals(state)) {
                TimeSpan span = new TimeSpan(clock.instant(FROM + start), clock.instant(FROM + i));
                expected.add(new Run(span, state.on(), state.cause()));
                start = i;
            }
        }
        assertThat(plan.runs(clock.instant(FROM), clock.instant(TO))).as(what).isEqualTo(expected);
    }

    /** Backwards, so that the next changes of each minute are at hand. */
    private static void checkChanges(
            SwitchPlan plan, List<State> states, WallClock clock, String what) {
        Optional<Change> next = Optional.empty();
        Optional<Instant> nextOn = Optional.empty();
        Optional<Instant> nextOff = Optional.empty();
        for (int i = states.size() - 1; i >= 0; i--) {
            Instant at = clock.instant(FROM + i);
            boolean changes = i > 0 && states.get(i - 1).on() != states.get(i).on();
            if (changes || i % 17 == 0) {
                check(next, plan.nextChange(at), Change::at, at, clock, what);
                check(nextOn, plan.nextOn(at), found -> found, at, clock, what);
                check(nextOff, plan.nextOff(at), found -> found, at, clock, what);
            }
            if (changes) {
                State after = states.get(i);
                next =
                        Optional.of(
                                new Change(
                                        at, after.on(), cause(states.get(i - 1), states.get(i))));
                nextOn = after.on() ? Optional.of(at) : nextOn;
                nextOff = after.on() ? nextOff : Optional.of(at);
            }
        }
    }

    /** What is beyond the days that are watched is not known. */
    private static <T> void check(
            Optional<T> expected,
            Optional<T> told,
            Function<T, Instant> when,
            Instant at,
            WallClock clock,
            String what) {
        Optional<T> watched = told.filter(found -> when.apply(found).isBefore(clock.instant(TO)));
        if (!watched.equals(expected)) {
            assertThat(told).as("after %s of %s", at, what).isEqualTo(expected);
        }
    }

    private static Cause cause(State before, State after) {
        List<Cause> causes = List.of(before.cause(), after.cause());
        if (causes.contains(Cause.BOOST)) {
            return Cause.BOOST;
        }
        if (causes.contains(Cause.ADVANCE)) {
            return Cause.ADVANCE;
        }
        return causes.contains(Cause.HOLIDAY) ? Cause.HOLIDAY : Cause.SCHEDULE;
    }

    private static PlanSettings settings(SplittableRandom random, ZoneId zone, WallClock clock) {
        int mode = random.nextInt(8);
        List<Period> periods = new ArrayList<>();
        int busy = random.nextInt(7);
        while (periods.size() < busy) {
            periods.add(period(random));
        }
        TimeSpan holiday = new TimeSpan(instant(random, clock), instant(random, clock));
        BoostType boost = random.nextBoolean() ? BoostType.ONE_HOUR : BoostType.TWO_HOURS;
        return new PlanSettings(
                List.of(WorkMode.HOLIDAY, WorkMode.ALWAYS_OFF, WorkMode.ALWAYS_ON, WorkMode.AUTO)
                        .get(Math.min(mode, 3)),
                periods,
                BoostSpan.starting(boost, instant(random, clock))
                        .filter(some -> random.nextBoolean()),
                Optional.of(instant(random, clock)).filter(some -> random.nextBoolean()),
                Optional.of(holiday).filter(some -> random.nextBoolean()),
                random.nextBoolean(),
                zone,
                random.nextBoolean());
    }

    /** In the days that are watched. */
    private static Instant instant(SplittableRandom random, WallClock clock) {
        return clock.instant(random.nextInt(FROM, TO));
    }

    private static Period period(SplittableRandom random) {
        int repeat =
                switch (random.nextInt(4)) {
                    case 0 -> 0x7f;
                    case 1 -> 1 << random.nextInt(7);
                    default -> random.nextInt(256);
                };
        return new Period(time(random), time(random), repeat, 0);
    }

    /** Often at night, when clocks change, and often at the same time as another. */
    private static SwitchTime time(SplittableRandom random) {
        int minute =
                switch (random.nextInt(8)) {
                    case 0 -> random.nextInt(1440, 4096);
                    case 1, 2, 3 -> random.nextInt(16) * 15;
                    case 4 -> random.nextInt(24) * 60;
                    default -> random.nextInt(1440);
                };
        return new SwitchTime(random.nextInt(4) > 0, minute, random.nextInt(8));
    }
}
