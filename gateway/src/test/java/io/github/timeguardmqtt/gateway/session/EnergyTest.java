package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much energy a load has used, and when that is told. */
class EnergyTest {

    private static final int WATTS = 3000;
    private static final int REPORTS_EVERY = 10;

    private int uptime;

    private static SwitchRules rules(OptionalInt watts) {
        return new SwitchRules(
                SwitchRules.USUAL.zone(),
                SwitchRules.USUAL.holidayOrder(),
                SwitchRules.USUAL.holidayBase(),
                SwitchRules.USUAL.boostInAlwaysOff(),
                watts);
    }

    private static Script script(OptionalLong stored) {
        return new Script(Mode.RELAY, Duration.ofSeconds(60), rules(OptionalInt.of(WATTS)), stored);
    }

    private static Script script() {
        return script(OptionalLong.empty());
    }

    private Message.PingRequest report(boolean relay, boolean load) {
        uptime++;
        return new Message.PingRequest(
                new Status(
                        relay ? RelayState.ON : RelayState.OFF,
                        load,
                        false,
                        load,
                        0,
                        Bytes.of(0, 0x64, 0),
                        WorkMode.ALWAYS_ON,
                        Bytes.of(0, 0, 0),
                        uptime,
                        Boost.OFF,
                        Bytes.of(0, 0)));
    }

    /** Reports for so long, one now, and then one in ten seconds. */
    private void reports(Script script, boolean relay, boolean load, int seconds) {
        for (int passed = 0; passed < seconds; passed += REPORTS_EVERY) {
            script.device(report(relay, load)).seconds(REPORTS_EVERY);
        }
    }

    private static OptionalLong told(Script script) {
        return script.session().state().energyJoules();
    }

    private static OptionalLong seconds(long seconds) {
        return OptionalLong.of(seconds * WATTS);
    }

    @Test
    void nothing_is_counted_where_the_load_is_not_known() {
        Script script = new Script(Mode.RELAY);
        reports(script, true, true, 1000);
        assertThat(told(script)).isEmpty();
    }

    @Test
    void what_was_counted_stays_when_the_load_is_not_known_any_more() {
        Script script =
                new Script(
                        Mode.RELAY, Duration.ofSeconds(60), SwitchRules.USUAL, OptionalLong.of(77));
        reports(script, true, true, 1000);
        assertThat(told(script)).hasValue(77);
    }

    @Test
    void while_the_load_draws_a_value_is_told_every_five_minutes() {
        Script script = script();
        assertThat(told(script)).hasValue(0);
        reports(script, true, true, 290);
        assertThat(told(script)).hasValue(0);
        reports(script, true, true, 300);
        assertThat(told(script)).isEqualTo(seconds(300));
        reports(script, true, true, 20);
        assertThat(told(script)).isEqualTo(seconds(600));
    }

    @Test
    void a_value_is_told_when_the_load_stops() {
        Script script = script();
        reports(script, true, true, 130);
        script.device(report(true, false));
        assertThat(told(script)).isEqualTo(seconds(130));
    }

    @Test
    void a_load_that_flutters_is_told_of_once_a_minute_at_most() {
        Script script = script();
        int told = 0;
        OptionalLong last = told(script);
        for (int i = 0; i < 360; i++) {
            reports(script, true, i % 2 == 0, REPORTS_EVERY);
            if (!told(script).equals(last)) {
                told++;
                last = told(script);
            }
        }
        assertThat(told).isBetween(30, 60);
        assertThat(told(script).orElseThrow()).isGreaterThan(1700L * WATTS);
    }

    @Test
    void only_a_load_behind_a_closed_relay_counts() {
        Script script = script();
        reports(script, false, true, 1000);
        reports(script, true, false, 1000);
        assertThat(told(script)).hasValue(0);
    }

    @Test
    void a_silent_device_counts_until_it_is_offline() {
        Script script = script();
        script.device(report(true, true)).seconds(10_000);
        assertThat(told(script)).isEqualTo(seconds(50));
    }

    @Test
    void a_device_that_comes_back_counts_from_its_first_report() {
        Script script = script();
        script.device(report(true, true)).seconds(1000);
        script.answer(5, new Message.GetActiveScheduleResponse(1)).seconds(30);
        assertThat(told(script)).isEqualTo(seconds(50));
        reports(script, true, true, 100);
        script.device(report(true, false)).seconds(100);
        assertThat(told(script)).isEqualTo(seconds(150));
    }

