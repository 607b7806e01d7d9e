package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.ChangeCause.By;
import io.github.timeguardmqtt.api.ChangeCause.What;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StateEventsTest {

    private static final Instant AT = Instant.parse("2026-01-07T10:20:00.123456Z");
    private static final DeviceState IDLE =
            States.full().withStatus(States.status(RelayState.OFF, WorkMode.AUTO, Boost.OFF));

    private static List<String> between(DeviceState before, DeviceState after) {
        return StateEvents.between(
                Optional.of(before), new DeviceEvent.Changed(after, AT, ChangeCause.UNKNOWN));
    }

    private static Arguments change(
            String there, String back, String cause, UnaryOperator<DeviceState> change) {
        return argumentSet(there, there, back, cause, change);
    }

    private static Status changed(Status s, boolean load, boolean advance) {
        return new Status(
                s.relay(),
                load,
                advance,
                s.loadDetectedBefore(),
                s.stateUnknown(),
                s.unknown1(),
                s.workMode(),
                s.unknown2(),
                s.uptime(),
                s.boost(),
                s.unknown3());
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "relay_on",
                        "relay_off",
                        "unknown",
                        s -> s.withStatus(States.status(RelayState.ON, WorkMode.AUTO, Boost.OFF))),
                change(
                        "load_off",
                        "load_on",
                        "unknown",
                        s -> s.withStatus(changed(s.status().orElseThrow(), false, false))),
                change(
                        "advance_on",
                        "advance_off",
                        "advance",
                        s -> s.withStatus(changed(s.status().orElseThrow(), true, true))),
                change(
                        "boost_started",
                        "boost_ended",
                        "boost",
                        s ->
                                s.withStatus(
                                        States.status(
                                                RelayState.OFF,
                                                WorkMode.AUTO,
                                                new Boost(BoostType.ONE_HOUR, 5)))),
                change(
                        "work_mode_changed",
                        "work_mode_changed",
                        "mode",
                        s ->
                                s.withStatus(
                                        States.status(
                                                RelayState.OFF, WorkMode.ALWAYS_OFF, Boost.OFF))),
                change(
                        "active_schedule_changed",
                        "active_schedule_changed",
                        "schedule",
                        s -> States.withActive(s, 5)),
                change("offline", "online", "unknown", s -> s.withOnline(false)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void a_change_is_an_event_there_and_back(
            String there, String back, String cause, UnaryOperator<DeviceState> change) {
        DeviceState changed = change.apply(IDLE);
        assertThat(between(IDLE, changed)).containsExactly(line(there, cause, "unknown"));
        assertThat(between(changed, IDLE)).containsExactly(line(back, cause, "unknown"));
        assertThat(StateEvents.TYPES).contains(there, back);
    }

    private static String line(String type, String cause, String by) {
        return "{\"event_type\":\"%s\",\"at\":\"2026-01-07T10:20:00.123Z\",\"cause\":\"%s\",\"by\":\"%s\"}"
                .formatted(type, cause, by);
    }

    @Test
    void what_a_command_caused_says_so() {
        assertThat(
                        StateEvents.between(
                                Optional.of(IDLE),
                                new DeviceEvent.Changed(
                                        States.withActive(IDLE, 0),
                                        AT,
                                        new ChangeCause(What.SCHEDULE, By.COMMAND))))
                .containsExactly(line("active_schedule_changed", "schedule", "command"));
    }

    @Test
    void a_load_that_changes_with_the_relay_has_its_cause() {
        DeviceState on = IDLE.withStatus(States.status(RelayState.ON, WorkMode.AUTO, Boost.OFF));
        DeviceState off = IDLE.withStatus(changed(IDLE.status().orElseThrow(), false, false));
        assertThat(
                        StateEvents.between(
                                Optional.of(off),
                                new DeviceEvent.Changed(
                                        on, AT, new ChangeCause(What.SCHEDULE, By.CLOCK))))
                .containsExactly(
                        line("relay_on", "schedule", "clock"),
                        line("load_on", "schedule", "clock"));
    }

    @Test
    void what_becomes_known_has_not_happened_now() {
        assertThat(
                        StateEvents.between(
                                Optional.empty(),
                                new DeviceEvent.Changed(IDLE, AT, ChangeCause.UNKNOWN)))
                .isEmpty();
        assertThat(between(States.unknown(), IDLE)).isEmpty();
        DeviceState strange =
                IDLE.withStatus(States.status(new RelayState(0), WorkMode.AUTO, Boost.OFF));
        assertThat(between(strange, IDLE)).isEmpty();
        assertThat(between(IDLE, strange)).isEmpty();
    }

    @Test
    void a_report_that_tells_nothing_new_is_no_event() {
        assertThat(between(IDLE, IDLE)).isEmpty();
    }
}
