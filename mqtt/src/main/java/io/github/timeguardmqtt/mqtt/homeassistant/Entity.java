package io.github.timeguardmqtt.mqtt.homeassistant;

import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.StateField;
import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.mqtt.StateEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Home Assistant shows of a device, an entity a row. Who wants it to show more adds a row to
 * {@link #ALL}. Source: docs/reference/entities.md.
 *
 * <p>The key is part of the unique id. It and the platform never change: an entity's history and
 * the user's automations hang on them.
 */
final class Entity {

    static final String PLATFORM = "platform";

    /** A timestamp that does not come is no state to Home Assistant. */
    private static final String NOTHING_FOR_NONE =
            "{{ None if value == '" + StateField.NONE + "' else value }}";

    /** A select takes nothing that is not one of its options. */
    private static final String NOTHING_FOR_UNKNOWN =
            "{{ None if value == '" + Vocabulary.UNKNOWN + "' else value }}";

    /** A text entity whose state breaks its pattern has no state. So no time is an empty text. */
    private static final String HOLIDAY_TIME =
            "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$";

    private static final int HOLIDAY_TIME_MAX = "2026-12-20T10:00:00".length();

    private static final String START = "start";
    private static final String END = "end";

    /** For what the row before it on the page says already. */
    private static final String AS_ABOVE = "as above";

    private static final String DATETIME_MEANING =
            "since Home Assistant 2026.5; [the zone](#the-times-of-a-holiday)";
    private static final String TEXT_MEANING =
            "the same for every version: `2026-12-20T10:00`, the wall clock's time where the switch is";

    private static final List<Entity> CONTROLS_AND_SENSORS =
            List.of(
                    of("switch", StateField.POWER, null)
                            .meaning(
                                    "shows the relay. On sets always on; off sets always off, or automatic with `--power-off auto`, and [ends a boost](topics.md#commands)")
                            .entityIdEnd("")
                            .with("device_class", "switch")
                            .commanded(CommandText.POWER),
                    select(StateField.WORK_MODE, "Work mode", "mdi:tune", Vocabulary.WORK_MODES)
                            .commanded(CommandText.WORK_MODE),
                    select(StateField.BOOST, "Boost", "mdi:timer-plus-outline", Vocabulary.BOOSTS)
                            .commanded(CommandText.BOOST),
                    of("switch", StateField.ADVANCE_MODE, "Advance")
                            .meaning("on: what follows the schedule's next event, now")
                            .with("icon", "mdi:skip-next")
                            .commanded(CommandText.ADVANCE_MODE),
                    of("select", StateField.ACTIVE_SCHEDULE, "Active schedule")
                            .meaning("the six schedules by number and name")
                            .with("icon", "mdi:calendar-clock")
                            .withOfState(
                                    "options",
                                    state ->
                                            JsonValue.texts(
                                                    LiveView.scheduleOptions(state.programme())))
                            .commanded(CommandText.ACTIVE_SCHEDULE),
                    of("binary_sensor", StateField.SWITCH_STATE, "Relay")
                            .meaning("the contact in the switch")
                            .with("device_class", "power"),
                    of("binary_sensor", StateField.LOAD_DETECTED, "Load")
                            .meaning("whether the switch detects a load")
                            .with("device_class", "running"),
                    of(
                                    "binary_sensor",
                                    StateField.LOAD_WAS_DETECTED_PREVIOUSLY,
                                    "Load detected before")
                            .with("icon", "mdi:history")
                            .diagnostic(),
                    time(StateField.NEXT_CHANGE, "Next change")
                            .meaning(
                                    "when the relay changes next by its [plan](topics.md#what-comes-next); unknown where it never does"),
                    time(StateField.NEXT_ON, "Next on").meaning("when it goes on next"),
                    time(StateField.NEXT_OFF, "Next off").meaning("when it goes off next"),
                    time(StateField.BOOST_ENDS, "Boost ends")
                            .meaning("a time; unknown without a boost"),
                    of("sensor", StateField.BOOST_DURATION_LEFT, "Boost time left")
                            .meaning("for what was built on it; `Boost ends` changes less often")
                            .with("icon", "mdi:timer-sand"),
                    of("sensor", StateField.ENERGY, "Energy")
                            .meaning(
                                    "kWh; only with [`--load-watts`](settings.md). Fit for the energy dashboard")
                            .onlyWhere(Entity::hasEnergy)
                            .with("device_class", "energy")
                            .with("state_class", "total_increasing")
                            .with("unit_of_measurement", "kWh"),
                    of("switch", StateField.HOLIDAY, "Holiday")
                            .meaning("the switch for it, not whether it is running now")
                            .with("icon", "mdi:beach")
                            .with("value_template", "{{ 'ON' if value_json.active else 'OFF' }}")
                            .commanded(CommandText.HOLIDAY),
                    holidayText(START),
                    holidayText(END));

    private static final List<Entity> LAST =
            List.of(
                    new Entity("event", StateEvents.TOPIC, StateEvents.TOPIC, "Event")
                            .meaning("[what happened](topics.md#events), and its cause")
                            .with("icon", "mdi:bell-outline")
                            .with("event_types", StateEvents.TYPES),
                    of("binary_sensor", StateField.CLOCK_PROBLEM, "Clock problem")
                            .meaning(
                                    "the switch's clock is more than two minutes wrong, so it will switch at other times than planned")
                            .with("device_class", "problem")
                            .diagnostic(),
                    of("sensor", StateField.UPTIME, "Uptime")
                            .meaning("seconds")
                            .with("device_class", "duration")
                            .with("unit_of_measurement", "s")
                            .diagnostic(),
                    of("sensor", StateField.CODE_VERSION, "Code version")
                            .with("icon", "mdi:chip")
                            .diagnostic(),
                    new Entity("binary_sensor", "online", StateField.LWT.name(), "Online")
                            .meaning("known as long as the gateway runs")
                            .with("device_class", "connectivity")
                            .with("payload_on", StateField.ONLINE)
                            .with("payload_off", StateField.OFFLINE)
                            // A device that is away would otherwise never be shown as away.
                            .with(
                                    "availability",
                                    (root, _) -> JsonValue.list(List.of(root), Discovery::lives))
                            .diagnostic());

    /** Those of the device's own message, in the order in which they stand there. */
    static final List<Entity> ALL =
            Stream.of(
                            CONTROLS_AND_SENSORS,
                            StateField.SCHEDULES.stream().map(Entity::schedule).toList(),
                            LAST)
                    .flatMap(List::stream)
                    .toList();

    /**
     * Those that must not stand in the device's message: a Home Assistant that does not know their
     * platform would refuse the device as a whole. It passes over a message of their own.
     */
    static final List<Entity> BESIDE = List.of(holidayDatetime(START), holidayDatetime(END));

    private final String platform;
    private final String key;
    private final String topic;
    private final @Nullable String name;
    private String meaning = "";
    private String entityIdEnd;
    private Predicate<DeviceState> isThere = _ -> true;
    private Optional<String> command = Optional.empty();
    private boolean isDiagnostic;

    /** What makes the fields behind those that all have, of the root of topics and the state. */
    private final SequencedMap<String, BiFunction<String, DeviceState, JsonValue>> more =
            new LinkedHashMap<>();

    /**
     * @param topic where its state stands, behind the device's id
     * @param name nothing for the main entity, which has the device's
     */
    private Entity(String platform, String key, String topic, @Nullable String name) {
        this.platform = platform;
        this.key = key;
        this.topic = topic;
        this.name = name;
        entityIdEnd = "_" + key;
    }

    private static Entity of(String platform, StateField state, @Nullable String name) {
        return new Entity(platform, state.name(), state.name(), name);
    }

    private static Entity select(StateField state, String name, String icon, List<String> options) {
        return of("select", state, name)
                .meaning(String.join(", ", options))
                .with("icon", icon)
                .with("options", options)
                .with("value_template", NOTHING_FOR_UNKNOWN);
    }

    private static Entity time(StateField state, String name) {
        return of("sensor", state, name)
                .with("device_class", "timestamp")
                .with("value_template", NOTHING_FOR_NONE);
    }

    private static Entity schedule(StateField state) {
        String number = state.name().substring(state.name().indexOf('/') + 1);
        return new Entity(
                        "text", state.name().replace('/', '_'), state.name(), "Schedule " + number)
                .meaning(
                        number.equals("1")
                                ? "the periods of the first schedule, on [one line](schedules.md#one-line): `mon-fri 06:30-08:30, 17:00-19:00`. Edit it to write the schedule"
                                : AS_ABOVE)
                .with("icon", "mdi:calendar-text")
                .with("value_template", "{{ value_json.text }}")
                .with("max", ScheduleLine.MAX)
                .with("entity_category", "config")
                .commanded(state.name());
    }

    /**
     * @param edge {@code start} or {@code end}
     */
    private static Entity holidayText(String edge) {
        return ofHoliday("text", "holiday_" + edge, "Holiday " + edge + " as text")
                .meaning(edge.equals(START) ? TEXT_MEANING : AS_ABOVE)
                .with("value_template", "{{ value_json." + edge + " or '' }}")
                .with("command_template", "{\"" + edge + "\": \"{{ value }}\"}")
                .with("pattern", HOLIDAY_TIME)
                .with("max", HOLIDAY_TIME_MAX)
                .with("entity_category", "config")
                .commanded(CommandText.HOLIDAY);
    }

    /**
     * One of the holiday's times. Home Assistant hands its value over in UTC, and can turn that
     * into no other zone than its own.
     */
    private static Entity holidayDatetime(String edge) {
        return ofHoliday("datetime", "holiday_" + edge + "_datetime", "Holiday " + edge)
                .meaning(edge.equals(START) ? DATETIME_MEANING : AS_ABOVE)
                .entityIdEnd("_holiday_" + edge)
                .with("value_template", "{{ value_json." + edge + " }}")
                .withOfState("timezone", state -> JsonValue.of(state.rules().zone().getId()))
                .with(
                        "command_template",
                        "{\""
                                + edge
                                + "\": \"{{ (value | as_datetime | as_local).strftime('%Y-%m-%dT%H:%M') }}\"}")
                .with("entity_category", "config")
                .with("qos", 1)
                .commanded(CommandText.HOLIDAY);
    }

    private static Entity ofHoliday(String platform, String key, String name) {
        return new Entity(platform, key, StateField.HOLIDAY.name(), name)
                .with("icon", "mdi:calendar-edit");
    }

    private Entity meaning(String text) {
        meaning = text;
        return this;
    }

    private Entity entityIdEnd(String end) {
        entityIdEnd = end;
        return this;
    }

    private Entity onlyWhere(Predicate<DeviceState> condition) {
        isThere = condition;
        return this;
    }

    private Entity with(String field, String value) {
        return with(field, JsonValue.of(value));
    }

    private Entity with(String field, long value) {
        return with(field, JsonValue.of(value));
    }

    private Entity with(String field, List<String> values) {
        return with(field, JsonValue.texts(values));
    }

    private Entity with(String field, JsonValue value) {
        return with(field, (_, _) -> value);
    }

    private Entity withOfState(String field, Function<DeviceState, JsonValue> value) {
        return with(field, (_, state) -> value.apply(state));
    }

    private Entity with(String field, BiFunction<String, DeviceState, JsonValue> value) {
        more.put(field, value);
        return this;
    }

    private Entity diagnostic() {
        isDiagnostic = true;
        return with("entity_category", "diagnostic");
    }

    private Entity commanded(String name) {
        command = Optional.of(name);
        return this;
    }

    /** Whether a device has an entity for its energy: also before the first count is known. */
    static boolean hasEnergy(DeviceState state) {
        return state.rules().loadWatts().isPresent() || state.energyJoules().isPresent();
    }

    /** What it is called in a device's message, and in its unique id. */
    String key() {
        return key;
    }

    String platform() {
        return platform;
    }

    /** What stands behind the device's part in the entity id that it gets at first. */
    String entityIdEnd() {
        return entityIdEnd;
    }

    /** Its name; nothing for the main entity, which has the device's. */
    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** What it is, for docs/reference/entities.md. */
    String meaning() {
        return meaning;
    }

    /** Whether Home Assistant lists it apart from what the device is there for. */
    boolean isDiagnostic() {
        return isDiagnostic;
    }

    /** Whether a device has it. */
    boolean isOf(DeviceState state) {
        return isThere.test(state);
    }

    /**
     * How it is announced.
     *
     * @param root what all topics of the gateway start with
     * @param entityIdStart of the device's name
     */
    JsonObject config(String root, DeviceState state, String entityIdStart) {
        String topics = root + "/" + state.id() + "/";
        JsonValue.ObjectBuilder config =
                JsonValue.object()
                        .put(PLATFORM, platform)
                        .put("unique_id", "timeguard_" + state.id() + "_" + key)
                        .put("default_entity_id", platform + "." + entityIdStart + entityIdEnd)
                        .put("name", name()) // null: the device's
                        .put("state_topic", topics + topic);
        more.forEach((field, value) -> config.put(field, value.apply(root, state)));
        return config.putText("command_topic", command.map(set -> topics + set + "/set")).build();
    }
}
