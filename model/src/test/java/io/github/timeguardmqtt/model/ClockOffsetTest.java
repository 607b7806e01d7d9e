package io.github.timeguardmqtt.model;

import static io.github.timeguardmqtt.model.ClockOffset.UNKNOWN;
import static io.github.timeguardmqtt.model.Plans.UK;
import static io.github.timeguardmqtt.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.model.ClockOffset.Interval;
import io.github.timeguardmqtt.model.ClockOffset.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockOffsetTest {

    private static final int MONDAY = 1440;
    private static final SwitchPlan PLAN = plan("auto; daily 07:00-09:00");

    @ParameterizedTest
    @CsvSource({
        // the minute told; began between these; offset
        "10:00, 2026-01-05T10:00:20Z, 2026-01-05T10:00:35Z, PT-35S, PT40S",
        "10:07, 2026-01-05T10:00:00Z, 2026-01-05T10:00:15Z, PT6M45S, PT8M",
        "09:55, 2026-01-05T10:00:00Z, 2026-01-05T10:00:15Z, PT-5M-15S, PT-4M",
        // in summer, by a device that stays in winter
        "10:00, 2026-07-06T10:00:00Z, 2026-07-06T10:00:15Z, PT-1H-15S, PT-59M",
        // over the end of the day
        "00:01, 2026-01-04T23:59:30Z, 2026-01-04T23:59:50Z, PT1M10S, PT2M30S",
    })
    void a_boosts_start_tells_the_offset(
            String told, Instant earliest, Instant latest, Duration lowest, Duration highest) {
        assertThat(boost(UNKNOWN, told, earliest, latest).interval())
                .contains(new Interval(lowest, highest));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-24T23:59:50Z, 00:59",
        "2026-10-25T00:30:05Z, 01:30", // the first turn
        "2026-10-25T01:30:05Z, 01:30", // and the second
        "2026-03-29T00:59:50Z, 00:59",
        "2026-03-29T01:00:10Z, 02:00",
    })
    void a_right_clock_has_no_problem_on_days_of_summer_time(Instant began, String told) {
        ClockOffset offset = UNKNOWN.boostStarted(minute(0, told), began, began.plusSeconds(5), UK);
        assertThat(offset.interval()).isPresent();
        assertThat(offset.problem()).isEmpty();
    }

    @Test
    void a_boost_over_the_end_of_the_week_is_read_in_the_right_week() {
        Instant began = Instant.parse("2026-01-10T23:59:40Z");
        ClockOffset offset = UNKNOWN.boostStarted(new WeekMinute(1), began, began, UK);
        assertThat(offset.interval())
                .contains(new Interval(Duration.ofSeconds(80), Duration.ofSeconds(140)));
        assertThat(offset.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // what it turned to, between these; offset
        "true, 2026-01-05T06:59:50Z, 2026-01-05T07:00:05Z, PT-5S, PT10S",
        "false, 2026-01-05T09:00:00Z, 2026-01-05T09:01:00Z, PT-1M, PT0S",
        "false, 2026-01-05T08:58:20Z, 2026-01-05T08:59:00Z, PT1M, PT1M40S",
    })
    void a_relay_change_near_a_planned_one_tells_the_offset(
            boolean on, Instant earliest, Instant latest, Duration lowest, Duration highest) {
        assertThat(UNKNOWN.relayChanged(on, earliest, latest, PLAN).interval())
                .contains(new Interval(lowest, highest));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 2026-01-05T05:44:00Z, 2026-01-05T05:44:50Z", // over 75 minutes too early
        "true, 2026-01-05T08:15:30Z, 2026-01-05T08:16:00Z", // and too late
        "true, 2026-01-05T09:00:00Z, 2026-01-05T09:00:10Z", // in the other direction
        "true, 2026-01-05T06:55:00Z, 2026-01-05T07:05:01Z", // at an unknown time
        "true, 2026-01-05T07:00:10Z, 2026-01-05T07:00:00Z", // our clock leapt
    })
    void a_relay_change_of_its_own_tells_nothing(boolean on, Instant earliest, Instant latest) {
        assertThat(UNKNOWN.relayChanged(on, earliest, latest, PLAN)).isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "auto; boost 1h 2026-01-05T07:00:00Z", // a boost begins
        "auto; active; daily 06:00-09:00; holiday 2026-01-05T00:00 2026-01-05T07:00",
        "always-on",
    })
    void only_the_schedule_tells_the_offset(String settings) {
        Instant at = Instant.parse("2026-01-05T07:00:00Z");
        assertThat(UNKNOWN.relayChanged(true, at, at, plan(settings))).isEqualTo(UNKNOWN);
    }

    @Test
    void of_several_planned_changes_the_nearest_counts() {
        SwitchPlan busy = plan("auto; mon 07:00-07:10; mon 07:30-07:40; mon 08:00-08:10");
        Instant at = Instant.parse("2026-01-05T07:31:00Z");
        assertThat(UNKNOWN.relayChanged(true, at, at, busy).interval())
                .contains(new Interval(Duration.ofMinutes(-1), Duration.ofMinutes(-1)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T09:50:59Z, 2026-01-05T10:00:00Z", // with the minute more than ten
        "2026-01-05T10:00:01Z, 2026-01-05T10:00:00Z", // our clock leapt
    })
    void a_boost_at_an_unknown_time_tells_nothing(Instant earliest, Instant latest) {
        assertThat(boost(UNKNOWN, "10:00", earliest, latest)).isEqualTo(UNKNOWN);
    }

    @Test
    void one_relay_change_at_another_time_may_be_a_hand_at_the_device() {
        ClockOffset offset = on(UNKNOWN, "2026-01-05T06:30:00Z");
        assertThat(offset.problem()).isEmpty();
        assertThat(offset.interval()).isEmpty();
        // the schedule then goes its own way
        assertThat(off(offset, "2026-01-05T08:59:50Z").problem()).isEmpty();
        assertThat(on(off(offset, "2026-01-05T08:59:50Z"), "2026-01-06T06:30:00Z").problem())
                .isEmpty();
    }

    @Test
    void two_relay_changes_that_agree_are_a_problem() {
        ClockOffset offset = off(on(UNKNOWN, "2026-01-05T06:49:40Z"), "2026-01-05T08:50:00Z");
        assertThat(offset.problem()).contains(Problem.AHEAD);
        assertThat(offset.sentence())
                .contains("the device's clock is about 10 minutes ahead of ours");
        assertThat(on(offset, "2026-01-06T06:50:00Z").problem()).contains(Problem.AHEAD);
    }

    @Test
    void two_relay_changes_that_do_not_agree_are_none() {
        assertThat(off(on(UNKNOWN, "2026-01-05T06:49:40Z"), "2026-01-05T09:20:00Z").problem())
                .isEmpty();
    }

    @Test
    void a_boost_alone_is_a_problem_for_the_device_tells_its_own_clock() {
        Instant at = Instant.parse("2026-01-05T10:00:00Z");
        assertThat(boost(UNKNOWN, "09:50", at, at).problem()).contains(Problem.BEHIND);
        // and a relay change speaks for it
        assertThat(on(boost(UNKNOWN, "09:50", at, at), "2026-01-06T07:10:00Z").problem())
                .contains(Problem.BEHIND);
    }

    @Test
    void what_was_observed_last_counts() {
        Instant at = Instant.parse("2026-01-05T10:00:00Z");
        ClockOffset wrong = boost(UNKNOWN, "09:50", at, at);
        assertThat(boost(wrong, "10:00", at, at).problem()).isEmpty();
        assertThat(on(wrong, "2026-01-06T07:00:10Z").problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // between ten o'clock and then; the minute told
        "0, 10:02,", // perhaps two minutes and no more
        "0, 10:03, the device's clock is about 4 minutes ahead of ours",
        "0, 09:56, the device's clock is about 4 minutes behind ours",
        "0, 09:57,",
        "120, 10:03,", // perhaps a minute only
        "120, 10:05, the device's clock is about 5 minutes ahead of ours",
        "0, 11:00, the device's clock is an hour ahead of ours: it does not follow summer time",
        "0, 09:00, the device's clock is an hour behind ours: it does not follow summer time",
        "0, 08:57, the device's clock is an hour behind ours: it does not follow summer time",
        "0, 08:56, the device's clock is about 64 minutes behind ours",
        "0, 11:02, the device's clock is an hour ahead of ours: it does not follow summer time",
        "0, 11:03, the device's clock is about 64 minutes ahead of ours",
        "0, 05:00, the device's clock is about 5 hours behind ours",
    })
    void the_problem_in_a_sentence(int seconds, String told, String sentence) {
        Instant at = Instant.parse("2026-01-05T10:00:00Z");
        ClockOffset offset = boost(UNKNOWN, told, at, at.plusSeconds(seconds));
        assertThat(offset.sentence().orElse(null)).isEqualTo(sentence);
        assertThat(offset.problem().isPresent()).isEqualTo(sentence != null);
    }

    private static ClockOffset on(ClockOffset offset, String latest) {
        Instant at = Instant.parse(latest);
        return offset.relayChanged(true, at.minusSeconds(30), at, PLAN);
    }

    private static ClockOffset off(ClockOffset offset, String latest) {
        Instant at = Instant.parse(latest);
        return offset.relayChanged(false, at.minusSeconds(30), at, PLAN);
    }

    /** On a Monday. */
    private static ClockOffset boost(
            ClockOffset offset, String told, Instant earliest, Instant latest) {
        return offset.boostStarted(minute(MONDAY, told), earliest, latest, UK);
    }

    private static WeekMinute minute(int day, String time) {
        return new WeekMinute(day + LocalTime.parse(time).toSecondOfDay() / 60);
    }
}
