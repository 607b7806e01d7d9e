package io.github.timeguardmqtt.mqtt.homeassistant;

import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Json;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.mqtt.StateEvents;
import io.github.timeguardmqtt.mqtt.StateTopics;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Schedule;
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

    private static final List<String> HOLIDAY_EDGES = List.of("start", "end");

    private static final Pattern NOT_OF_AN_ENTITY_ID = Pattern.compile("[^a-z0-9]+");
    private static final Pattern EDGES = Pattern.compile("^_|_$");

    /** A timestamp that does not come is no state to Home Assistant. */
    private static final String NOTHING_FOR_NONE =
            "{{ None if value == '" + StateTopics.NONE + "' else value }}";

    /** A select takes nothing that is not one of its options. */
    private static final String NOTHING_FOR_UNKNOWN =
            "{{ None if value == '" + Vocabulary.UNKNOWN + "' else value }}";

    private static final String HOLIDAY_IS_ON = "{{ 'ON' if value_json.active else 'OFF' }}";

    /** A text entity whose state breaks its pattern has no state. So no time is an empty text. */
    private static final String HOLIDAY_TIME =
            "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$";

    private static final int HOLIDAY_TIME_MAX = "2026-12-20T10:00:00".length();

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
                && hasEnergy(one) == hasEnergy(other);
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
        putCommon(entities, config);
        config.put("qos", 1);
        config.put("components", entities.components);
        return Json.line(config);
    }

    /**
     * The messages of entities that must not stand in the device's: a Home Assistant that does not
     * know their platform would refuse the device as a whole. It passes over a message of their
     * own.
     *
     * @return one line of JSON each, by what stands behind the prefix
     */
    SequencedMap<String, String> configsBeside(DeviceState state) {
        Entities entities = new Entities(state);
        SequencedMap<String, String> configs = new LinkedHashMap<>();
        for (String edge : HOLIDAY_EDGES) {
            SequencedMap<String, Object> config = new LinkedHashMap<>();
            putCommon(entities, config);
            config.putAll(entities.holidayDatetime(edge));
            configs.put(datetimeTopic(state.id(), edge), Json.line(config));
        }
        return configs;
    }

    /** What every message begins with. */
    private void putCommon(Entities entities, SequencedMap<String, Object> config) {
        config.put("device", device(entities.state));
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

    /** Also before the first count is known: the entity must not go and come again. */
    private static boolean hasEnergy(DeviceState state) {
        return state.rules().loadWatts().isPresent() || state.energyJoules().isPresent();
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
            workMode.put("options", Vocabulary.WORK_MODES);
            workMode.put("value_template", NOTHING_FOR_UNKNOWN);
            commanded(workMode, CommandText.WORK_MODE);

            SequencedMap<String, Object> boost = add("select", StateTopics.BOOST, "Boost");
            boost.put("icon", "mdi:timer-plus-outline");
            boost.put("options", Vocabulary.BOOSTS);
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

            addTime(StateTopics.NEXT_CHANGE, "Next change");
            addTime(StateTopics.NEXT_ON, "Next on");
            addTime(StateTopics.NEXT_OFF, "Next off");
            addTime(StateTopics.BOOST_ENDS, "Boost ends");

            add("sensor", StateTopics.BOOST_DURATION_LEFT, "Boost time left")
                    .put("icon", "mdi:timer-sand");

            if (hasEnergy(state)) {
                SequencedMap<String, Object> energy = add("sensor", StateTopics.ENERGY, "Energy");
                energy.put("device_class", "energy");
                energy.put("state_class", "total_increasing");
                energy.put("unit_of_measurement", "kWh");
            }

            addHoliday();
            for (int id = 0; id < Schedule.COUNT; id++) {
                addSchedule(id);
            }

            SequencedMap<String, Object> event = add("event", StateTopics.EVENT, "Event");
            event.put("icon", "mdi:bell-outline");
            event.put("event_types", StateEvents.TYPES);

            SequencedMap<String, Object> clock =
                    add("binary_sensor", StateTopics.CLOCK_PROBLEM, "Clock problem");
            clock.put("device_class", "problem");
            diagnostic(clock);

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

        private void addTime(String key, String name) {
            SequencedMap<String, Object> time = add("sensor", key, name);
            time.put("device_class", "timestamp");
            time.put("value_template", NOTHING_FOR_NONE);
        }

        private void addHoliday() {
            SequencedMap<String, Object> holiday = add("switch", StateTopics.HOLIDAY, "Holiday");
            holiday.put("icon", "mdi:beach");
            holiday.put("value_template", HOLIDAY_IS_ON);
            commanded(holiday, CommandText.HOLIDAY);
            for (String edge : HOLIDAY_EDGES) {
                SequencedMap<String, Object> time =
                        add(
                                "text",
                                "holiday_" + edge,
                                StateTopics.HOLIDAY,
                                "Holiday " + edge + " as text");
                time.put("icon", "mdi:calendar-edit");
                time.put("value_template", "{{ value_json." + edge + " or '' }}");
                time.put("command_template", "{\"" + edge + "\": \"{{ value }}\"}");
                time.put("pattern", HOLIDAY_TIME);
                time.put("max", HOLIDAY_TIME_MAX);
                time.put("entity_category", "config");
                commanded(time, CommandText.HOLIDAY);
            }
        }

        private void addSchedule(int id) {
            String topic = StateTopics.schedule(id);
            SequencedMap<String, Object> schedule =
                    add("text", topic.replace('/', '_'), topic, "Schedule " + (id + 1));
            schedule.put("icon", "mdi:calendar-text");
            schedule.put("value_template", "{{ value_json.text }}");
            schedule.put("max", ScheduleLine.MAX);
            schedule.put("entity_category", "config");
            commanded(schedule, topic);
        }

        /**
         * One of the holiday's times. Home Assistant hands its value over in UTC, and can turn that
         * into no other zone than its own.
         */
        SequencedMap<String, Object> holidayDatetime(String edge) {
            SequencedMap<String, Object> time =
                    entity(
                            "datetime",
                            "holiday_" + edge + "_datetime",
                            StateTopics.HOLIDAY,
                            "Holiday " + edge);
            time.put("default_entity_id", "datetime." + entityIdStart + "_holiday_" + edge);
            time.put("icon", "mdi:calendar-edit");
            time.put("value_template", "{{ value_json." + edge + " }}");
            time.put("timezone", state.rules().zone().getId());
            time.put(
                    "command_template",
                    "{\""
                            + edge
                            + "\": \"{{ (value | as_datetime | as_local).strftime('%Y-%m-%dT%H:%M')"
                            + " }}\"}");
            time.put("entity_category", "config");
            time.put("qos", 1);
            commanded(time, CommandText.HOLIDAY);
            time.remove("platform"); // the topic says it
            return time;
        }

        /**
         * @param key the topic of its state, too
         * @param name nothing for the main entity, which has the device's
         */
        private SequencedMap<String, Object> add(
                String platform, String key, @Nullable String name) {
            return add(platform, key, key, name);
        }

        private SequencedMap<String, Object> add(
                String platform, String key, String topic, @Nullable String name) {
            SequencedMap<String, Object> component = entity(platform, key, topic, name);
            components.put(key, component);
            return component;
        }

        private SequencedMap<String, Object> entity(
                String platform, String key, String topic, @Nullable String name) {
            SequencedMap<String, Object> component = new LinkedHashMap<>();
            component.put("platform", platform);
            component.put("unique_id", "timeguard_" + state.id() + "_" + key);
            component.put("default_entity_id", platform + "." + entityIdStart + "_" + key);
            component.put("name", name);
            component.put("state_topic", topic(topic));
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

    /** Where {@link #configsBeside} go, retained. */
    static List<String> topicsBeside(String prefix, DeviceId id) {
        return HOLIDAY_EDGES.stream().map(edge -> prefix + "/" + datetimeTopic(id, edge)).toList();
    }

    private static String datetimeTopic(DeviceId id, String edge) {
        return "datetime/timeguard_%s_holiday_%s/config".formatted(id, edge);
    }

    /** Where the earlier bridge announced the same device: nine retained messages. */
    static List<String> earlierTopics(String prefix, DeviceId id) {
        return EARLIER.stream().map(entity -> prefix + "/" + entity.formatted(id)).toList();
    }
}
