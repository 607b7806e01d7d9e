package io.github.timeguardmqtt.gateway.homeassistant;

import io.github.timeguardmqtt.gateway.command.CommandText;
import io.github.timeguardmqtt.gateway.command.PlainText;
import io.github.timeguardmqtt.gateway.command.Words;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.gateway.mqtt.Json;
import io.github.timeguardmqtt.gateway.mqtt.StateTopics;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Devices as Home Assistant discovers them: one message for each, with all its entities. Source:
 * docs/homeassistant.md.
 *
 * <p>A unique id, an entity's platform and the device's identifier never change: its history and
 * the user's automations hang on them.
 */
public final class Discovery {

    /** The topics behind the prefix, with a place for the device's id. */
    private static final List<String> EARLIER =
            List.of(
                    "sensor/timeguard_%s_uptime/config",
                    "sensor/timeguard_%s_boost_duration_left/config",
                    "binary_sensor/timeguard_%s_switch_state/config",
                    "binary_sensor/timeguard_%s_load_detected/config",
                    "binary_sensor/timeguard_%s_load_was_detected_previously/config",
                    "switch/timeguard_%s_advance_mode/config",
                    "select/timeguard_%s_boost/config",
                    "select/timeguard_%s_work_mode/config",
                    "select/timeguard_%s_active_schedule/config");

    private static final Pattern NOT_OF_AN_ENTITY_ID = Pattern.compile("[^a-z0-9]+");
    private static final Pattern EDGES = Pattern.compile("^_|_$");

    /** A timestamp that does not come is no state to Home Assistant. */
    private static final String NOTHING_FOR_NONE =
            "{{ None if value == '" + StateTopics.NONE + "' else value }}";

    /** A select takes nothing that is not one of its options. */
    private static final String NOTHING_FOR_UNKNOWN =
            "{{ None if value == '" + Words.UNKNOWN + "' else value }}";

    private final String root;
    private final String version;

    /**
     * @param root what all topics of the gateway start with
     * @param version of the gateway
     */
    public Discovery(String root, String version) {
        this.root = root;
        this.version = version;
    }

    /** Whether both give the same message. */
    static boolean areAlike(DeviceState one, DeviceState other) {
        return one.name().equals(other.name())
                && one.codeVersion().equals(other.codeVersion())
                && one.programme().names().equals(other.programme().names());
    }

    /**
     * The message.
     *
     * @param dropped platforms by key of entities that Home Assistant is to remove; they must stand
     *     in one message before the one without them
     * @return one line of JSON
     */
    public String config(DeviceState state, Map<String, String> dropped) {
        Entities entities = new Entities(state);
        dropped.forEach((key, platform) ->
                entities.components.putIfAbsent(
                        key, new LinkedHashMap<>(Map.of("platform", platform))));
        SequencedMap<String, Object> config = new LinkedHashMap<>();
        config.put("device", device(state));
        SequencedMap<String, Object> origin = new LinkedHashMap<>();
        origin.put("name", "timeguard-mqtt");
        origin.put("sw_version", version);
        origin.put("support_url", "https://github.com/timeguardmqtt/timeguard-mqtt");
        config.put("origin", origin);
        config.put(
                "availability",
                List.of(
                        Map.of("topic", root + "/" + StateTopics.LWT),
                        Map.of("topic", entities.topic(StateTopics.LWT))));
        config.put("availability_mode", "all");
        config.put("qos", 1);
        config.put("components", entities.components);
        return Json.line(config);
    }

    /** The keys of the entities that the device has. */
    Set<String> keys(DeviceState state) {
        return new Entities(state).components.keySet();
    }

    private static SequencedMap<String, Object> device(DeviceState state) {
        Optional<CodeVersion> known = state.codeVersion().flatMap(CodeVersion::told);
        SequencedMap<String, Object> device = new LinkedHashMap<>();
        device.put(
                "identifiers", List.of("tg:0x" + state.id().toString().toUpperCase(Locale.ROOT)));
        device.put("name", name(state));
        device.put("manufacturer", "Timeguard");
        known.flatMap(CodeVersion::product)
                .ifPresent(product -> device.put("model", product.label()));
        known.map(CodeVersion::firmware)
                .or(() -> state.codeVersion().map(StateTopics::codeVersion))
                .filter(firmware -> !firmware.isEmpty())
                .ifPresent(firmware -> device.put("sw_version", firmware));
        return device;
    }

    private static String name(DeviceState state) {
        return state.name()
                .map(PlainText::of)
                .filter(name -> !name.isEmpty())
                .orElse("Timeguard " + state.id());
    }

    /** The entities of one device, by the names of their topics. */
    private final class Entities {

        private final DeviceState state;
        private final String entityIdStart;
        private final SequencedMap<String, SequencedMap<String, Object>> components =
                new LinkedHashMap<>();

        Entities(DeviceState state) {
            this.state = state;
            this.entityIdStart = entityIdPart(name(state), state.id());
            addAll();
        }

