package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRequestsTest {

    private static final Health HEALTH =
            new Health(Duration.ofMinutes(2), 1000, 2, 1, 10, 9, 8, 7, 6, Map.of("source", 3L), 1);
    private static final String HEALTH_FIELDS =
            "\"uptime\":120,\"heap_bytes\":1000,\"devices\":2,\"online\":1,"
                    + "\"from_devices\":10,\"to_devices\":9,\"to_cloud\":8,\"from_cloud\":7,"
                    + "\"answered\":6,\"drops\":{\"source\":3},\"commands_waiting\":1}";

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:30Z"));
    private final InMemoryGateway gateway = InMemoryGateway.obeying(clock);
    private final List<String> discovered = new ArrayList<>();
    private final JsonRequests requests =
            new JsonRequests(operations(gateway), Optional.of(() -> discovered.add("again")));

    private Operations operations(GatewayApi of) {
        return new Operations(
                of,
                new CommandRules(false, false),
                clock,
                Duration.ZERO,
                () -> "asked",
                Runnable::run);
    }

    @BeforeEach
    void hearTheSwitch() {
        gateway.setHealth(HEALTH);
        gateway.report(States.full());
    }

    private Optional<String> name() {
        return gateway.device(States.ID).join().flatMap(DeviceState::name);
    }

    private String answer(String what, String payload) {
        return requests.answer(what, Bytes.copyOf(UTF_8.encode(payload))).join();
    }

    private static String error(String sentence) {
        return "{\"data\":{},\"status\":\"error\",\"error\":\"" + sentence + "\"}";
    }

    @Test
    void health_tells_the_counters() {
        assertThat(GatewayJson.of(HEALTH).line()).isEqualTo("{" + HEALTH_FIELDS);
    }

    @Test
    void devices_tell_what_is_known_of_each() throws Exception {
        DeviceState named = States.withName(States.full(), "Tank\n\"hot\"");
        DeviceState other =
                States.at(
                        DeviceState.unheard(new DeviceId(1), Mode.RELAY, SwitchRules.USUAL),
                        new InetSocketAddress(InetAddress.ofLiteral("192.168.1.5"), 9997));
        assertThat(GatewayJson.of(List.of(named, other)).line())
                .isEqualTo(
                        "{\"devices\":[{\"id\":\"00000001\",\"online\":false,"
                                + "\"address\":\"192.168.1.5:9997\",\"mode\":\"relay\"},"
                                + "{\"id\":\"0badcafe\",\"name\":\"Tank \\\"hot\\\"\","
                                + "\"model\":\"FSTWiFi\",\"firmware\":\"17051001\","
                                + "\"online\":true,\"mode\":\"local\"}]}");
    }

    @Test
    void a_health_check_is_answered_with_the_counters() {
        assertThat(answer("health_check", ""))
                .isEqualTo("{\"data\":{\"healthy\":true," + HEALTH_FIELDS + ",\"status\":\"ok\"}");
    }

    @Test
    void a_device_is_renamed_and_the_transaction_comes_back() {
        assertThat(
                        answer(
                                "devices/rename",
                                "{\"id\":\"0BADCAFE\",\"to\":\" Tank\\n\",\"transaction\":\"a\\n1\"}"))
                .isEqualTo(
                        "{\"data\":{\"id\":\"0badcafe\",\"to\":\"Tank\"},\"status\":\"ok\","
                                + "\"transaction\":\"a\\n1\"}");
        assertThat(name()).contains("Tank");
        assertThat(answer("devices/rename", "{\"id\":\"00000001\",\"to\":\"x\",\"transaction\":7}"))
                .isEqualTo(
                        "{\"data\":{},\"status\":\"error\","
                                + "\"error\":\"no device 00000001 is known\",\"transaction\":7}");
    }

    @Test
    void a_device_is_removed() {
        assertThat(answer("devices/remove", "{\"id\":\"0badcafe\"}"))
                .isEqualTo("{\"data\":{\"id\":\"0badcafe\"},\"status\":\"ok\"}");
        assertThat(gateway.device(States.ID).join()).isEmpty();
    }

    @Test
    void a_comment_is_json_or_plain_text() {
        assertThat(answer("mark", "{\"comment\":\"heater on\"}"))
                .isEqualTo("{\"data\":{\"comment\":\"heater on\"},\"status\":\"ok\"}");
        assertThat(answer("mark", " pressed\nthe button "))
                .isEqualTo("{\"data\":{\"comment\":\"pressed the button\"},\"status\":\"ok\"}");
        assertThat(gateway.marks).containsExactly("heater on", "pressed the button");
    }

    @Test
    void discovery_is_restarted_where_it_is_on() {
        assertThat(answer("restart_discovery", "")).isEqualTo("{\"data\":{},\"status\":\"ok\"}");
        assertThat(discovered).hasSize(1);
        assertThat(
                        new JsonRequests(operations(gateway), Optional.empty())
                                .answer("restart_discovery", Bytes.EMPTY)
                                .join())
                .contains("\"status\":\"error\"", "discovery is off");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "devices/rename | [1]                     | the payload is not a JSON object: it"
                        + " must start with {",
                "devices/rename | {\"id\":                | the payload is not JSON at column 7:"
                        + " unexpected end-of-input within/between Object entries",
                "devices/rename | null                    | the payload is not a JSON object: it"
                        + " must start with {",
                "devices/rename | ``                      | \\\"id\\\" is missing",
                "devices/rename | {\"id\":\"0badcafe\"}   | \\\"to\\\" is missing",
                "devices/remove | {\"id\":12345678}       | \\\"id\\\" is not a text: expected quotes around it",
                "devices/remove | {\"id\":\"x\"}          | a device id is eight hex digits, like 0badcafe, not \\\"x\\\"",
                "mark           | {\"comment\":\"\"}      | there is no comment: expected some text",
                "mark           | ``                      | there is no comment: expected some text",
                "mark           | a\u001b[2J            | the comment has a control character in it (U+001B): expected text on one line",
                "health_check   | {\"transaction\":[1]}   | \\\"transaction\\\" cannot be sent back: expected a text of at most 200 characters or a whole number",
                "health_check   | {\"transaction\":123456789012345678} | \\\"transaction\\\" cannot be sent back: expected a text of at most 200 characters or a whole number",
                "restart        | {}                      | \\\"restart\\\" is not a request: expected health_check, device, device/report, devices/find, devices/rename, devices/remove, command, plan, restart_discovery or mark",
            })
    void a_bad_request_is_answered_with_what_is_wrong(String what, String payload, String error) {
        assertThat(answer(what, payload)).isEqualTo(error(error));
        assertThat(gateway.marks).isEmpty();
        assertThat(name()).isEmpty();
    }

    @Test
    void a_request_is_bounded() {
        assertThat(answer("mark", "x".repeat(200))).contains("\"status\":\"ok\"");
        assertThat(answer("mark", "x".repeat(201)))
                .isEqualTo(error("the comment has 201 characters: expected at most 200"));
        assertThat(answer("mark", "x".repeat(1_000_000)))
                .isEqualTo(error("the comment has 1000000 bytes: expected at most 200 characters"));
        assertThat(gateway.marks).hasSize(1);
        assertThat(answer("devices/remove", "{" + " ".repeat(5000) + "}"))
                .contains("expected at most 4096");
        assertThat(
                        answer(
                                "devices/rename",
                                "{\"id\":\"0badcafe\",\"to\":\"" + "x".repeat(51) + "\"}"))
                .contains("expected at most 50");
        assertThat(answer("devices/remove", "{\"a\":" + "[".repeat(4000)))
                .contains("nested more than 16 deep");
        assertThat(answer("x".repeat(10_000), "")).hasSizeLessThan(500);
    }

    @Test
    void a_gateway_that_fails_is_an_error_of_one_sentence() {
        // Only health is asked for.
        GatewayApi broken =
                (GatewayApi)
                        Proxy.newProxyInstance(
                                GatewayApi.class.getClassLoader(),
                                new Class<?>[] {GatewayApi.class},
                                (_, _, _) ->
                                        CompletableFuture.failedFuture(
                                                new IllegalStateException("closed")));
        JsonRequests failing = new JsonRequests(operations(broken), Optional.empty());
        assertThat(failing.answer("health_check", Bytes.EMPTY).join())
                .isEqualTo(error("the gateway could not carry it out"));
    }

    @Test
    void nothing_that_can_be_in_a_payload_does_harm() {
        Random random = new Random(11);
        String alphabet = "{}[]\":,\\u0123456789abdefr ntlsy-+.\u0000\n";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder payload = new StringBuilder("{");
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                payload.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(answer("devices/remove", payload.toString()))
                    .contains("\"status\":\"error\"")
                    .doesNotContain("\n");
        }
    }
}