    @Test
    void the_answer_that_turns_the_relay_off_ends_the_counting() {
        Script script = script();
        reports(script, true, true, 100);
        script.user(new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_OFF))
                .answer(new Message.SetWorkModeResponse(WorkMode.ALWAYS_OFF))
                .seconds(20);
        assertThat(told(script)).isEqualTo(seconds(100));
    }

    @Test
    void a_wall_clock_that_is_set_counts_for_nothing() {
        Script script = script();
        reports(script, true, true, 100);
        script.clock(Instant.parse("2031-01-01T00:00:00Z"));
        reports(script, true, true, 100);
        script.clock(Instant.parse("2021-01-01T00:00:00Z")).device(report(true, false));
        assertThat(told(script)).isEqualTo(seconds(200));
    }

    @Test
    void a_value_is_told_to_nobody_before_it_is_stored() {
        Script script = script().slowStore();
        reports(script, true, true, 2000);
        assertThat(told(script)).hasValue(0);
        script.done();
        script.storeIsDone();
        assertThat(script.done()).contains("told");
        assertThat(told(script)).isEqualTo(seconds(300));
        assertThat(script.lastTold().state().energyJoules()).isEqualTo(seconds(300));
        script.seconds(1);
        assertThat(told(script)).isEqualTo(seconds(2000));
    }

    @Test
    void an_orderly_end_loses_nothing() {
        Script script = script(OptionalLong.of(5));
        reports(script, true, true, 40);
        script.slowStore().end().storeIsDone();
        Script next = script.restart(Duration.ofHours(1));
        assertThat(told(next)).hasValue(40L * WATTS + 5);
    }

    @Test
    void a_kill_loses_what_was_not_told() {
        Script script = script();
        reports(script, true, true, 350);
        Script next = script.restart(Duration.ofHours(1));
        assertThat(told(next)).isEqualTo(told(script)).isEqualTo(seconds(300));
    }

    @Test
    void what_is_known_again_only_after_the_first_report_is_added_to_it() {
        EnergyMeter meter = new EnergyMeter(OptionalInt.of(10));
        meter.reported(true, 0);
        meter.pass(Duration.ofSeconds(400).toNanos());
        Moment now = new Moment(Duration.ofSeconds(400).toNanos(), Script.NOON);
        meter.kept(meter.due(now).orElseThrow());
        meter.restore(OptionalLong.of(100));
        assertThat(meter.told()).hasValue(4100);
        assertThat(meter.rest()).isEmpty();
    }

    @Test
    void a_long_time_at_many_watts_does_not_overflow() {
        EnergyMeter meter = new EnergyMeter(OptionalInt.of(Integer.MAX_VALUE));
        long year = Duration.ofDays(365).toNanos();
        meter.reported(true, 0);
        meter.pass(year + 1);
        assertThat(meter.rest()).hasValue(365L * 86_400 * Integer.MAX_VALUE + 2);
    }

    /**
     * A heater whose relay and thermostat change at random, measured truly, and a gateway that is
     * ended, killed, and does not hear every report. Between two reports that it hears it can be
     * wrong by all of that time where the load changed meanwhile; a kill costs what was not told.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_counter_never_decreases_and_is_near_the_truth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Script script = script();
        boolean relay = true;
        boolean load = true;
        long drawn = 0;
        long open = 0;
        long unheard = 0;
        boolean hasChanged = true;
        long last = 0;
        for (int step = 0; step < 3000; step++) {
            boolean drew = relay && load;
            relay ^= random.nextInt(200) == 0;
            load ^= random.nextInt(60) == 0;
            hasChanged |= drew != (relay && load);
            if (random.nextInt(10) > 0) {
                script.device(report(relay, load));
                open += hasChanged ? unheard : Math.max(0, unheard - 50);
                unheard = 0;
                hasChanged = false;
            }
            script.seconds(REPORTS_EVERY);
            drawn += relay && load ? REPORTS_EVERY : 0;
            unheard += REPORTS_EVERY;
            if (random.nextInt(400) == 0) {
                if (random.nextBoolean()) {
                    script.end();
                } else {
                    open += EnergyMeter.WHILE_DRAWING.plus(EnergyMeter.AFTERWARDS).toSeconds();
                }
                script = script.restart(Duration.ZERO);
                open += unheard;
                hasChanged = true;
            }
            long told = told(script).orElse(0);
            assertThat(told).isGreaterThanOrEqualTo(last);
            last = told;
        }
        script.end();
        assertThat(told(script).orElse(0) / WATTS)
                .isCloseTo(drawn, Offset.offset(open + unheard + 1));
        assertThat(open).isLessThan(drawn / 2);
    }
}
