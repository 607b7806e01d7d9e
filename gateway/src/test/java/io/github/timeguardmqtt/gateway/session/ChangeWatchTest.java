package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.ChangeCause.By;
import io.github.timeguardmqtt.api.ChangeCause.What;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why the relay changed, and what that tells of the device's clock. */
class ChangeWatchTest {

    /** Every day from 13:10 to 14:10 in London's summer; it is 13:00 there when a script begins. */
    private static final LocalTime ON = LocalTime.of(13, 10);

    private static final LocalTime OFF = LocalTime.of(14, 10);

    private final Script script = new Script(Mode.RELAY);
    private RelayState relay = RelayState.OFF;
    private WorkMode mode = WorkMode.AUTO;
    private Boost boost = Boost.OFF;
    private boolean advance;
    private long uptime = 1000;

    ChangeWatchTest() {
        script.answer(1, new GetActiveScheduleResponse(0))
                .answer(2, new GetScheduleResponse(schedule(ON, OFF)))
                .answer(3, new GetHolidayResponse(Script.HOLIDAY));
        report();
        script.seconds(10);
        report();
    }

    private static Schedule schedule(LocalTime on, LocalTime off) {
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        periods.set(0, new Period(time(on), time(off), 0x7f, 0));
        return new Schedule(0, periods, Text.name("Daily"));
    }

    private static SwitchTime time(LocalTime at) {
        return new SwitchTime(true, at.getHour() * 60 + at.getMinute(), 0);
    }

    private void report() {
        uptime += 10;
        script.device(
                new Message.PingRequest(
                        new Status(
                                relay,
                                false,
                                advance,
                                false,
                                0,
                                Bytes.of(0, 0x64, 0),
                                mode,
                                Bytes.of(0, 0, 0),
                                uptime,
                                boost,
                                Bytes.of(0, 0))));
    }

    /** Reports come every ten seconds until then. */
    private void until(LocalTime time) {
        Instant end = Script.NOON.plus(Duration.between(LocalTime.of(13, 0), time));
        while (script.now().isBefore(end)) {
            script.seconds(10);
            report();
        }
    }

    private void turns(RelayState now) {
        relay = now;
        script.seconds(10);
        report();
    }

    private void expect(What what, By by) {
        assertThat(script.lastTold().cause()).isEqualTo(new ChangeCause(what, by));
    }

    private ClockOffset clock() {
        return script.session().state().clock().orElseThrow();
    }

