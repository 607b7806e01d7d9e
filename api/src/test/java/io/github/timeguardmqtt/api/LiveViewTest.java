package io.github.timeguardmqtt.api;

import static io.github.timeguardmqtt.protocol.BoostType.ONE_HOUR;
import static io.github.timeguardmqtt.protocol.BoostType.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.LiveView.Outlook;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiveViewTest {

    /** A Wednesday; on at half past six, off at half past eight. */
    private static final Instant NOW = Instant.parse("2026-01-07T07:00:00Z");

    private static final DeviceState STATE = States.full();

    private static DeviceState boosting(DeviceState state, BoostType type, int start, Instant at) {
        return States.reporting(
                state, States.status(RelayState.ON, WorkMode.AUTO, new Boost(type, start)), at);
    }

    private static DeviceState inMode(WorkMode mode) {
        return STATE.withStatus(States.status(RelayState.ON, mode, Boost.OFF));
    }

    /** One whose schedule switches in the nights in which the clocks are changed. */
    private static DeviceState nightly() {
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        periods.set(
                0,
                new Period(
                        new SwitchTime(true, 45, 0),
                        new SwitchTime(true, 150, 0),
                        Period.repeatOn(EnumSet.allOf(DayOfWeek.class)),
                        0));
        return States.withActive(
                States.withSchedule(STATE, new Schedule(3, periods, Text.name("Nights"))), 3);
    }

    private static DeviceState onHoliday(DeviceState state) {
        Holiday holiday = new Holiday(Toggle.ON, Bytes.of(0, 0, 0), 1_798_279_200, 1_798_848_000);
        return States.withProgramme(
                state, state.programme().withHoliday(holiday, Optional.empty()));
    }

    @Test
    void nothing_is_made_up_of_a_device_that_told_nothing() {
        LiveView view = LiveView.of(States.unknown(), NOW);
        assertThat(view.outlook()).isEmpty();
        assertThat(view.nextChange()).isEmpty();
        assertThat(view.relay()).isEmpty();
        assertThat(view.boostEnds()).isEmpty();
        assertThat(view.boostLeft()).isEmpty();
        assertThat(view.activeSchedule()).isEmpty();
        assertThat(view.schedule(5)).isEmpty();
        assertThat(view.holiday()).isEmpty();
        assertThat(view.codeVersion()).isEmpty();
        assertThat(view.wattHours()).isEmpty();
        assertThat(view.clockOffset()).isEmpty();
        assertThat(view.hasClockProblem()).isEmpty();
    }

    @Test
    void the_plan_says_what_is_and_what_comes_next() {
        Instant off = Instant.parse("2026-01-07T08:30:00Z");
        assertThat(LiveView.of(STATE, NOW).outlook())
                .contains(
                        new Outlook(
                                new SwitchPlan.State(true, SwitchPlan.Cause.SCHEDULE),
                                Optional.of(off),
                                Optional.of(off),
                                Optional.of(Instant.parse("2026-01-08T06:30:00Z")),
                                Optional.of(off)));
        assertThat(LiveView.of(STATE, NOW).nextChange()).contains(off);
    }

    @Test
    void where_time_changes_nothing_no_timer_is_needed() {
        LiveView always = LiveView.of(inMode(WorkMode.ALWAYS_ON), NOW);
        assertThat(always.nextChange()).isEmpty();
        assertThat(always.outlook().orElseThrow().change()).isEmpty();
        assertThat(LiveView.of(inMode(new WorkMode(9)), NOW).outlook()).isEmpty();
        assertThat(LiveView.of(inMode(new WorkMode(9)), NOW).nextChange()).isEmpty();
    }

    @Test
    void a_change_of_the_cause_alone_is_a_change() {
        // The boost goes on into the hours that the schedule has on anyway.
        Instant at = Instant.parse("2026-01-07T06:00:00Z");
        LiveView view = LiveView.of(boosting(STATE, ONE_HOUR, 3 * 1440 + 345, at), at);
        Instant end = Instant.parse("2026-01-07T06:45:00Z");
        Outlook outlook = view.outlook().orElseThrow();
        assertThat(outlook.now()).isEqualTo(new SwitchPlan.State(true, SwitchPlan.Cause.BOOST));
        assertThat(outlook.until()).contains(end);
        assertThat(outlook.change()).contains(Instant.parse("2026-01-07T08:30:00Z"));
    }

    @Test
    void a_holiday_is_told_in_the_devices_time_and_lasts_until_its_end() {
        LiveView view = LiveView.of(onHoliday(STATE), Instant.parse("2026-12-28T07:00:00Z"));
        assertThat(view.holiday())
                .contains(
                        new HolidaySetting(
                                true,
                                Optional.of(LocalDateTime.parse("2026-12-26T10:00")),
                                Optional.of(LocalDateTime.parse("2027-01-02T00:00"))));
        Outlook outlook = view.outlook().orElseThrow();
        assertThat(outlook.now()).isEqualTo(new SwitchPlan.State(false, SwitchPlan.Cause.HOLIDAY));
        assertThat(view.nextChange()).contains(Instant.parse("2027-01-02T00:00:00Z"));
        assertThat(outlook.on()).contains(Instant.parse("2027-01-04T06:30:00Z"));
    }

    static Stream<Arguments> boosts() {
        return Stream.of(
                argumentSet(
                        "just started",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:00:00Z",
                        60,
                        "2026-01-07T10:01:00Z"),
                argumentSet(
                        "a second later",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:00:01Z",
                        60,
                        "2026-01-07T10:01:00Z"),
                argumentSet(
                        "with a full minute",
                        TWO_HOURS,
                        3 * 1440 + 600,
                        "2026-01-07T10:01:00Z",
                        119,
                        "2026-01-07T10:02:00Z"),
                argumentSet(
                        "in its last second",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:59:59.5Z",
                        1,
                        "2026-01-07T11:00:00Z"),
                argumentSet(
                        "started by a clock that is ahead",
                        ONE_HOUR,
                        3 * 1440 + 602,
                        "2026-01-07T10:00:00Z",
                        60,
                        "2026-01-07T10:03:00Z"),
                argumentSet(
                        "over the end of the week",
                        TWO_HOURS,
                        6 * 1440 + 1380,
                        "2026-01-11T00:30:00Z",
                        30,
                        "2026-01-11T00:31:00Z"),
                argumentSet(
                        "over the hour that is missing",
                        TWO_HOURS,
                        30,
                        "2026-03-29T01:15:00Z",
                        75,
                        "2026-03-29T01:16:00Z"),
                argumentSet(
                        "over the doubled hour",
                        TWO_HOURS,
                        50,
                        "2026-10-25T01:20:00Z",
                        30,
                        "2026-10-25T01:21:00Z"));
    }

    @ParameterizedTest
    @MethodSource
    void boosts(BoostType type, int start, Instant now, int minutes, Instant next) {
        LiveView view = LiveView.of(boosting(States.unknown(), type, start, now), now);
        assertThat(view.boostLeft()).contains(Duration.ofMinutes(minutes));
        assertThat(view.nextChange()).contains(next);
        LiveView then = view.then(view.state(), next);
        assertThat(then.boostLeft()).contains(Duration.ofMinutes(minutes - 1));
        assertThat(then.boostEnds().isPresent()).isEqualTo(minutes > 1);
    }

    @Test
    void a_boost_that_is_told_after_its_end_is_over_and_one_of_unknown_length_is_not_known() {
        Instant end = Instant.parse("2026-01-07T11:00:00Z");
        DeviceState told = boosting(States.unknown(), ONE_HOUR, 3 * 1440 + 600, NOW);
        LiveView over = LiveView.of(told, end);
        assertThat(over.boostLeft()).contains(Duration.ZERO);
        assertThat(over.boostEnds()).isEmpty();
        assertThat(over.nextChange()).isEmpty();
        LiveView strange =
                LiveView.of(boosting(States.unknown(), BoostType.UNSPECIFIED, 5, NOW), NOW);
        assertThat(strange.boostLeft()).isEmpty();
        assertThat(strange.nextChange()).isEmpty();
    }

    static Stream<Arguments> days() {
        return Stream.of(
                argumentSet("into summer time", "2026-03-28T12:00:00Z", 30),
                argumentSet("out of summer time", "2026-10-24T12:00:00Z", 50),
                argumentSet("over the end of a week", "2026-01-10T12:00:00Z", 10));
    }

    /** Walks from one change to the next, and looks whether anything changes in between. */
    @ParameterizedTest
    @MethodSource("days")
    void between_two_changes_nothing_changes_and_with_each_something_does(
            Instant start, int sundaysBoost) {
        Instant sunday = start.plus(Duration.ofHours(12)).plusSeconds(sundaysBoost * 60L);
        DeviceState state = boosting(nightly(), TWO_HOURS, sundaysBoost, sunday);
        LiveView view = LiveView.of(state, start);
        int changes = 0;
        while (view.at().isBefore(start.plus(Duration.ofDays(2)))) {
            Instant next = view.nextChange().orElseThrow();
            assertThat(next).isAfter(view.at());
            LiveView before = view.then(state, next.minusNanos(1));
            assertThat(before).isEqualTo(LiveView.of(state, next.minusNanos(1)));
            assertThat(shown(before)).isEqualTo(shown(view));
            LiveView after = before.then(state, next);
            assertThat(after).isEqualTo(LiveView.of(state, next));
            assertThat(shown(after)).isNotEqualTo(shown(before));
            assertThat(untilByRuns(view)).isEqualTo(view.outlook().orElseThrow().until());
            view = after;
            changes++;
        }
        // The boost has 120 minutes, and what comes besides are a few changes of the schedule.
        assertThat(changes).isBetween(121, 140);
    }

    private static String shown(LiveView view) {
        return StateJson.line(view) + view.outlook().map(Outlook::now);
    }

    private static Optional<Instant> untilByRuns(LiveView view) {
        SwitchPlan plan = view.state().plan().orElseThrow();
        List<SwitchPlan.Run> runs = plan.runs(view.at(), view.at().plus(Duration.ofDays(9)));
        return runs.size() < 2 ? Optional.empty() : Optional.of(runs.getFirst().span().end());
    }

    @Test
    void the_plan_is_not_worked_out_again_for_a_report_that_changes_nothing_in_it() {
        LiveView first = LiveView.of(STATE, NOW);
        DeviceState report =
                STATE.withStatus(States.status(RelayState.OFF, WorkMode.AUTO, Boost.OFF))
                        .withOnline(false);
        LiveView second = first.then(report, NOW.plusSeconds(60));
        assertThat(second.outlook().orElseThrow()).isSameAs(first.outlook().orElseThrow());
        assertThat(second).isEqualTo(LiveView.of(report, NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-07T08:30:00Z", "2026-01-09T00:00:00Z", "2026-01-06T00:00:00Z"})
    void it_is_worked_out_again_when_a_time_has_come_or_the_clock_goes_back(Instant other) {
        LiveView first = LiveView.of(STATE, NOW);
        assertThat(first.then(STATE, other)).isEqualTo(LiveView.of(STATE, other));
    }

    static Stream<DeviceState> other_plans() {
        return Stream.of(
                inMode(WorkMode.ALWAYS_ON),
                boosting(STATE, ONE_HOUR, 3 * 1440 + 419, NOW),
                States.withActive(STATE, 3),
                States.withHoliday(STATE, 0, 0),
                onHoliday(STATE),
                States.withScheduleName(STATE, 0, Text.name("another")),
                States.unknown());
    }

    @ParameterizedTest
    @MethodSource
    void other_plans(DeviceState other) {
        LiveView first = LiveView.of(STATE, NOW);
        LiveView second = first.then(other, NOW);
        assertThat(second).isEqualTo(LiveView.of(other, NOW));
        assertThat(second.then(STATE, NOW)).isEqualTo(first);
    }
}
