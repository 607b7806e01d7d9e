package io.github.timeguardmqtt.benchmarks;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.PlanSettings;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.TimeSpan;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a switch does in a week, from its settings; and what it does next. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
public class PlanBenchmark {

    private static final int DAILY = 0x7f;
    private static final int MONDAY_TO_FRIDAY = 0x3e;
    private static final int AT_THE_WEEKEND = 0x41;

    /** Usual is three periods, full is six every day, a boost and a holiday within the week. */
    @Param({"usual", "full"})
    public String schedule = "";

    /** Summer time begins on the Sunday of the second. */
    @Param({"2026-01-05T00:00:00Z", "2026-03-23T00:00:00Z"})
    public String from = "";

    private Instant begin = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private PlanSettings settings = usual();
    private SwitchPlan plan = SwitchPlan.of(settings);

    @Setup
    public void setUp() {
        begin = Instant.parse(from);
        end = begin.plus(Duration.ofDays(7));
        settings = schedule.equals("full") ? full(begin) : usual();
        plan = SwitchPlan.of(settings);
    }

    private static PlanSettings usual() {
        return settings(
                List.of(
                        period(390, 510, MONDAY_TO_FRIDAY),
                        period(1020, 1320, MONDAY_TO_FRIDAY),
                        period(480, 1380, AT_THE_WEEKEND)),
                Optional.empty(),
                Optional.empty());
    }

    private static PlanSettings full(Instant begin) {
        List<Period> periods = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            periods.add(period(i * 240, i * 240 + 100, DAILY));
        }
        return settings(
                periods,
                BoostSpan.starting(BoostType.TWO_HOURS, begin.plus(Duration.ofHours(30))),
                Optional.of(
                        new TimeSpan(
                                begin.plus(Duration.ofHours(60)),
                                begin.plus(Duration.ofHours(65)))));
    }

    private static PlanSettings settings(
            List<Period> periods, Optional<BoostSpan> boost, Optional<TimeSpan> holiday) {
        return new PlanSettings(
                WorkMode.AUTO,
                periods,
                boost,
                Optional.empty(),
                holiday,
                true,
                ZoneId.of("Europe/London"),
                true);
    }

    private static Period period(int start, int end, int repeat) {
        return new Period(new SwitchTime(true, start, 0), new SwitchTime(true, end, 0), repeat, 0);
    }

    /** With the plan made anew, as after a change of the settings. */
    @Benchmark
    public List<SwitchPlan.Run> weekFromSettings() {
        return SwitchPlan.of(settings).runs(begin, end);
    }

    @Benchmark
    public List<SwitchPlan.Run> week() {
        return plan.runs(begin, end);
    }

    @Benchmark
    public Optional<SwitchPlan.Change> nextChange() {
        return plan.nextChange(begin);
    }
}