        private void addAll() {
            SequencedMap<String, Object> power = add("switch", StateTopics.POWER, null);
            power.put("default_entity_id", "switch." + entityIdStart);
            power.put("device_class", "switch");
            commanded(power, CommandText.POWER);

            SequencedMap<String, Object> workMode =
                    add("select", StateTopics.WORK_MODE, "Work mode");
            workMode.put("icon", "mdi:tune");
            workMode.put("options", Words.WORK_MODES);
            workMode.put("value_template", NOTHING_FOR_UNKNOWN);
            commanded(workMode, CommandText.WORK_MODE);

            SequencedMap<String, Object> boost = add("select", StateTopics.BOOST, "Boost");
            boost.put("icon", "mdi:timer-plus-outline");
            boost.put("options", Words.BOOSTS);
            boost.put("value_template", NOTHING_FOR_UNKNOWN);
            commanded(boost, CommandText.BOOST);

            SequencedMap<String, Object> advance =
                    add("switch", StateTopics.ADVANCE_MODE, "Advance");
            advance.put("icon", "mdi:skip-next");
            commanded(advance, CommandText.ADVANCE_MODE);

            SequencedMap<String, Object> schedule =
                    add("select", StateTopics.ACTIVE_SCHEDULE, "Active schedule");
            schedule.put("icon", "mdi:calendar-clock");
            schedule.put("options", StateTopics.scheduleOptions(state));
            commanded(schedule, CommandText.ACTIVE_SCHEDULE);

            add("binary_sensor", StateTopics.SWITCH_STATE, "Relay").put("device_class", "power");
            add("binary_sensor", StateTopics.LOAD_DETECTED, "Load").put("device_class", "running");

            SequencedMap<String, Object> loadBefore =
                    add(
                            "binary_sensor",
                            StateTopics.LOAD_WAS_DETECTED_PREVIOUSLY,
                            "Load detected before");
            loadBefore.put("icon", "mdi:history");
            diagnostic(loadBefore);

            SequencedMap<String, Object> boostEnds =
                    add("sensor", StateTopics.BOOST_ENDS, "Boost ends");
            boostEnds.put("device_class", "timestamp");
            boostEnds.put("value_template", NOTHING_FOR_NONE);

            add("sensor", StateTopics.BOOST_DURATION_LEFT, "Boost time left")
                    .put("icon", "mdi:timer-sand");

            SequencedMap<String, Object> uptime = add("sensor", StateTopics.UPTIME, "Uptime");
            uptime.put("device_class", "duration");
            uptime.put("unit_of_measurement", "s");
            diagnostic(uptime);

            SequencedMap<String, Object> codeVersion =
                    add("sensor", StateTopics.CODE_VERSION, "Code version");
            codeVersion.put("icon", "mdi:chip");
            diagnostic(codeVersion);

            SequencedMap<String, Object> online = add("binary_sensor", "online", "Online");
            online.put("device_class", "connectivity");
            online.put("state_topic", topic(StateTopics.LWT));
            online.put("payload_on", StateTopics.ONLINE);
            online.put("payload_off", StateTopics.OFFLINE);
            // A device that is away would otherwise never be shown as away.
            online.put("availability", List.of(Map.of("topic", root + "/" + StateTopics.LWT)));
            diagnostic(online);
        }

        /**
         * @param key the topic of its state, too
         * @param name nothing for the main entity, which has the device's
         */
        private SequencedMap<String, Object> add(
                String platform, String key, @Nullable String name) {
            SequencedMap<String, Object> component = new LinkedHashMap<>();
            component.put("platform", platform);
            component.put("unique_id", "timeguard_" + state.id() + "_" + key);
            component.put("default_entity_id", platform + "." + entityIdStart + "_" + key);
            component.put("name", name);
            component.put("state_topic", topic(key));
            components.put(key, component);
            return component;
        }

        private void commanded(SequencedMap<String, Object> component, String command) {
            component.put("command_topic", topic(command) + "/set");
        }

        private void diagnostic(SequencedMap<String, Object> component) {
            component.put("entity_category", "diagnostic");
        }

        String topic(String suffix) {
            return root + "/" + state.id() + "/" + suffix;
        }
    }

    /** The letters and digits of the name, where it has any that can stand in an entity's id. */
    private static String entityIdPart(String name, DeviceId id) {
        String plain =
                Normalizer.normalize(name, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT);
        String part =
                EDGES.matcher(NOT_OF_AN_ENTITY_ID.matcher(plain).replaceAll("_")).replaceAll("");
        return part.isEmpty() ? "timeguard_" + id : part;
    }

    /** Where the message goes, retained. */
    static String topic(String prefix, DeviceId id) {
        return prefix + "/device/" + id + "/config";
    }

    /** Where the earlier bridge announced the same device: nine retained messages. */
    static List<String> earlierTopics(String prefix, DeviceId id) {
        return EARLIER.stream().map(entity -> prefix + "/" + entity.formatted(id)).toList();
    }
}
