package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topics as somebody sees them who has nothing but a broker's own programs. */
class MqttContractTest {

    private static final DeviceId ID = DeviceId.parse("0badcafe");
    private static final String ROOT = "timeguard/" + ID + "/";
    private static final String SECRET = "correct-horse-battery";

    @TempDir private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeData() throws IOException {
        Files.createDirectory(directory.resolve("data"));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Broker broker() throws Exception {
        Broker broker = Broker.start(directory);
        open.add(broker);
        return broker;
    }

    private GatewayProcess gateway(Broker broker, String... options) throws Exception {
        return gateway(broker, 0, Map.of(), options);
    }

    private GatewayProcess gateway(
            Broker broker, int listen, Map<String, String> environment, String... options)
            throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of("--mode=local", "--mqtt-url=mqtt://127.0.0.1:" + broker.port()));
        all.addAll(Arrays.asList(options));
        GatewayProcess gateway =
                GatewayProcess.start(directory.resolve("data"), listen, environment, all);
        open.add(gateway);
        return gateway;
    }

    private WiredSwitch device(InetSocketAddress gateway) throws IOException {
        WiredSwitch device = new WiredSwitch(ID, gateway);
        open.add(device);
        return device;
    }

    private static void assertNoTrace(List<String> err) {
        assertThat(err)
                .allSatisfy(line ->
                        assertThat(line)
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ \\w+ .*")
                                .doesNotContain("Exception"));
    }

    @Test
    void who_subscribes_sees_all_states_at_once_and_a_command_switches() throws Exception {
        Broker broker = broker();
        Subscriber early = broker.subscribe();
        GatewayProcess gateway = gateway(broker);
        WiredSwitch device = device(gateway.address());
        early.expect(ROOT + "active_schedule", "#1: Weekdays");
        early.expect(ROOT + "switch_state", "OFF");

        Subscriber user = broker.subscribe();
        Map<String, String> states =
                Map.of(
                        "lwt", "online",
                        "switch_state", "OFF",
                        "power", "OFF",
                        "work_mode", "Auto",
                        "boost", "Off",
                        "boost_duration_left", "00:00",
                        "advance_mode", "OFF",
                        "active_schedule", "#1: Weekdays",
                        "active_schedule_id", "0");
        states.forEach(
                (name, value) -> assertThat(user.expect(ROOT + name, value).retained()).isTrue());
        assertThat(user.expect("timeguard/lwt", "online").retained()).isTrue();

        long given = System.nanoTime();
        broker.publish(ROOT + "work_mode/set", "Always on");
        Subscriber.Heard on = user.expect(ROOT + "switch_state", "ON");
        Subscriber.Heard result = user.expect(ROOT + "command", _ -> true);
        System.out.printf(
                Locale.ROOT,
                "From the start of mosquitto_pub to switch_state %d ms, to the result %d ms: %s%n",
                (on.nanos() - given) / 1_000_000,
                (result.nanos() - given) / 1_000_000,
                result.payload());
        assertThat(result.retained()).isFalse();
        assertThat(result.payload())
                .contains(
                        "\"command\":\"work_mode\"",
                        "\"value\":\"Always on\"",
                        "\"result\":\"confirmed\"");
        assertThat(device.state().status().workMode()).isEqualTo(WorkMode.ALWAYS_ON);
        assertThat(device.state().status().relay()).isEqualTo(RelayState.ON);

        gateway.terminate();
        assertThat(user.on(ROOT + "command")).hasSize(1);
        assertThat(user.on(ROOT + "event"))
                .anyMatch(event -> event.payload().contains("\"relay_on\""));
        assertNoTrace(gateway.err());
    }

    @Test
    void what_the_broker_kept_is_not_carried_out_after_a_restart() throws Exception {
        Broker broker = broker();
        Subscriber user = broker.subscribe();
        GatewayProcess gateway = gateway(broker);
        WiredSwitch device = device(gateway.address());
        user.expect(ROOT + "switch_state", "OFF");
        broker.publishRetained(ROOT + "work_mode/set", "Always on");
        user.expect(ROOT + "command", result -> result.contains("\"confirmed\""));
        broker.publish(ROOT + "work_mode/set", "Always off");
        user.expect(ROOT + "work_mode", "Always off");
        int writes = device.writes().size();
        gateway.terminate();

        int seen = user.count();
        GatewayProcess again = gateway(broker, gateway.address().getPort(), Map.of());
        String result = user.expectFrom(seen, ROOT + "command", _ -> true).payload();
        assertThat(result)
                .contains("\"rejected\"", "\"value\":\"Always on\"", "the broker had kept it");
        broker.publish(ROOT + "boost/set", "1 hour");
        user.expectFrom(seen, ROOT + "command", text -> text.contains("\"confirmed\""));
        assertThat(device.writes()).hasSize(writes + 1);
        assertThat(device.state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_OFF);
        assertNoTrace(again.err());
    }

    @Test
    void birth_will_and_farewell_tell_who_is_there() throws Exception {
        Broker broker = broker();
        Subscriber user = broker.subscribe();
        GatewayProcess killed = gateway(broker);
        WiredSwitch device = device(killed.address());
        user.expect("timeguard/lwt", "online");
        user.expect(ROOT + "lwt", "online");
        int seen = user.count();
        killed.kill();
        user.expectFrom(seen, "timeguard/lwt", "offline"::equals);

        seen = user.count();
        GatewayProcess ended = gateway(broker, killed.address().getPort(), Map.of());
        user.expectFrom(seen, "timeguard/lwt", "online"::equals);
        user.expectFrom(seen, ROOT + "lwt", "online"::equals);
        seen = user.count();
        ended.terminate();
        user.expectFrom(seen, "timeguard/lwt", "offline"::equals);
        user.expectFrom(seen, ROOT + "lwt", "offline"::equals);
        assertThat(user.all().stream().skip(seen).filter(m -> m.topic().equals("timeguard/lwt")))
                .hasSize(1);
        Subscriber late = broker.subscribe();
        assertThat(late.expect("timeguard/lwt", "offline").retained()).isTrue();
        assertThat(late.expect(ROOT + "lwt", "offline").retained()).isTrue();
        assertThat(device.writes()).isEmpty();
    }

    @Test
    void nothing_that_anybody_publishes_changes_a_state_or_leaves_a_trace() throws Exception {
        Broker broker = broker();
        Subscriber user = broker.subscribe();
        GatewayProcess gateway = gateway(broker);
        WiredSwitch device = device(gateway.address());
        user.expect(ROOT + "switch_state", "OFF");
        user.expect(ROOT + "active_schedule", "#1: Weekdays");
        List<String> rejected =
                List.of(
                        "work_mode",
                        "boost",
                        "advance_mode",
                        "advance",
                        "active_schedule",
                        "power",
                        "raw_command",
                        "no_such_thing");
        List<byte[]> payloads =
                List.of(
                        new byte[0],
                        random(64),
                        new byte[] {(byte) 0xc3, 0x28, (byte) 0xff},
                        "Always\0on".getBytes(UTF_8),
                        "null".getBytes(UTF_8),
                        "{\"a\":".repeat(10_000).getBytes(UTF_8));
        int given = 0;
        for (byte[] payload : payloads) {
            List<Broker.Publishing> all = new ArrayList<>();
            for (String name : rejected) {
                all.add(broker.publishing(ROOT + name + "/set", payload, "-q", "1"));
                given++;
            }
            for (Broker.Publishing each : all) {
                each.waitForSuccess();
            }
        }
        int expected = given;
        await().until(() -> user.on(ROOT + "command").size() >= expected);
        assertThat(user.on(ROOT + "command"))
                .hasSize(expected)
                .allSatisfy(result ->
                        assertThat(result.payload())
                                .contains("\"result\":\"rejected\"", "\"reason\":\"")
                                .hasSizeLessThan(2000));

        broker.publish("timeguard/12345678/work_mode/set", "Always on");
        assertThat(user.expect("timeguard/12345678/command", _ -> true).payload())
                .contains("\"rejected\"", "12345678");
        for (String topic :
                List.of(
                        "timeguard",
                        "timeguard/zzz/work_mode/set",
                        "timeguard/bridge/request/no_such_thing",
                        "timeguard/bridge/request/devices/remove",
                        "timeguard/" + ID + "/get",
                        "timeguard/" + ID + "/a/b/set",
                        "timeguard/ünïcode/set",
                        "timeguard/" + "x".repeat(20_000) + "/work_mode/set")) {
            broker.publish(topic, random(300));
            broker.publish(topic, new byte[0]);
        }
        // So large that the gateway has told the broker to keep it to itself.
        broker.publish(ROOT + "work_mode/set", random(1 << 20));
        broker.publish(ROOT + "work_mode/set", "Always off");
        user.expect(
                ROOT + "command",
                result -> result.contains("\"confirmed\"") && result.contains("work_mode"));
        assertThat(device.writes()).hasSize(1);
        assertThat(user.payloads(ROOT + "switch_state")).containsOnly("OFF");
        gateway.terminate();
        assertNoTrace(gateway.err());
    }

    @Test
    void the_embedded_broker_bears_whatever_is_sent_to_it() throws Exception {
        int port = Broker.freePort();
        GatewayProcess gateway =
                GatewayProcess.start(
                        directory.resolve("data"),
                        0,
                        Map.of(),
                        List.of("--mode=local", "--mqtt-embedded=" + port));
        open.add(gateway);
        gateway.expect("is connected (MQTT 3.1.1)");
        WiredSwitch device = device(gateway.address());
        Broker broker = Broker.embedded(directory, port);
        open.add(broker);
        Subscriber user = broker.subscribe();
        user.expect(ROOT + "switch_state", "OFF");

        broker.publish(ROOT + "work_mode/set", random(70_000));
        user.expect(ROOT + "command", result -> result.contains("\"rejected\""));
        for (byte[] bytes : List.of(random(5), random(500), random(1 << 16), tooLong())) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.setSoTimeout(Patience.MILLIS);
                var _ = socket.getInputStream().readAllBytes();
            } catch (SocketException _) {
                // that is one way of refusing
            }
        }
        broker.publishing(ROOT + "work_mode/set", random(2 << 20), "-q", "0").process().waitFor();

        broker.publish(ROOT + "work_mode/set", "Always on");
        user.expect(ROOT + "switch_state", "ON");
        assertThat(device.writes()).hasSize(1);
        gateway.terminate();
        user.expect("timeguard/lwt", "offline");
        assertNoTrace(gateway.err());
    }

    /** The begin of a connection, and then a message that is longer than allowed. */
    private static byte[] tooLong() {
        byte[] start =
                HexFormat.of()
                        // CONNECT with client id "x"; PUBLISH of 256 MB to "t"
                        .parseHex("100d00044d5154540402003c000178" + "30ffffff7f000174");
        return Arrays.copyOf(start, 1 << 16);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_wrong_password_is_one_line_and_devices_are_answered_all_the_same() throws Exception {
        Broker broker = Broker.start(directory, "bridge", SECRET);
        open.add(broker);
        Map<String, String> environment =
                Map.of(
                        "TIMEGUARD_MQTT_PASSWORD",
                        "wrong-" + SECRET,
                        "TIMEGUARD_MQTT_USERNAME",
                        "bridge");
        GatewayProcess gateway = gateway(broker, 0, environment);
        gateway.expect("not accept");
        WiredSwitch device = device(gateway.address());
        await().until(() -> device.state().clock().isPresent());
        // It has tried several times by then: the first waits are a second and two.
        Path log = directory.resolve("broker.log");
        await().until(() -> Files.readString(log).split("not authorised", -1).length > 3);
        gateway.terminate();
        assertThat(gateway.err()).filteredOn(line -> line.contains("MQTT")).hasSize(1);
        assertThat(String.join("\n", gateway.err())).doesNotContain(SECRET);
        assertNoTrace(gateway.err());
    }

    @Test
    void a_secret_is_nowhere_to_be_seen() throws Exception {
        Broker broker = Broker.start(directory, "bridge", SECRET);
        open.add(broker);
        Map<String, String> environment =
                Map.of("TIMEGUARD_MQTT_PASSWORD", SECRET, "TIMEGUARD_MQTT_USERNAME", "bridge");
        Subscriber user = broker.subscribe();
        GatewayProcess gateway = gateway(broker, 0, environment, "--debug");
        device(gateway.address());
        user.expect(ROOT + "switch_state", "OFF");
        String info = user.expect("timeguard/bridge/info", _ -> true).payload();
        assertThat(info).contains("\"mqtt-username\":\"bridge\"").doesNotContain(SECRET);
        assertThat(Files.readString(Path.of("/proc", Long.toString(gateway.pid()), "cmdline")))
                .contains("--mode=local")
                .doesNotContain(SECRET);

        List<String> config = new ArrayList<>(List.of("config"));
        ProcessBuilder builder =
                new ProcessBuilder(GatewayProcess.command(config)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process shown = builder.start();
        String text = new String(shown.getInputStream().readAllBytes(), UTF_8);
        assertThat(shown.waitFor()).isZero();
        assertThat(text).contains("mqtt-password", "hidden").doesNotContain(SECRET);

        gateway.terminate();
        assertThat(String.join("\n", gateway.err())).doesNotContain(SECRET);
        assertThat(user.all()).noneMatch(message -> message.payload().contains(SECRET));
        try (var files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }
}
