package io.github.timeguardmqtt.mqtt.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.StateField;
import io.github.timeguardmqtt.api.StateJson;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.mqtt.StateEvents;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Text;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {

    /** What there is to see of a device that told everything. */
    private static final LiveView FULL = LiveView.of(States.full(), Instant.EPOCH);

    private static final Discovery DISCOVERY = new Discovery("timeguard", "1.2");
    private static final String TOPICS = "timeguard/0badcafe/";

    private static Map<String, Object> config(DeviceState state) {
        return read(DISCOVERY.config(state, Map.of()));
    }

    private static Map<String, Object> read(String config) {
        return PlainJson.object(config);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Map<String, Object> object, String key) {
        return (Map<String, Object>) object.getOrDefault(key, Map.of());
    }

    /** What a device that told everything has topics for. */
    private static boolean isPublished(String topic) {
        Set<String> topics = new HashSet<>(Set.of("timeguard/lwt", TOPICS + "event"));
        StateField.ALL.stream()
                .filter(field -> StateJson.payload(field, FULL).isPresent())
                .forEach(field -> topics.add(TOPICS + field));
        return topics.contains(topic);
    }

    private static boolean isAccepted(String topic, String payload) {
        return topic.startsWith(TOPICS)
                && topic.endsWith("/set")
                && CommandText.parse(
                                States.ID,
                                topic.substring(TOPICS.length(), topic.length() - "/set".length()),
                                Bytes.copyOf(UTF_8.encode(payload)),
                                new CommandRules(false, false))
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
        assertThat(DISCOVERY.config(state, Map.of())).doesNotContain("\n").hasSizeLessThan(10_000);
    }

    @Test
    void every_state_that_a_select_can_have_is_an_option_or_nothing() {
        Map<String, Object> components = in(config(States.full()), "components");
        String active = StateJson.payload(StateField.ACTIVE_SCHEDULE, FULL).orElseThrow();
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

    /** What Home Assistant's templates of ours make of a payload, for a field of JSON. */
    private static String field(String topic, String field) {
        String json =
                StateField.ALL.stream()
                        .filter(candidate -> candidate.name().equals(topic))
                        .flatMap(candidate -> StateJson.payload(candidate, FULL).stream())
                        .findFirst()
                        .orElse("");
        return String.valueOf(read(json).get(field));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void a_schedule_is_a_text_on_one_line_that_is_taken_back(int number) {
        Map<String, Object> schedule =
                in(in(config(States.full()), "components"), "schedules_" + number);
        assertThat(schedule)
                .containsEntry("platform", "text")
                .containsEntry("name", "Schedule " + number)
                .containsEntry("unique_id", "timeguard_0badcafe_schedules_" + number)
                .containsEntry("state_topic", TOPICS + "schedules/" + number)
                .containsEntry("command_topic", TOPICS + "schedules/" + number + "/set")
                .containsEntry("value_template", "{{ value_json.text }}")
                .containsEntry("max", 255L);
        String line = field("schedules/" + number, "text");
        assertThat(line).isEqualTo(number == 2 ? "mon-fri 06:30-08:30" : "none");
        assertThat(isAccepted(TOPICS + "schedules/" + number + "/set", line)).isTrue();
    }

    @Test
    void the_holiday_is_a_switch_over_a_field_of_its_json() {
        Map<String, Object> holiday = in(in(config(States.full()), "components"), "holiday");
        assertThat(holiday)
                .containsEntry("platform", "switch")
                .containsEntry("unique_id", "timeguard_0badcafe_holiday")
                .containsEntry("value_template", "{{ 'ON' if value_json.active else 'OFF' }}")
                .containsEntry("command_topic", TOPICS + "holiday/set");
        assertThat(field("holiday", "active")).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource({"start, 2026-12-26T10:00", "end, 2027-01-02T00:00"})
    void the_times_of_a_holiday_are_texts_that_are_taken_back(String edge, String told) {
        Map<String, Object> time = in(in(config(States.full()), "components"), "holiday_" + edge);
        assertThat(time)
                .containsEntry("platform", "text")
                .containsEntry("state_topic", TOPICS + "holiday")
                .containsEntry("value_template", "{{ value_json." + edge + " or '' }}");
        String pattern = String.valueOf(time.get("pattern"));
        // A state that breaks the pattern would be an error in Home Assistant.
        assertThat("").matches(pattern);
        assertThat(told).isEqualTo(field("holiday", edge)).matches(pattern);
        assertThat("2026-12-20T10:00:30").matches(pattern);
        assertThat("x\"").doesNotMatch(pattern);
        String command = String.valueOf(time.get("command_template"));
        assertThat(isAccepted(TOPICS + "holiday/set", command.replace("{{ value }}", told)))
                .isTrue();
    }

    /** The documents beside the device's, as far as the rules know them: as its components. */
    @ParameterizedTest
    @MethodSource("states")
    void home_assistant_takes_what_stands_beside(DeviceState state) {
        Map<String, Object> together = new LinkedHashMap<>(config(state));
        Map<String, Object> components = new LinkedHashMap<>(in(together, "components"));
        DISCOVERY
                .configsBeside(state)
                .forEach((topic, config) -> {
                    assertThat(config).doesNotContain("\n").hasSizeLessThan(1500);
                    Map<String, Object> read = new LinkedHashMap<>(read(config));
                    // One and the same device, which is there when its gateway is.
                    for (String shared :
                            List.of("device", "origin", "availability", "availability_mode")) {
                        assertThat(read.remove(shared)).isEqualTo(together.get(shared));
                    }
                    read.put("platform", topic.substring(0, topic.indexOf('/')));
                    components.put(topic.split("/")[1], read);
                });
        assertThat(components).hasSize(in(together, "components").size() + 2);
        together.put("components", components);
        assertThat(
                        DiscoveryRules.broken(
                                together, DiscoveryTest::isPublished, DiscoveryTest::isAccepted))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "end"})
    void the_times_of_a_holiday_are_datetimes_in_the_devices_zone(String edge) {
        Map<String, Object> time =
                read(
                        DISCOVERY
                                .configsBeside(States.full())
                                .getOrDefault(
                                        "datetime/timeguard_0badcafe_holiday_" + edge + "/config",
                                        ""));
        assertThat(time)
                .containsEntry("unique_id", "timeguard_0badcafe_holiday_" + edge + "_datetime")
                .containsEntry("name", "Holiday " + edge)
                .containsEntry("timezone", "Europe/London")
                .containsEntry("value_template", "{{ value_json." + edge + " }}")
                .containsEntry(
                        "command_template",
                        "{\""
                                + edge
                                + "\": \"{{ (value | as_datetime | as_local).strftime('%Y-%m-%dT%H:%M') }}\"}");
        assertThat(isAccepted(TOPICS + "holiday/set", "{\"" + edge + "\":\"2026-12-20T10:00\"}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"next_on", "next_off", "next_change", "boost_ends"})
    void a_time_that_does_not_come_is_no_state(String key) {
        assertThat(in(in(config(States.full()), "components"), key))
                .containsEntry("device_class", "timestamp")
                .containsEntry("value_template", "{{ None if value == 'none' else value }}");
    }

    @Test
    void energy_is_announced_where_it_is_counted_though_no_count_is_known_yet() {
        DeviceState uncounted = States.full().withEnergy(OptionalLong.empty());
        SwitchRules usual = SwitchRules.USUAL;
        SwitchRules loaded =
                new SwitchRules(
                        usual.zone(),
                        usual.holidayOrder(),
                        usual.holidayBase(),
                        usual.boostInAlwaysOff(),
                        OptionalInt.of(3000));
        DeviceState counted = DeviceState.unheard(States.ID, Mode.LOCAL, loaded);
        assertThat(in(config(uncounted), "components")).doesNotContainKey("energy");
        assertThat(in(in(config(counted), "components"), "energy"))
                .isEqualTo(in(in(config(States.full()), "components"), "energy"))
                .isNotEmpty()
                .containsEntry("device_class", "energy")
                .containsEntry("state_class", "total_increasing")
                .containsEntry("unit_of_measurement", "kWh");
        assertThat(Discovery.areAlike(uncounted, States.full())).isFalse();
        assertThat(Discovery.areAlike(counted, counted.withEnergy(OptionalLong.of(1)))).isTrue();
    }

    @Test
    void every_type_of_event_is_announced() {
        assertThat(in(in(config(States.full()), "components"), "event"))
                .containsEntry("platform", "event")
                .containsEntry("event_types", StateEvents.TYPES);
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
