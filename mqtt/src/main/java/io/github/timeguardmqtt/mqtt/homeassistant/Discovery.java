package io.github.timeguardmqtt.mqtt.homeassistant;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.StateField;
import io.github.timeguardmqtt.api.json.JsonValue;
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
import java.util.stream.Collectors;

/**
 * Devices as Home Assistant discovers them: one message for each, with all its entities. Source:
 * docs/reference/entities.md.
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
                && one.programme().names().equals(other.programme().names())
                && one.rules().zone().equals(other.rules().zone())
                && Entity.hasEnergy(one) == Entity.hasEnergy(other);
    }

    /**
     * The message.
     *
     * @param dropped platforms by key of entities that Home Assistant is to remove; they must stand
     *     in one message before the one without them
     * @return one line of JSON
     */
    public String config(DeviceState state, Map<String, String> dropped) {
        String entityIdStart = entityIdStart(state);
        JsonValue.ObjectBuilder components = JsonValue.object();
        Set<String> keys = keys(state);
        Entity.ALL.stream()
                .filter(entity -> entity.isOf(state))
                .forEach(entity ->
                        components.put(entity.key(), entity.config(root, state, entityIdStart)));
        dropped.forEach((key, platform) -> {
            if (!keys.contains(key)) {
                components.put(key, JsonValue.object().put("platform", platform).build());
            }
        });
        return common(state).put("qos", 1).put("components", components.build()).build().line();
    }

    /**
     * The messages of the entities that stand beside the device's.
     *
     * @return one line of JSON each, by what stands behind the prefix
     */
    SequencedMap<String, String> configsBeside(DeviceState state) {
        String entityIdStart = entityIdStart(state);
        SequencedMap<String, String> configs = new LinkedHashMap<>();
        for (Entity entity : Entity.BESIDE) {
            JsonValue.ObjectBuilder config = common(state);
            entity.config(root, state, entityIdStart)
                    .members()
                    .forEach((field, value) -> {
                        if (!field.equals(Entity.PLATFORM)) { // the topic says it
                            config.put(field, value);
                        }
                    });
            configs.put(topicBeside(entity, state.id()), config.build().line());
        }
        return configs;
    }

    /** What every message begins with. */
    private JsonValue.ObjectBuilder common(DeviceState state) {
        return JsonValue.object()
                .put("device", device(state))
                .put(
                        "origin",
                        JsonValue.object()
                                .put("name", "timeguard-mqtt")
                                .put("sw_version", version)
                                .put(
                                        "support_url",
                                        "https://github.com/timeguardmqtt/timeguard-mqtt")
                                .build())
                .put(
                        "availability",
                        JsonValue.list(List.of(root, root + "/" + state.id()), Discovery::lives))
                .put("availability_mode", "all");
    }

    /** Where it stands whether the gateway lives, or a device: what the topics begin with. */
    static JsonValue lives(String topics) {
        return JsonValue.object().put("topic", topics + "/" + StateField.LWT.name()).build();
    }

    /** The keys of the entities that the device has. */
    static Set<String> keys(DeviceState state) {
        return Entity.ALL.stream()
                .filter(entity -> entity.isOf(state))
                .map(Entity::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static JsonValue device(DeviceState state) {
        Optional<CodeVersion> known = state.codeVersion().flatMap(CodeVersion::told);
        return JsonValue.object()
                .put(
                        "identifiers",
                        JsonValue.texts(
                                List.of("tg:0x" + state.id().toString().toUpperCase(Locale.ROOT))))
                .put("name", name(state))
                .put("manufacturer", "Timeguard")
                .putText("model", known.flatMap(CodeVersion::product).map(it -> it.label()))
                .putText(
                        "sw_version",
                        known.map(CodeVersion::firmware)
                                .or(() -> state.codeVersion().map(LiveView::codeVersion))
                                .filter(firmware -> !firmware.isEmpty()))
                .build();
    }

    private static String name(DeviceState state) {
        return state.name()
                .map(PlainText::of)
                .filter(name -> !name.isEmpty())
                .orElse("Timeguard " + state.id());
    }

    /** The letters and digits of the name, where it has any that can stand in an entity's id. */
    private static String entityIdStart(DeviceState state) {
        String plain =
                Normalizer.normalize(name(state), Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT);
        String start =
                EDGES.matcher(NOT_OF_AN_ENTITY_ID.matcher(plain).replaceAll("_")).replaceAll("");
        return start.isEmpty() ? "timeguard_" + state.id() : start;
    }

    /** Where the message goes, retained. */
    static String topic(String prefix, DeviceId id) {
        return prefix + "/device/" + id + "/config";
    }

    /** Where {@link #configsBeside} go, retained. */
    static List<String> topicsBeside(String prefix, DeviceId id) {
        return Entity.BESIDE.stream()
                .map(entity -> prefix + "/" + topicBeside(entity, id))
                .toList();
    }

    private static String topicBeside(Entity entity, DeviceId id) {
        return "%s/timeguard_%s%s/config".formatted(entity.platform(), id, entity.entityIdEnd());
    }

    /** Where the earlier bridge announced the same device: nine retained messages. */
    static List<String> earlierTopics(String prefix, DeviceId id) {
        return EARLIER.stream().map(entity -> prefix + "/" + entity.formatted(id)).toList();
    }
}
