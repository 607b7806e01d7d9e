package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.PlanCheck.Reason;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanCheckTest {

    /** In London, in summer, when the schedule turns the relay on; off an hour later. */
    private static final Instant ON = Instant.parse("2026-07-01T12:00:00Z");

    private static final DeviceState STATE = state();

    private static DeviceState state() {
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        periods.set(
                0,
                new Period(
                        new SwitchTime(true, 13 * 60, 0),
                        new SwitchTime(true, 14 * 60, 0),
                        0x7f,
                        0));
        DeviceState known = States.unknown();
        known = known.withStatus(States.status(RelayState.OFF, WorkMode.AUTO, Boost.OFF));
        return States.withProgramme(
                known,
                known.programme()
                        .withActiveSchedule(0)
                        .withSchedule(new Schedule(0, periods, Text.name("Daily")))
                        .withHoliday(
                                new Holiday(Toggle.OFF, Bytes.of(0, 0, 0), 0, 0),
                                Optional.empty()));
    }

    private static Optional<Reason> reason(DeviceState state, boolean on, Instant at) {
        return PlanCheck.disagreement(state, on, at).map(PlanCheck.Disagreement::reason);
    }

    @Test
    void a_relay_that_follows_its_plan_agrees() {
        assertThat(reason(STATE, false, ON.minusNanos(1))).isEmpty();
        assertThat(reason(STATE, true, ON)).isEmpty();
    }

    @Test
    void two_minutes_from_a_change_are_close() {
        assertThat(reason(STATE, false, ON.plusSeconds(119))).contains(Reason.CLOSE);
        assertThat(reason(STATE, true, ON.minusSeconds(120))).contains(Reason.CLOSE);
        assertThat(reason(STATE, true, ON.minusSeconds(121))).contains(Reason.UNEXPLAINED);
    }

    @Test
    void what_is_missing_to_know_it_is_named() {
        assertThat(reason(States.unknown(), true, ON)).contains(Reason.UNHEARD);
        assertThat(reason(States.withProgramme(STATE, Programme.UNKNOWN), true, ON))
                .contains(Reason.SETTINGS_UNKNOWN);
        assertThat(reason(STATE.withOnline(false), false, ON.plusSeconds(600)))
                .contains(Reason.OFFLINE);
    }

    @Test
    void a_clock_that_is_wrong_explains_it_and_shifts_the_plan() {
        Duration ahead = Duration.ofMinutes(20);
        DeviceState wrong =
                STATE.withClock(
                        Optional.of(
                                new ClockOffset(
                                        Optional.of(new ClockOffset.Interval(ahead, ahead)),
                                        Optional.empty())));
        Instant early = ON.minus(ahead);
        assertThat(reason(wrong, true, early.plusSeconds(30))).contains(Reason.CLOCK);
        assertThat(PlanCheck.planned(wrong, true, early.minusSeconds(5), early.plusSeconds(5)))
                .isPresent();
        assertThat(PlanCheck.planned(wrong, true, ON.minusSeconds(5), ON.plusSeconds(5))).isEmpty();
        assertThat(PlanCheck.planned(STATE, true, ON.minusSeconds(5), ON.plusSeconds(5)))
                .isPresent();
        assertThat(PlanCheck.planned(STATE, false, ON.minusSeconds(5), ON.plusSeconds(5)))
                .isEmpty();
    }

    @Test
    void the_sentence_says_what_was_expected_and_until_when() {
        assertThat(
                        PlanCheck.disagreement(STATE, false, ON.plusSeconds(600))
                                .orElseThrow()
                                .sentence())
                .isEqualTo("the plan expected it to be on (schedule) until 2026-07-01T14:00+01:00");
    }
}
