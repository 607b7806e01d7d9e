package io.github.timeguardmqtt.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.PlanSettings;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.TimeSpan;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.RelayRules.Advance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plan in the model and the rules of a virtual switch are written apart; here they must tell
 * the same changes.
 */
class PlanAgreementTest {

    private static final int PLANS = 150;
    private static final int CHANGES = 20;
    private static final int MINUTES = 5 * 1440;

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T00:00:00Z, 1",
        "2026-03-27T00:00:00Z, 2", // summer time begins
        "2026-10-23T00:00:00Z, 3", // and ends
        "2028-02-27T00:00:00Z, 4", // a leap day
    })
    void the_plan_and_the_virtual_switch_tell_the_same_changes(Instant begin, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < PLANS; i++) {
            Instant advanced = begin.plus(Duration.ofMinutes(random.nextInt(MINUTES)));
            PlanSettings settings = settings(random, begin, advanced);
            String what = "plan %d of seed %d: %s".formatted(i, seed, settings);
            RelayRules rules = rules(settings);
            SwitchPlan plan = SwitchPlan.of(settings);
            Instant at = advanced;
            for (int change = 0; change < CHANGES; change++) {
                assertThat(plan.at(at).on()).as("at %s, %s", at, what).isEqualTo(rules.isOn(at));
                Optional<Instant> next = plan.nextChange(at).map(SwitchPlan.Change::at);
                assertThat(next).as("after %s, %s", at, what).isEqualTo(rules.nextChange(at));
                if (next.isEmpty()) {
                    break;
                }
                at = next.get();
            }
        }
    }

    private static RelayRules rules(PlanSettings settings) {
        WorkMode mode = settings.workMode();
        boolean away = mode.equals(WorkMode.HOLIDAY) || settings.holidayActive();
        RelayRules unadvanced =
                new RelayRules(
                        mode,
                        new ScheduleTimeline(settings.periods(), settings.zone()),
                        settings.holiday()
                                .filter(span -> away)
                                .map(span -> new Span(span.start(), span.end())),
                        settings.boost().map(BoostSpan::end),
                        Optional.empty());
        Optional<Advance> advance = settings.advancedAt().flatMap(unadvanced::advanceAt);
        return new RelayRules(
                mode, unadvanced.schedule(), unadvanced.holiday(), unadvanced.boostEnd(), advance);
    }

    /** A boost has begun before the first instant that is looked at, as it has for a device. */
    private static PlanSettings settings(SplittableRandom random, Instant begin, Instant advanced) {
        List<Period> periods = new ArrayList<>();
        int busy = random.nextInt(7);
        while (periods.size() < busy) {
            periods.add(new Period(time(random), time(random), random.nextInt(128), 0));
        }
        return new PlanSettings(
                List.of(WorkMode.AUTO, WorkMode.HOLIDAY, WorkMode.AUTO, WorkMode.ALWAYS_OFF)
                        .get(random.nextInt(4)),
                periods,
                BoostSpan.starting(
                                BoostType.TWO_HOURS,
                                advanced.minus(Duration.ofMinutes(random.nextInt(180))))
                        .filter(some -> random.nextBoolean()),
                Optional.of(advanced).filter(some -> random.nextBoolean()),
                Optional.of(
                                new TimeSpan(
                                        begin.plus(Duration.ofMinutes(random.nextInt(MINUTES))),
                                        begin.plus(Duration.ofMinutes(random.nextInt(MINUTES)))))
                        .filter(some -> random.nextBoolean()),
                random.nextBoolean(),
                TimeSwitch.ZONE,
                true);
    }

    private static SwitchTime time(SplittableRandom random) {
        return new SwitchTime(
                random.nextInt(4) > 0,
                random.nextBoolean() ? random.nextInt(16) * 15 : random.nextInt(1440),
                0);
    }
}
