package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.mqtt.BridgeSetup.ONE;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.TWO;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.settings;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.state;
import static io.github.timeguardmqtt.protocol.RelayState.OFF;
import static io.github.timeguardmqtt.protocol.RelayState.ON;
import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bridge tells a real broker, and takes from it. */
class MqttBridgeTest {

    private static final String SWITCH = "timeguard/0badcafe/switch_state";
    private static final String SET = "timeguard/0badcafe/work_mode/set";
    private static final String RESULTS = "timeguard/0badcafe/command";

    @TempDir Path directory;

    private final BridgeSetup setup = new BridgeSetup();
    private Mosquitto broker;

    MqttBridgeTest() {
        Programs.find("mosquitto"); // before there is anything to close
    }

    private MqttPeer peer;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(directory);
        peer = new MqttPeer(broker.port());
    }

    @AfterEach
    void end() throws Exception {
        setup.close();
        peer.close();
        broker.close();
    }

    private void connect() throws Exception {
        setup.start(settings(broker.port()));
        peer.expect("timeguard/lwt", "online");
    }

    /** Everything published up to now has been heard after this. */
    private void settle() {
        String mark = "settled" + peer.on(RESULTS).size();
        setup.confirmed(mark);
        peer.expectPart(RESULTS, mark);
    }

    @Test
    void states_are_retained_and_each_change_is_published_in_order() throws Exception {
        connect();
        for (int i = 0; i < 40; i++) {
            setup.changed(ONE, i % 2 == 0 ? ON : OFF, 5);
        }
        await().until(() -> peer.on(SWITCH).size() == 40);
        assertThat(peer.on(SWITCH))
                .isEqualTo(
                        IntStream.range(0, 40).mapToObj(i -> i % 2 == 0 ? "ON" : "OFF").toList());
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect(SWITCH, "OFF");
            late.expect("timeguard/0badcafe/lwt", "online");
            late.expect("timeguard/lwt", "online");
            assertThat(late.all()).allMatch(MqttPeer.Heard::retained);
        }
    }

    @Test
    void a_moved_uptime_alone_is_published_once_a_minute() throws Exception {
        setup.clock = BridgeSetup.standing(Instant.parse("2026-11-22T10:00:00Z"));
        connect();
        setup.changed(ONE, ON, 100);
        setup.changed(ONE, ON, 110);
        setup.changed(ONE, OFF, 120);
        settle();
        assertThat(peer.on("timeguard/0badcafe/uptime")).containsExactly("100");
        assertThat(peer.on("timeguard/0badcafe/state")).hasSize(2);
        setup.pass(Duration.ofMinutes(1));
        setup.changed(ONE, OFF, 180);
        setup.changed(ONE, OFF, 190);
        settle();
        assertThat(peer.on("timeguard/0badcafe/uptime")).containsExactly("100", "180");
        assertThat(peer.on("timeguard/0badcafe/state")).hasSize(3);
        assertThat(peer.on(SWITCH)).containsExactly("ON", "OFF");
    }

    @Test
    void what_is_left_of_a_boost_is_published_with_the_minute() throws Exception {
        setup.clock = BridgeSetup.standing(BridgeSetup.REPORTED);
        connect();
        setup.changed(state(ONE, ON, 5, new Boost(BoostType.ONE_HOUR, 600)));
        String left = "timeguard/0badcafe/boost_duration_left";
        peer.expect(left, "1:00");
        setup.pass(Duration.ofSeconds(29));
        settle();
        assertThat(peer.on(left)).containsExactly("1:00");
        setup.pass(Duration.ofSeconds(2));
        peer.expect(left, "0:59");
        setup.pass(Duration.ofMinutes(1));
        peer.expect(left, "0:58");
        setup.pass(Duration.ofHours(1));
        peer.expect(left, "00:00");
        peer.expect("timeguard/0badcafe/boost_ends", "none");
        assertThat(peer.on(left)).containsExactly("1:00", "0:59", "0:58", "00:00");
        setup.changed(state(ONE, OFF, 5));
        peer.expect("timeguard/0badcafe/boost", "Off");
    }

    @Test
    void the_next_times_move_on_when_they_have_come_though_nothing_is_heard() throws Exception {
        setup.clock = BridgeSetup.standing(Instant.parse("2026-01-05T06:29:59Z"));
        connect();
        setup.changed(States.full());
        String on = "timeguard/0badcafe/next_on";
        peer.expect(on, "2026-01-05T06:30:00Z");
        for (int day = 5; day < 8; day++) {
            setup.pass(Duration.ofSeconds(2));
            peer.expect(on, "2026-01-0%dT06:30:00Z".formatted(day + 1));
            peer.expect("timeguard/0badcafe/next_change", "2026-01-0%dT08:30:00Z".formatted(day));
            setup.pass(Duration.ofHours(2));
            peer.expect(
                    "timeguard/0badcafe/next_change", "2026-01-0%dT06:30:00Z".formatted(day + 1));
            setup.pass(Duration.ofHours(22).minusSeconds(2));
        }
        settle();
        assertThat(peer.on(on))
                .containsExactly(
                        "2026-01-05T06:30:00Z",
                        "2026-01-06T06:30:00Z",
                        "2026-01-07T06:30:00Z",
                        "2026-01-08T06:30:00Z");
        assertThat(peer.on(SWITCH)).containsExactly("ON");
    }

    @Test
    void a_next_time_does_not_wait_for_a_later_one_of_another_device() throws Exception {
        setup.clock = BridgeSetup.standing(Instant.parse("2026-01-07T06:29:00Z"));
        connect();
        setup.changed(States.full());
        setup.changed(States.withId(States.withActive(States.full(), 0), TWO));
        peer.expect("timeguard/cafed00d/next_on", "none");
        peer.expect("timeguard/0badcafe/next_on", "2026-01-07T06:30:00Z");
        setup.pass(Duration.ofMinutes(2));
        peer.expect("timeguard/0badcafe/next_on", "2026-01-08T06:30:00Z");
        peer.expect("timeguard/0badcafe/next_change", "2026-01-07T08:30:00Z");
        setup.bus.publish(new DeviceEvent.Removed(ONE));
        peer.expect("timeguard/0badcafe/next_on", "");
        setup.pass(Duration.ofHours(3));
        settle();
        assertThat(peer.on("timeguard/0badcafe/next_on"))
                .containsExactly("2026-01-07T06:30:00Z", "2026-01-08T06:30:00Z", "");
    }

    @Test
    void next_times_that_passed_while_the_broker_was_away_are_told_after_that() throws Exception {
        // This clock runs, since the bridge waits by it before it connects again: an hour is left.
        setup.clock = LoopClock.virtual(Instant.parse("2026-01-07T05:30:00Z"), 1);
        connect();
        setup.changed(States.full());
        peer.expect("timeguard/0badcafe/next_on", "2026-01-07T06:30:00Z");
        broker.stop();
        setup.clock.skip(Duration.ofHours(2));
        broker.start();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/0badcafe/next_on", "2026-01-08T06:30:00Z");
        }
    }

    @Test
    void a_schedule_and_the_holiday_are_set_on_their_own_topics() throws Exception {
        connect();
        peer.publish("timeguard/0badcafe/schedules/6/set", "mon 06:30-08:30", false);
        peer.publish("timeguard/0badcafe/holiday/set", "ON", false);
        await().until(() -> setup.submitted.size() == 2);
        assertThat(setup.submitted)
                .extracting(CommandRequest::name)
                .containsExactly("schedules/6", "holiday");
        assertThat(setup.submitted.getFirst().command())
                .isInstanceOfSatisfying(
                        DeviceCommand.WriteSchedule.class,
                        write -> assertThat(write.schedule()).isEqualTo(5));
        peer.publish("timeguard/0badcafe/schedules/7/set", "mon 06:30-08:30", false);
        peer.expectPart(RESULTS, "\"command\":\"schedules/7\"");
        assertThat(setup.refused).hasSize(1);
    }

    @Test
    void what_is_no_longer_known_has_no_retained_topic() throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        peer.expect(SWITCH, "ON");
        setup.changed(ONE, new RelayState(0), 5);
        peer.expect(SWITCH, "");
        settle();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/0badcafe/work_mode", "Auto");
            assertThat(late.on(SWITCH)).isEmpty();
        }
    }

    @Test
    void a_broker_that_lost_everything_gets_the_whole_state_again() throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        setup.changed(TWO, OFF, 5);
        peer.expect("timeguard/cafed00d/switch_state", "OFF");
        broker.stop();
        setup.changed(TWO, ON, 6);
        for (int i = 0; i < 1001; i++) {
            setup.changed(ONE, i % 2 == 0 ? ON : OFF, 6 + i);
        }
        setup.changed(ONE, OFF, 5000);
        setup.confirmed("0123456789abcdef");
        broker.start();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/lwt", "online");
            late.expectPart(RESULTS, "0123456789abcdef");
            assertThat(late.on(SWITCH)).containsExactly("OFF");
            assertThat(late.on("timeguard/cafed00d/switch_state")).containsExactly("ON");
            // The result came last.
            assertThat(late.all().stream().map(MqttPeer.Heard::topic))
                    .containsSubsequence(SWITCH, RESULTS);
        }
        await().untilAsserted(
                        () -> assertThat(setup.delivered).containsExactly("0123456789abcdef"));
    }

    @Test
    void behind_a_broker_that_hangs_only_the_newest_state_waits() throws Exception {
        connect();
        setup.changed(ONE, OFF, 5);
        peer.expect(SWITCH, "OFF");
        broker.freeze();
        for (int i = 0; i < 20_000; i++) {
            setup.changed(ONE, i % 2 == 0 ? ON : OFF, 5);
            setup.changed(TWO, i % 2 == 0 ? OFF : ON, 5);
        }
        setup.confirmed("behind");
        broker.thaw();
        peer.expectPart(RESULTS, "behind");
        assertThat(peer.on(SWITCH)).hasSizeLessThan(1000).last().isEqualTo("OFF");
        assertThat(peer.on("timeguard/cafed00d/switch_state")).last().isEqualTo("ON");
    }

    @Test
    void results_that_wait_are_bounded() throws Exception {
        connect();
        broker.stop();
        for (int i = 0; i < 1500; i++) {
            setup.confirmed("t" + i + ".");
        }
        broker.start();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expectPart(RESULTS, "t1499.");
            // Those that were on their way when the broker went come besides.
            assertThat(late.on(RESULTS)).hasSizeBetween(1000, 1256);
        }
        // The dropped ones will not be told either.
        await().until(() -> setup.delivered.size() == 1500);
    }

    @Test
    void a_clean_end_says_offline_for_the_gateway_and_each_device() throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        setup.changed(TWO, ON, 5);
        peer.expect("timeguard/cafed00d/switch_state", "ON");
        setup.close();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/lwt", "offline");
            late.expect("timeguard/0badcafe/lwt", "offline");
            late.expect("timeguard/cafed00d/lwt", "offline");
        }
    }

    @Test
    void the_end_does_not_wait_for_a_broker_that_hangs() throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        peer.expect(SWITCH, "ON");
        broker.freeze();
        setup.close();
        broker.thaw();
        peer.expect("timeguard/lwt", "offline");
    }

    @Test
    void a_command_is_handed_on_and_its_result_published_behind_the_state() throws Exception {
        connect();
        setup.changed(ONE, OFF, 5);
        peer.publish(SET, "always ON", false);
        await().until(() -> setup.submitted.size() == 1);
        var request = setup.submitted.getFirst();
        assertThat(request.device()).isEqualTo(ONE);
        assertThat(request.name()).isEqualTo("work_mode");
        assertThat(request.value()).isEqualTo("always ON");
        assertThat(request.command()).isEqualTo(new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON));
        assertThat(request.transaction()).matches("[0-9a-f]{16}");
        setup.changed(ONE, ON, 6);
        setup.bus.publish(
                new DeviceEvent.Finished(
                        request.result(
                                CommandResult.Outcome.CONFIRMED,
                                Optional.empty(),
                                Duration.ofMillis(12))));
        peer.expect(
                RESULTS,
                "{\"command\":\"work_mode\",\"value\":\"always ON\",\"result\":\"confirmed\",\"reason\":null,\"ms\":12,\"transaction\":\"%s\"}"
                        .formatted(request.transaction()));
        assertThat(peer.all().stream().map(MqttPeer.Heard::topic))
                .containsSubsequence(SWITCH, SWITCH, "timeguard/0badcafe/event", RESULTS);
        await().until(() -> setup.delivered.equals(List.of(request.transaction())));
    }

    @Test
    void whoever_asks_by_mqtt_5_gets_the_result_with_his_correlation_data() throws Exception {
        connect();
        peer.ask(SET, "Auto", "somebody/answers", Bytes.of(1, 2, 0, 255));
        await().until(() -> setup.submitted.size() == 1);
        var request = setup.submitted.getFirst();
        assertThat(request.replyTo())
                .contains(new ReplyTo("somebody/answers", Bytes.of(1, 2, 0, 255)));
        setup.bus.publish(
                new DeviceEvent.Finished(
                        request.result(
                                CommandResult.Outcome.TIMEOUT,
                                Optional.of("gone"),
                                Duration.ZERO)));
        String json = peer.expectPart("somebody/answers", request.transaction());
        assertThat(json).contains("\"timeout\"", "\"gone\"");
        assertThat(peer.all())
                .contains(
                        new MqttPeer.Heard(
                                "somebody/answers", json, false, Bytes.of(1, 2, 0, 255)));
        peer.expect(RESULTS, json);
    }

    @Test
    void an_answer_is_never_sent_where_it_would_be_a_command() throws Exception {
        connect();
        peer.ask(SET, "nonsense", SET, Bytes.EMPTY);
        peer.ask(
                "timeguard/bridge/request/mark",
                "here",
                "timeguard/bridge/request/mark",
                Bytes.EMPTY);
        peer.expectPart(RESULTS, "rejected");
        peer.expectPart("timeguard/bridge/response/mark", "\"status\":\"ok\"");
        settle();
        assertThat(setup.refused).hasSize(1);
        assertThat(peer.on(SET)).hasSize(1);
        assertThat(peer.on("timeguard/bridge/request/mark")).hasSize(1);
    }

    @Test
    void what_the_broker_kept_is_rejected_and_not_carried_out() throws Exception {
        peer.publish(SET, "Always on", true);
        peer.publish("timeguard/bridge/request/mark", "x", true);
        connect();
        assertThat(peer.expectPart(RESULTS, "rejected"))
                .contains("without the retain flag", "\"value\":\"Always on\"");
        peer.expectPart("timeguard/bridge/response/mark", "\"status\":\"error\"");
        assertThat(setup.submitted).isEmpty();
        // Published while the gateway listens, it comes like any other.
        peer.publish(SET, "Auto", true);
        await().until(() -> setup.submitted.size() == 1);
    }

    @Test
    void payloads_of_any_kind_are_rejected_and_harm_nothing() throws Exception {
        connect();
        List<byte[]> payloads =
                List.of(
                        new byte[0],
                        new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2},
                        "\"}\n\u0000\u0007\ud83d\ude00".getBytes(UTF_8),
                        "x".repeat(500_000).getBytes(UTF_8));
        for (byte[] payload : payloads) {
            peer.publish(SET, payload, false);
        }
        await().until(() -> peer.on(RESULTS).size() == payloads.size());
        assertThat(peer.on(RESULTS))
                .allMatch(json -> json.length() < 1000)
                .allMatch(json -> json.contains("\"rejected\""))
                .noneMatch(json -> json.chars().anyMatch(c -> c < ' '));
        assertThat(setup.submitted).isEmpty();
    }

    @Test
    void text_that_json_cannot_hold_is_rejected_and_later_commands_are_heard() throws Exception {
        connect();
        String half = "{\"comment\":\"x\",\"transaction\":\"\\ud800\"}";
        peer.publish("timeguard/bridge/request/mark", half, false);
        peer.expectPart("timeguard/bridge/response/mark", "has half a surrogate pair");
        peer.publish("timeguard/bridge/request/health_check", half, false);
        peer.expectPart("timeguard/bridge/response/health_check", "has half a surrogate pair");
        // Cut where a character ends, though the name's limit lies within one.
        peer.publish("timeguard/0badcafe/" + "x".repeat(255) + "\ud83d\ude00/set", "ON", false);
        peer.expectPart(RESULTS, "is not a command");
        peer.publish(SET, "Auto", false);
        await().until(() -> setup.submitted.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeguard/nonsense!/work_mode/set",
                "timeguard/0badcafe0/work_mode/set",
                "timeguard//work_mode/set",
                "timeguard/bridge/request/UPPER",
                "timeguard/bridge/x/set"
            })
    void a_topic_without_a_meaning_is_left_alone(String topic) throws Exception {
        connect();
        peer.publish(topic, "Always on", false);
        settle();
        assertThat(setup.submitted).isEmpty();
        assertThat(setup.refused).isEmpty();
    }

    @Test
    void an_unknown_devices_command_is_handed_on_too() throws Exception {
        connect();
        peer.publish("timeguard/CAFED00D/work_mode/set", "Auto", false);
        await().until(() -> setup.submitted.size() == 1);
        assertThat(setup.submitted.getFirst().device()).isEqualTo(TWO);
    }

    @Test
    void a_removed_device_leaves_no_retained_topic() throws Exception {
        connect();
        setup.changed(States.full());
        setup.changed(TWO, ON, 5);
        peer.expectPart("timeguard/bridge/devices", "\"id\":\"cafed00d\"");
        setup.bus.publish(new DeviceEvent.Removed(ONE));
        peer.expect("timeguard/0badcafe/state", "");
        peer.expectPart("timeguard/bridge/devices", "{\"devices\":[{\"id\":\"cafed00d\"");
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/cafed00d/switch_state", "ON");
            assertThat(late.all()).noneMatch(heard -> heard.topic().contains("0badcafe"));
        }
    }

    @Test
    void a_device_that_was_not_heard_since_a_restart_leaves_no_retained_topic_either()
            throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        peer.expect("timeguard/0badcafe/power", "ON");
        setup.close();
        DeviceState seen = BridgeSetup.state(ONE, ON, 5);
        DeviceState remembered = DeviceState.unheard(ONE, seen.mode(), seen.rules());
        connect();
        setup.changed(remembered);
        setup.bus.publish(new DeviceEvent.Removed(ONE));
        settle();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("timeguard/lwt", "online");
            assertThat(late.all()).noneMatch(heard -> heard.topic().contains("0badcafe"));
        }
    }

    @Test
    void a_device_removed_while_the_broker_is_away_is_cleared_later() throws Exception {
        connect();
        setup.changed(ONE, ON, 5);
        peer.expect(SWITCH, "ON");
        broker.stop();
        setup.bus.publish(new DeviceEvent.Removed(ONE));
        broker.start();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect(SWITCH, "");
        }
    }

    @Test
    void the_bridge_tells_of_itself() throws Exception {
        connect();
        peer.expectPart("timeguard/bridge/info", "\"version\":\"1\"");
        peer.expectPart("timeguard/bridge/health", "\"uptime\":1,");
        peer.expect("timeguard/bridge/devices", "{\"devices\":[]}");
        peer.ask("timeguard/bridge/request/devices/rename", "{}", "me", Bytes.of(7));
        peer.expectPart("timeguard/bridge/response/devices/rename", "\"status\":\"error\"");
        peer.expectPart("me", "\"status\":\"error\"");
    }

    @Test
    void ten_thousand_devices_are_all_shown() throws Exception {
        connect();
        for (int i = 1; i <= 10_000; i++) {
            setup.changed(new DeviceId(i), ON, 5);
        }
        // Some seconds for 120,000 publications, and longer where others use the processor.
        await().until(() -> !peer.on("timeguard/00002710/state").isEmpty());
        assertThat(peer.all()).filteredOn(it -> it.topic().endsWith("/state")).hasSize(10_000);
    }

    @Test
    void an_extension_speaks_through_the_same_connection_and_again_when_it_came_back()
            throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        setup.extension = Optional.of(host -> new Extension(host, heard));
        connect();
        peer.expect("guest/hello", "retained");
        peer.publish("guest/status", "online", false);
        await().until(() -> heard.contains("guest/status=online"));
        peer.publish("guest/more", "1", false);
        await().until(() -> heard.contains("guest/more=1"));
        setup.changed(ONE, ON, 5);
        setup.bus.publish(new DeviceEvent.Removed(ONE));
        await().until(() -> heard.containsAll(List.of("changed 0badcafe", "removed 0badcafe")));
        broker.stop();
        broker.start();
        try (MqttPeer late = new MqttPeer(broker.port())) {
            late.expect("guest/hello", "retained");
            late.expect("timeguard/lwt", "online");
            late.publish("guest/status", "again", false);
            await().until(() -> heard.contains("guest/status=again"));
        }
    }

    @Test
    void a_failure_over_one_message_does_not_make_it_deaf_for_the_next() throws Exception {
        setup.extension = Optional.of(host -> new Extension(host, new CopyOnWriteArrayList<>()));
        connect();
        peer.expect("guest/hello", "retained");
        peer.publish("guest/fails", "1", false);
        peer.publish(SET, "Auto", false);
        await().until(() -> setup.submitted.size() == 1);
    }

    private record Extension(MqttExtension.Host host, List<String> heard) implements MqttExtension {

        @Override
        public void connected() {
            host.publish("guest/hello", "retained", true);
            host.subscribe(List.of("guest/status", "guest/more", "guest/fails"));
        }

        @Override
        public void message(String topic, Bytes payload, boolean retained) {
            if (topic.equals("guest/fails")) {
                throw new IllegalStateException("meant for the log");
            }
            heard.add(topic + "=" + new String(payload.toArray(), UTF_8));
        }

        @Override
        public void announceAgain() {
            heard.add("announce");
        }

        @Override
        public void changed(DeviceState state) {
            heard.add("changed " + state.id());
        }

        @Override
        public void removed(DeviceId device) {
            heard.add("removed " + device);
        }
    }
}
