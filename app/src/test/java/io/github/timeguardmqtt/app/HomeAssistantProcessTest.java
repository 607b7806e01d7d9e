package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Home Assistant would see on a broker that the earlier bridge has used before. */
class HomeAssistantProcessTest {

    private static final String MIGRATE = "{\"migrate_discovery\":true}";

    /** The earlier bridge's topics for the device 0badcafe. Source: docs/reference/entities.md. */
    private static final List<String> EARLIER =
            Stream.of(
                            "sensor/timeguard_0badcafe_uptime",
                            "sensor/timeguard_0badcafe_boost_duration_left",
                            "binary_sensor/timeguard_0badcafe_switch_state",
                            "binary_sensor/timeguard_0badcafe_load_detected",
                            "binary_sensor/timeguard_0badcafe_load_was_detected_previously",
                            "switch/timeguard_0badcafe_advance_mode",
                            "select/timeguard_0badcafe_boost",
                            "select/timeguard_0badcafe_work_mode",
                            "select/timeguard_0badcafe_active_schedule")
                    .map(name -> "homeassistant/" + name + "/config")
                    .toList();

    private static final String CONFIG = "homeassistant/device/0badcafe/config";

    /** A device that nobody has: the gateway must leave it alone. */
    private static final String FOREIGN = "homeassistant/sensor/timeguard_deadbeef_uptime/config";

    @TempDir private Path directory;

    @Test
    void entities_of_the_earlier_bridge_are_taken_over_once() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        List<WiredSwitch> switches = new ArrayList<>();
        try (Broker broker = Broker.start(directory)) {
            for (String topic : EARLIER) {
                broker.publishRetained(topic, "{\"unique_id\":\"%s\"}".formatted(id(topic)));
            }
            broker.publishRetained(FOREIGN, "{}");
            Subscriber user = broker.subscribe();
            int start = user.count();
            List<String> options =
                    List.of(
                            "--mode=local",
                            "--mqtt-host=127.0.0.1",
                            "--mqtt-port=" + broker.port(),
                            "--homeassistant-discovery");
            GatewayProcess first = GatewayProcess.start(data, 0, Map.of(), options);
            try (first) {
                for (String id : List.of("0badcafe", "00000001", "00000002")) {
                    switches.add(new WiredSwitch(DeviceId.parse(id), first.address()));
                }
                user.expectFrom(start, EARLIER.getLast(), String::isEmpty);
                user.expect("homeassistant/device/00000001/config", _ -> true);
                user.expect("homeassistant/device/00000002/config", _ -> true);
                await().until(() ->
                        discovery(user, start).stream()
                                        .filter(heard -> heard.payload().isEmpty())
                                        .count()
                                == EARLIER.size());
                checkMigration(user, start);

                int birth = user.count();
                broker.publish("homeassistant/status", "online");
                for (WiredSwitch each : switches) {
                    user.expectFrom(
                            birth, "homeassistant/device/" + each.id() + "/config", _ -> true);
                    user.expectFrom(birth, "timeguard/" + each.id() + "/switch_state", _ -> true);
                }
                first.terminate();
                assertThat(first.err()).noneMatch(line -> line.contains("Exception"));
            }
            int again = user.count();
            int port = first.address().getPort();
            try (GatewayProcess second = GatewayProcess.start(data, port, Map.of(), options)) {
                user.expectFrom(again, "timeguard/0badcafe/lwt", "online"::equals);
                broker.publish(
                        "timeguard/bridge/request/devices/rename",
                        "{\"id\":\"00000001\",\"to\":\"Boiler\"}");
                user.expectFrom(
                        again,
                        "homeassistant/device/00000001/config",
                        config -> config.contains("Boiler"));
                // By the time that one has changed, the others have been looked at as well.
                assertThat(discovery(user, again))
                        .extracting(Subscriber.Heard::topic)
                        .allMatch(topic -> topic.contains("00000001"));
                second.terminate();
            }
            Subscriber late = broker.subscribe();
            assertThat(late.expect(FOREIGN, "{}").retained()).isTrue();
            assertThat(late.expect(CONFIG, _ -> true).retained()).isTrue();
            late.expect("timeguard/lwt", "offline");
            assertThat(late.all())
                    .extracting(Subscriber.Heard::topic)
                    .doesNotContainAnyElementsOf(EARLIER);
        } finally {
            switches.forEach(WiredSwitch::close);
        }
    }

    private static void checkMigration(Subscriber user, int start) {
        List<Subscriber.Heard> discovery = discovery(user, start);
        List<Subscriber.Heard> ofDevice =
                discovery.stream()
                        .filter(heard ->
                                heard.topic().equals(CONFIG) || EARLIER.contains(heard.topic()))
                        .toList();
        assertThat(ofDevice).hasSize(2 * EARLIER.size() + 1);
        assertThat(ofDevice.subList(0, EARLIER.size()))
                .allSatisfy(heard -> assertThat(heard.payload()).isEqualTo(MIGRATE))
                .extracting(Subscriber.Heard::topic)
                .containsExactlyInAnyOrderElementsOf(EARLIER);
        Subscriber.Heard config = ofDevice.get(EARLIER.size());
        assertThat(config.topic()).isEqualTo(CONFIG);
        assertThat(config.payload()).contains("\"tg:0x0BADCAFE\"");
        EARLIER.forEach(topic -> assertThat(config.payload()).contains("\"" + id(topic) + "\""));
        assertThat(ofDevice.subList(EARLIER.size() + 1, ofDevice.size()))
                .allSatisfy(heard -> assertThat(heard.payload()).isEmpty())
                .extracting(Subscriber.Heard::topic)
                .containsExactlyInAnyOrderElementsOf(EARLIER);
        assertThat(discovery)
                .filteredOn(heard -> heard.topic().startsWith("homeassistant/device/"))
                .extracting(Subscriber.Heard::topic)
                .containsExactlyInAnyOrder(
                        CONFIG,
                        "homeassistant/device/00000001/config",
                        "homeassistant/device/00000002/config");
    }

    private static List<Subscriber.Heard> discovery(Subscriber user, int seen) {
        return user.all().stream()
                .skip(seen)
                .filter(heard ->
                        heard.topic().startsWith("homeassistant/")
                                && heard.topic().endsWith("/config"))
                .toList();
    }

    /** The unique id that stands in a topic. */
    private static String id(String topic) {
        return topic.replaceFirst(".*/(timeguard_[^/]+)/config", "$1");
    }
}
