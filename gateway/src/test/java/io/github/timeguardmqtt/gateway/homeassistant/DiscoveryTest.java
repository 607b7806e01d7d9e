package io.github.timeguardmqtt.gateway.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.gateway.States;
import io.github.timeguardmqtt.gateway.command.CommandText;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.gateway.mqtt.Json;
import io.github.timeguardmqtt.gateway.mqtt.StateTopics;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Text;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiscoveryTest {

    private static final Discovery DISCOVERY = new Discovery("timeguard", "1.2");
    private static final String TOPICS = "timeguard/0badcafe/";

    private static Map<String, Object> config(DeviceState state) {
        return read(DISCOVERY.config(state, Map.of()));
    }

    private static Map<String, Object> read(String config) {
        return Json.object(Bytes.copyOf(UTF_8.encode(config)), 10_000);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Map<String, Object> object, String key) {
        return (Map<String, Object>) object.getOrDefault(key, Map.of());
    }

    /** What a device that told everything has topics for. */
    private static boolean isPublished(String topic) {
        Set<String> topics = new HashSet<>(Set.of("timeguard/lwt"));
        StateTopics.values(States.full(), Instant.EPOCH)
                .keySet()
                .forEach(suffix -> topics.add(TOPICS + suffix));
        return topics.contains(topic);
    }

    private static boolean isAccepted(String topic, String payload) {
        return topic.startsWith(TOPICS)
                && topic.endsWith("/set")
                && CommandText.parse(
                                States.ID,
                                topic.substring(TOPICS.length(), topic.length() - "/set".length()),
                                Bytes.copyOf(UTF_8.encode(payload)),
                                false,
                                false)
                        instanceof CommandText.Ok;
    }

    static Stream<Arguments> states() {
        return Stream.of(
                argumentSet("told nothing", States.unknown()),
                argumentSet("told everything", States.full()),
                argumentSet("named by the user", States.withName(States.full(), "Immersion")),
                argumentSet("a strange name", States.withName(States.full(), "\"Ü\n_💧_~")),
                argumentSet("nothing of a name", States.withName(States.full(), " \n")),
                argumentSet("a name of other letters", States.withName(States.full(), "Бойлер")),
                argumentSet(
                        "strange schedules",
                        States.withScheduleName(
                                States.withScheduleName(
                                        States.full(), 0, new Text(Bytes.of(0xff, '\n', '"'))),
                                3,
                                Text.name("Weekdays"))),
                argumentSet(
                        "a strange version",
                        States.withCodeVersion(States.full(), new Text(Bytes.of(0xff)))));
    }

    @ParameterizedTest
    @MethodSource("states")
    void home_assistant_takes_it(DeviceState state) {
        assertThat(
                        DiscoveryRules.broken(
                                config(state),
                                DiscoveryTest::isPublished,
                                DiscoveryTest::isAccepted))
                .isEmpty();
        assertThat(DISCOVERY.config(state, Map.of())).doesNotContain("\n").hasSizeLessThan(5000);
    }

    @Test
    void every_state_that_a_select_can_have_is_an_option_or_nothing() {
        Map<String, Object> components = in(config(States.full()), "components");
        String active = StateTopics.values(States.full(), Instant.EPOCH).get("active_schedule");
        assertThat(in(components, "active_schedule").get("options"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(active);
        assertThat(in(components, "work_mode"))
                .containsEntry("value_template", "{{ None if value == 'Unknown' else value }}");
        assertThat(in(components, "boost"))
                .containsEntry("value_template", "{{ None if value == 'Unknown' else value }}");
    }

    @ParameterizedTest
    @CsvSource({
        "sensor, uptime",
        "sensor, boost_duration_left",
        "binary_sensor, switch_state",
        "binary_sensor, load_detected",
        "binary_sensor, load_was_detected_previously",
        "switch, advance_mode",
        "select, boost",
        "select, work_mode",
        "select, active_schedule",
    })
    void the_entities_of_the_earlier_bridge_stay_what_they_were(String platform, String sensor) {
        Map<String, Object> component = in(in(config(States.full()), "components"), sensor);
        assertThat(component)
                .containsEntry("platform", platform)
                .containsEntry("unique_id", "timeguard_0badcafe_" + sensor)
                .containsEntry("state_topic", TOPICS + sensor);
        assertThat(Discovery.earlierTopics("homeassistant", States.ID))
                .hasSize(9)
                .contains(
                        "homeassistant/%s/timeguard_0badcafe_%s/config"
                                .formatted(platform, sensor));
    }

    @Test
    void the_device_stays_what_it_was() {
        assertThat(in(config(States.full()), "device"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "identifiers", List.of("tg:0x0BADCAFE"),
                                "name", "Timeguard 0badcafe",
                                "manufacturer", "Timeguard",
                                "model", "FSTWiFi",
                                "sw_version", "17051001"));
        assertThat(in(config(States.unknown()), "device"))
                .containsOnlyKeys("identifiers", "name", "manufacturer");
        assertThat(Discovery.topic("homeassistant", States.ID))
                .isEqualTo("homeassistant/device/0badcafe/config");
    }

    @Test
    void the_plain_switch_is_the_main_entity() {
        Map<String, Object> power =
                in(in(config(States.withName(States.full(), "Häuschen 2")), "components"), "power");
        assertThat(power)
                .containsEntry("platform", "switch")
                .containsEntry("unique_id", "timeguard_0badcafe_power")
                .containsEntry("default_entity_id", "switch.hauschen_2")
                .containsEntry("name", null)
                .containsEntry("command_topic", TOPICS + "power/set");
    }

    @Test
    void a_device_that_is_away_is_shown_as_away() {
        Map<String, Object> config = config(States.full());
        assertThat(config)
                .containsEntry(
                        "availability",
                        List.of(Map.of("topic", "timeguard/lwt"), Map.of("topic", TOPICS + "lwt")))
                .containsEntry("availability_mode", "all");
        assertThat(in(in(config, "components"), "online"))
                .containsEntry("availability", List.of(Map.of("topic", "timeguard/lwt")));
    }

    @Test
    void dropped_entities_stand_in_it_with_their_platform_alone() {
        Map<String, String> dropped = new LinkedHashMap<>();
        dropped.put("old", "button");
        dropped.put("power", "button");
        Map<String, Object> components =
                in(read(DISCOVERY.config(States.full(), dropped)), "components");
        assertThat(components).containsEntry("old", Map.of("platform", "button"));
        assertThat(in(components, "power")).containsEntry("platform", "switch");
        assertThat(in(config(States.full()), "components")).doesNotContainKey("old");
    }
}