    @Test
    void the_schedule_turns_the_relay() {
        until(ON);
        turns(RelayState.ON);
        expect(What.SCHEDULE, By.CLOCK);
        until(OFF);
        turns(RelayState.OFF);
        expect(What.SCHEDULE, By.CLOCK);
        assertThat(clock().problem()).isEmpty();
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_relay_that_turned_while_nobody_listened_followed_the_schedule() {
        script.after(Duration.ofMinutes(40));
        relay = RelayState.ON;
        report();
        expect(What.SCHEDULE, By.CLOCK);
    }

    @Test
    void a_command_that_boosts_turns_the_relay() {
        script.user(new DeviceCommand.SetBoost(BoostType.ONE_HOUR));
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 0));
        script.answer(new SetBoostResponse(boost, boost));
        expect(What.BOOST, By.COMMAND);
        turns(RelayState.ON);
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_boost_at_the_device_is_somebodys_hand_and_its_end_is_the_clocks() {
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 0));
        turns(RelayState.ON);
        expect(What.BOOST, By.HAND);
        // The schedule keeps it on from 13:10 until 14:10.
        until(LocalTime.of(14, 0));
        boost = Boost.OFF;
        turns(RelayState.ON);
        expect(What.BOOST, By.CLOCK);
        until(OFF);
        turns(RelayState.OFF);
        expect(What.SCHEDULE, By.CLOCK);
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_boost_that_ends_early_was_ended_by_hand() {
        boost = new Boost(BoostType.TWO_HOURS, minuteOfWeek(13, 0));
        turns(RelayState.ON);
        until(LocalTime.of(13, 5));
        boost = Boost.OFF;
        turns(RelayState.OFF);
        expect(What.BOOST, By.HAND);
    }

    @Test
    void the_clouds_advance_is_the_clouds_even_if_the_relay_follows_later() {
        script.cloud(4, new SetAdvanceRequest(Toggle.ON)).seconds(1);
        advance = true;
        script.answer(4, new SetAdvanceResponse(Toggle.ON));
        expect(What.ADVANCE, By.CLOUD);
        turns(RelayState.ON);
        expect(What.ADVANCE, By.CLOUD);
        until(ON);
        advance = false;
        turns(RelayState.ON);
        expect(What.ADVANCE, By.CLOCK);
        assertThat(script.news()).isEmpty();
    }

    @Test
    void an_advance_that_another_schedule_ended_is_that_ones_doing() {
        advance = true;
        turns(RelayState.ON);
        expect(What.ADVANCE, By.HAND);
        Schedule other = schedule(LocalTime.of(16, 0), LocalTime.of(17, 0));
        script.cloud(4, new SetScheduleRequest(other)).answer(4, new SetScheduleResponse(other));
        advance = false;
        turns(RelayState.OFF);
        expect(What.SCHEDULE, By.CLOUD);
    }

    @Test
    void a_mode_that_is_reported_before_the_answer_comes_is_the_commands() {
        script.user(new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON));
        mode = WorkMode.ALWAYS_ON;
        turns(RelayState.ON);
        expect(What.MODE, By.COMMAND);
    }

    @Test
    void a_mode_that_nobody_asked_for_is_somebodys_hand() {
        mode = WorkMode.ALWAYS_ON;
        turns(RelayState.ON);
        expect(What.MODE, By.HAND);
    }

    @Test
    void another_schedule_turns_the_relay() {
        script.cloud(4, new SetScheduleRequest(schedule(LocalTime.of(12, 0), OFF)))
                .answer(4, new SetScheduleResponse(schedule(LocalTime.of(12, 0), OFF)));
        expect(What.SCHEDULE, By.CLOUD);
        turns(RelayState.ON);
        expect(What.SCHEDULE, By.CLOUD);
        script.seconds(10);
        turns(RelayState.OFF);
        assertThat(script.lastTold().cause().what()).isNotEqualTo(What.HAND);
    }

    @Test
    void a_holiday_turns_the_relay() {
        until(ON);
        turns(RelayState.ON);
        long now = script.now().plus(Duration.ofHours(1)).getEpochSecond();
        var holiday =
                new io.github.timeguardmqtt.protocol.Holiday(
                        Toggle.ON, Script.HOLIDAY.unknown(), now - 100, now + 90_000);
        script.cloud(4, new SetHolidayRequest(holiday)).answer(4, new SetHolidayResponse(holiday));
        turns(RelayState.OFF);
        expect(What.HOLIDAY, By.CLOUD);
    }

    @Test
    void what_nothing_explains_is_unknown_and_said_once_an_hour() {
        turns(RelayState.ON);
        expect(What.UNKNOWN, By.UNKNOWN);
        assertThat(script.news())
                .containsExactly(
                        "The relay turned on: the plan expected it to be off (schedule) until 2026-07-01T13:10+01:00");
        turns(RelayState.OFF);
        turns(RelayState.ON);
        expect(What.UNKNOWN, By.UNKNOWN);
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_relay_that_does_not_turn_when_it_should_is_said_too() {
        until(LocalTime.of(13, 15));
        assertThat(script.news())
                .containsExactly(
                        "The relay is off: the plan expected it to be on (schedule) until 2026-07-01T14:10+01:00");
        until(LocalTime.of(14, 5));
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_switch_that_was_without_power_says_nothing_of_its_clock_or_plan() {
        until(ON);
        turns(RelayState.ON);
        script.news();
        uptime = 0;
        turns(RelayState.OFF);
        expect(What.UNKNOWN, By.UNKNOWN);
        assertThat(script.news()).isEmpty();
    }

    @Test
    void a_boost_gives_a_wrong_clock_away_and_a_later_one_that_it_is_right_again() {
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 8));
        turns(RelayState.ON);
        assertThat(script.news())
                .containsExactly("the device's clock is about 8 minutes ahead of ours");
        assertThat(clock().problem()).contains(ClockOffset.Problem.AHEAD);
        boost = Boost.OFF;
        turns(RelayState.OFF);
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 8));
        turns(RelayState.ON);
        assertThat(script.news()).isEmpty();
        boost = Boost.OFF;
        turns(RelayState.OFF);
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 1));
        turns(RelayState.ON);
        assertThat(script.news()).containsExactly("the clock is right again");
        assertThat(clock().problem()).isEmpty();
    }

    @Test
    void by_a_clock_that_is_known_to_be_wrong_the_schedule_still_explains_the_relay() {
        boost = new Boost(BoostType.ONE_HOUR, minuteOfWeek(13, 8));
        turns(RelayState.ON);
        boost = Boost.OFF;
        turns(RelayState.OFF);
        until(LocalTime.of(13, 2));
        turns(RelayState.ON);
        expect(What.SCHEDULE, By.CLOCK);
    }

    @Test
    void a_relay_that_is_commanded_says_nothing_of_the_clock() {
        until(LocalTime.of(13, 6));
        script.user(new DeviceCommand.SetAdvance(Toggle.ON));
        advance = true;
        script.answer(new SetAdvanceResponse(Toggle.ON));
        turns(RelayState.ON);
        assertThat(script.session().state().clock()).isEmpty();
    }

    @Test
    void a_schedule_read_again_that_is_another_was_changed_by_hand() {
        script.answer(9, new GetScheduleResponse(schedule(ON, LocalTime.of(15, 0))));
        expect(What.SCHEDULE, By.HAND);
    }

    private static int minuteOfWeek(int hour, int minute) {
        return 3 * 24 * 60 + hour * 60 + minute; // 2026-07-01 is a Wednesday
    }
}
