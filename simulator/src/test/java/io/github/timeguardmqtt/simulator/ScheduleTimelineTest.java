package io.github.timeguardmqtt.simulator;

import static io.github.timeguardmqtt.simulator.TimeSwitch.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTimelineTest {

    /** Periods, an instant, whether it is on then, and the next changes. */
    static Stream<Arguments> changes() {
        return Stream.of(
                argumentSet(
                        "two periods a day, in winter",
                        "daily 06:30-08:30; daily 17:00-19:00",
                        "2026-01-07T00:00:00Z off",
                        "01-07T06:30 01-07T08:30 01-07T17:00 01-07T19:00 01-08T06:30"),
                argumentSet(
                        "in summer, an hour earlier by UTC",
                        "daily 06:30-08:30",
                        "2026-07-07T00:00:00Z off",
                        "07-07T05:30 07-07T07:30 07-08T05:30"),
                argumentSet(
                        "only on some days",
                        "mon,fri 07:00-08:00",
                        "2026-01-05T07:30:00Z on", // a Monday
                        "01-05T08:00 01-09T07:00 01-09T08:00 01-12T07:00"),
                argumentSet(
                        "a period that repeats on no day",
                        "none 07:00-08:00",
                        "2026-01-05T07:30:00Z off",
                        ""),
                argumentSet("no period", "", "2026-01-05T07:30:00Z off", ""),
                argumentSet(
                        "where periods overlap, on wins",
                        "daily 07:00-09:00; daily 08:00-10:00; daily 10:00-10:30",
                        "2026-01-05T08:30:00Z on",
                        "01-05T10:30 01-06T07:00"),
                argumentSet(
                        "an end before its start is on the next day",
                        "sat 23:00-01:00",
                        "2026-01-10T00:00:00Z off",
                        "01-10T23:00 01-11T01:00 01-17T23:00"),
                argumentSet(
                        "an end at its start is a day later",
                        "mon 07:00-07:00",
                        "2026-01-05T00:00:00Z off",
                        "01-05T07:00 01-06T07:00 01-12T07:00"),
                argumentSet(
                        "every day for a day is always",
                        "daily 00:00-00:00",
                        "2026-01-05T07:00:00Z on",
                        ""),
                argumentSet(
                        "a start alone lasts until the next event",
                        "daily 06:00-; daily 08:00-09:00",
                        "2026-01-05T00:00:00Z off",
                        "01-05T06:00 01-05T09:00 01-06T06:00"),
                argumentSet(
                        "a start alone and an end alone make a period",
                        "mon 06:00-; wed -08:00",
                        "2026-01-05T00:00:00Z off",
                        "01-05T06:00 01-07T08:00 01-12T06:00"),
                argumentSet(
                        "a start alone within a period ends with it",
                        "daily 06:00-10:00; daily 08:00-",
                        "2026-01-05T00:00:00Z off",
                        "01-05T06:00 01-05T10:00"),
                argumentSet(
                        "an end alone does not end a period",
                        "daily 06:00-10:00; daily -08:00",
                        "2026-01-05T00:00:00Z off",
                        "01-05T06:00 01-05T10:00"),
                argumentSet(
                        "an end alone is never on", "daily -08:00", "2026-01-05T07:00:00Z off", ""),
                argumentSet(
                        "nothing but a start is always on",
                        "mon 06:00-",
                        "2026-01-04T00:00:00Z on",
                        ""),
                argumentSet(
                        "a start in the missing hour happens after it",
                        "sun 01:30-03:00",
                        "2026-03-28T12:00:00Z off",
                        "03-29T01:00 03-29T02:00 04-05T00:30"),
                argumentSet(
                        "an end in the missing hour happens after it",
                        "sun 00:30-01:30",
                        "2026-03-28T12:00:00Z off",
                        "03-29T00:30 03-29T01:00 04-04T23:30"),
                argumentSet(
                        "a period within the missing hour happens a week later",
                        "sun 01:10-01:50",
                        "2026-03-28T12:00:00Z off",
                        "04-05T00:10 04-05T00:50"),
                argumentSet(
                        "over the missing hour",
                        "sat 22:00-03:00",
                        "2026-03-28T12:00:00Z off",
                        "03-28T22:00 03-29T02:00"),
                argumentSet(
                        "a period within the doubled hour happens once",
                        "sun 01:10-01:50",
                        "2026-10-24T12:00:00Z off",
                        "10-25T00:10 10-25T00:50 11-01T01:10"),
                argumentSet(
                        "a start in the doubled hour happens the first time",
                        "sun 01:30-02:30",
                        "2026-10-24T12:00:00Z off",
                        "10-25T00:30 10-25T02:30"),
                argumentSet(
                        "over the doubled hour",
                        "sun 00:30-03:00",
                        "2026-10-24T12:00:00Z off",
                        "10-24T23:30 10-25T03:00"),
                argumentSet(
                        "over the turn of a leap year's February",
                        "tue 23:30-00:30",
                        "2028-02-29T00:00:00Z off",
                        "02-29T23:30 03-01T00:30"));
    }

    @ParameterizedTest
    @MethodSource
    void changes(String periods, String at, String expected) {
        ScheduleTimeline timeline = new ScheduleTimeline(Periods.of(periods), ZONE);
        Instant instant = Instant.parse(at.substring(0, at.indexOf(' ')));
        assertThat(timeline.isOn(instant)).isEqualTo(at.endsWith("on"));
        int wanted = expected.isEmpty() ? 1 : expected.split(" ").length;
        List<String> changes = new ArrayList<>();
        Optional<Instant> next = timeline.nextChange(instant);
        while (next.isPresent() && changes.size() < wanted) {
            changes.add(next.get().toString().substring(5, 16));
            next = timeline.nextChange(next.get());
        }
        assertThat(String.join(" ", changes)).isEqualTo(expected);
    }

    /** Away from changes of summer time, of which the table above tells. */
    @Test
    void it_agrees_with_a_naive_reading_that_steps_through_the_minutes() {
        SplittableRandom random = new SplittableRandom(20260107);
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        Instant watched = begin.plus(Duration.ofDays(10));
        Instant end = watched.plus(Duration.ofDays(8));
        for (int run = 0; run < 100; run++) {
            List<Period> periods = randomPeriods(random);
            ScheduleTimeline timeline = new ScheduleTimeline(periods, ZONE);
            boolean held = false;
            boolean told = false;
            Instant nextAsked = watched;
            for (Instant at = begin; at.isBefore(end); at = at.plusSeconds(60)) {
                ZonedDateTime local = at.atZone(ZONE);
                if (periods.stream().anyMatch(period -> isEvent(period, local))) {
                    held = periods.stream().anyMatch(period -> isLoneStart(period, local));
                }
                if (!at.isBefore(watched)) {
                    if (at.equals(nextAsked)) {
                        told = timeline.isOn(at);
                        nextAsked = timeline.nextChange(at).orElse(Instant.MAX);
                    }
                    boolean on =
                            held || periods.stream().anyMatch(period -> isWithin(period, local));
                    assertThat(told).as("%s at %s", periods, at).isEqualTo(on);
                }
            }
        }
    }

    private static boolean isEvent(Period period, ZonedDateTime local) {
        boolean endsToday = repeats(period, isOvernight(period) ? local.minusDays(1) : local);
        return (isAt(period.start(), local) && repeats(period, local))
                || (isAt(period.end(), local) && endsToday);
    }

    private static boolean isLoneStart(Period period, ZonedDateTime local) {
        return !period.end().enabled() && isEvent(period, local);
    }

    private static boolean isWithin(Period period, ZonedDateTime local) {
        boolean begun = minute(local) >= period.start().minute() && repeats(period, local);
        boolean notEnded = minute(local) < period.end().minute();
        if (!isPair(period)) {
            return false;
        }
        return isOvernight(period)
                ? begun || (notEnded && repeats(period, local.minusDays(1)))
                : begun && notEnded;
    }

    private static boolean isPair(Period period) {
        return period.start().enabled() && period.end().enabled();
    }

    private static boolean isOvernight(Period period) {
        return isPair(period) && period.end().minute() <= period.start().minute();
    }

    private static boolean isAt(SwitchTime time, ZonedDateTime local) {
        return time.enabled() && time.minute() == minute(local);
    }

    private static boolean repeats(Period period, ZonedDateTime local) {
        return period.days().contains(local.getDayOfWeek());
    }

    private static int minute(ZonedDateTime local) {
        return local.getHour() * 60 + local.getMinute();
    }

    private static List<Period> randomPeriods(SplittableRandom random) {
        List<Period> periods = new ArrayList<>();
        while (periods.size() < Schedule.PERIODS) {
            periods.add(
                    new Period(
                            new SwitchTime(random.nextInt(4) > 0, random.nextInt(1440), 0),
                            new SwitchTime(random.nextInt(4) > 0, random.nextInt(1440), 0),
                            random.nextInt(128),
                            0));
        }
        return periods;
    }
}
