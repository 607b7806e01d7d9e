package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.JsonRequests;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about devices, to a gateway with virtual switches. */
class DeviceRequestsTest {

    private EventLoop loop;
    private Gateway gateway;
    private Fleet fleet;
    private JsonRequests requests;

    @BeforeEach
    void start() throws Exception {
        loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1));
        gateway =
                Gateway.start(
                        GatewaySettings.relay(
                                        new HostPort("127.0.0.1", 0),
                                        new HostPort("127.0.0.1", 9997))
                                .withMode(Mode.LOCAL),
                        loop,
                        new Mask(false),
                        null);
        fleet =
                new Fleet(
                        loop,
                        FleetOptions.of(3, gateway.address())
                                .withInterval(Duration.ofMillis(200))
                                .withSeed(7));
        requests = new JsonRequests(BridgeSetup.operations(gateway), Optional.empty());
    }

    @AfterEach
    void end() throws Exception {
        fleet.close();
        gateway.close();
        loop.close();
    }

    private String answer(String what, String payload) {
        return requests.answer(what, Bytes.copyOf(UTF_8.encode(payload))).join();
    }

    private DeviceId first() {
        return fleet.devices().getFirst();
    }

    private void awaitAll() throws IOException {
        fleet.start();
        for (DeviceId device : fleet.devices()) {
            Patience.await()
                    .until(() -> {
                        String answer = answer("device", "{\"device\":\"" + device + "\"}");
                        return answer.contains("\"schedules/6\"") && answer.contains("\"holiday\"");
                    });
        }
    }

    @Test
    void a_device_is_told_with_its_state_and_its_plan() throws Exception {
        awaitAll();
        String device = answer("device", "{\"device\":\"" + first() + "\",\"transaction\":7}");
        assertThat(device)
                .startsWith("{\"data\":{\"id\":\"" + first() + "\",")
                .contains(
                        "\"zone\":\"Europe/London\"",
                        "\"state\":{\"lwt\":\"online\",",
                        "\"schedules/1\":{\"name\":")
                .endsWith("},\"status\":\"ok\",\"transaction\":7}");
        String plan =
                answer(
                        "plan",
                        "{\"device\":\"" + first() + "\",\"from\":\"2030-03-31\",\"days\":1}");
        assertThat(plan)
                .contains(
                        "\"runs\":[{\"start\":\"2030-03-31T00:00:00Z\",",
                        "\"end\":\"2030-04-01T00:00:00+01:00\"");
    }

    @Test
    void a_command_is_answered_with_its_result_and_told_to_everybody() throws Exception {
        awaitAll();
        assertThat(
                        answer(
                                "command",
                                "{\"device\":\"%s\",\"command\":\"work_mode\",\"value\":\"Always on\"}"
                                        .formatted(first())))
                .startsWith(
                        "{\"data\":{\"command\":\"work_mode\",\"value\":\"Always on\",\"result\":\"confirmed\",\"reason\":null,");
        assertThat(
                        answer(
                                "command",
                                "{\"device\":\"%s\",\"command\":\"schedules/2\",\"value\":{\"name\":\"New\"}}"
                                        .formatted(first())))
                .contains("\"command\":\"schedules/2\"", "\"result\":\"confirmed\"");
        assertThat(
                        answer(
                                "command",
                                "{\"device\":\"%s\",\"command\":\"raw_command\",\"value\":\"fa\"}"
                                        .formatted(first())))
                .contains("\"status\":\"ok\"", "\"rejected\"", "raw commands are off");
        assertThat(
                        answer(
                                "command",
                                "{\"device\":\"00000001\",\"command\":\"boost\",\"value\":\"Off\"}"))
                .contains("\"rejected\"", "no switch 00000001 has been heard of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "[\"\\ud800\"]",
                "\"\\ud800\"",
                "{\"periods\":1e400}",
                "1e400",
                "null",
                "{\"active\":null}",
            })
    void no_value_is_too_odd_to_be_answered(String value) throws Exception {
        awaitAll();
        for (String command : List.of("schedules/2", "holiday", "get", "\\ud800")) {
            assertThat(
                            answer(
                                    "command",
                                    "{\"device\":\"%s\",\"command\":\"%s\",\"value\":%s}"
                                            .formatted(first(), command, value)))
                    .startsWith("{\"data\":{");
        }
    }

    @Test
    void devices_are_found_by_the_start_of_id_or_name_and_the_exact_one_alone() throws Exception {
        awaitAll();
        gateway.rename(first(), "Boiler").join();
        gateway.rename(fleet.devices().get(1), "Boiler room").join();
        assertThat(answer("devices/find", "")).contains("\"known\":3,\"found\":3,");
        assertThat(answer("devices/find", "{\"like\":\"boi\"}")).contains("\"found\":2,");
        assertThat(answer("devices/find", "{\"like\":\"BOILER\"}"))
                .contains("\"found\":1,\"devices\":[{\"id\":\"" + first() + "\"");
        assertThat(answer("devices/find", "{\"like\":\"x\"}"))
                .contains("\"found\":0,\"devices\":[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "device  | {}                                   | \\\"device\\\" is missing",
                "device  | {\"device\":\"00000001\"}            | no device 00000001 is known",
                "plan    | {\"device\":\"00000001\"}            | no device 00000001 is known",
                "plan    | {\"device\":\"00000001\",\"days\":32} | \\\"days\\\" is not possible: expected a number from 1 to 31",
                "plan    | {\"device\":\"00000001\",\"days\":\"7\"} | \\\"days\\\" is not possible: expected a number from 1 to 31",
                "plan    | {\"device\":\"00000001\",\"from\":\"today\"} | \\\"today\\\" is not a date: expected one like 2026-03-29",
                "plan    | {\"device\":\"00000001\",\"from\":\"2026-02-30\"} | \\\"2026-02-30\\\" is not a date: expected one like 2026-03-29",
                "command | {\"device\":\"00000001\"}            | \\\"command\\\" is missing",
                "command | {\"device\":\"00000001\",\"command\":\"get\",\"value\":{\"a\":\"\\ud800\"}} | the payload has half a surrogate pair in a string",
                "devices/find | {\"like\":1}                    | \\\"like\\\" is not a text: expected quotes around it",
            })
    void what_cannot_be_answered_is_a_sentence(String what, String payload, String error) {
        assertThat(answer(what, payload))
                .isEqualTo("{\"data\":{},\"status\":\"error\",\"error\":\"" + error + "\"}");
    }

    @Test
    void each_of_many_requests_for_a_command_is_answered_also_when_the_switch_is_forgotten()
            throws Exception {
        awaitAll();
        fleet.close();
        String get =
                "{\"device\":\"%s\",\"command\":\"get\",\"value\":\"schedules\"}"
                        .formatted(first());
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(requests.answer("command", Bytes.copyOf(UTF_8.encode(get))));
        }
        Patience.await()
                .until(() -> waiting.stream().filter(CompletableFuture::isDone).count() >= 98);
        assertThat(waiting.getLast()).isNotDone();
        gateway.remove(first()).join();
        assertThat(waiting.getLast().join()).contains("\"rejected\"", "the switch was removed");
        assertThat(waiting.get(50).join()).contains("\"superseded\"");
    }
}
