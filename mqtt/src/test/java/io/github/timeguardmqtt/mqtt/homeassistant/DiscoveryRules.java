package io.github.timeguardmqtt.mqtt.homeassistant;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What Home Assistant takes as a device's announcement, and more: it drops unknown keys of an
 * entity in silence, here they are wrong. Written from Home Assistant's rules, not from what we
 * send.
 */
final class DiscoveryRules {

    private record Platform(Set<String> required, Set<String> optional, Set<String> classes) {}

    private static final Set<String> AVAILABILITY =
            Set.of(
                    "availability",
                    "availability_topic",
                    "availability_mode",
                    "availability_template",
                    "payload_available",
                    "payload_not_available");
    private static final Set<String> ROOT_REQUIRED = Set.of("device", "origin", "components");
    private static final Set<String> ROOT =
            union(
                    ROOT_REQUIRED,
                    AVAILABILITY,
                    Set.of(
                            "state_topic",
                            "command_topic",
                            "message_expiry_interval",
                            "qos",
                            "encoding"));
    private static final Set<String> DEVICE =
            Set.of(
                    "identifiers",
                    "connections",
                    "manufacturer",
                    "model",
                    "model_id",
                    "name",
                    "hw_version",
                    "sw_version",
                    "serial_number",
                    "via_device",
                    "suggested_area",
                    "configuration_url");
    private static final Set<String> ORIGIN = Set.of("name", "sw_version", "support_url");
    private static final Set<String> AVAILABILITY_ENTRY =
            Set.of("topic", "payload_available", "payload_not_available", "value_template");
    private static final Set<String> EVERY_ENTITY =
            union(
                    AVAILABILITY,
                    Set.of(
                            "platform",
                            "~",
                            "entity_picture",
                            "enabled_by_default",
                            "visible_by_default",
                            "entity_category",
                            "icon",
                            "json_attributes_topic",
                            "json_attributes_template",
                            "default_entity_id",
                            "message_expiry_interval",
                            "unique_id",
                            "qos",
                            "encoding",
                            "group"));
    private static final Map<String, Platform> PLATFORMS =
            Map.ofEntries(
                    platform(
                            "sensor",
                            "state_topic",
                            "value_template name device_class state_class unit_of_measurement"
                                    + " options suggested_display_precision expire_after"
                                    + " force_update last_reset_value_template",
                            "timestamp duration energy enum"),
                    platform(
                            "binary_sensor",
                            "state_topic",
                            "value_template name device_class payload_on payload_off off_delay"
                                    + " expire_after force_update",
                            "power running problem connectivity"),
                    platform(
                            "switch",
                            "command_topic",
                            "state_topic optimistic retain name device_class payload_on"
                                    + " payload_off state_on state_off value_template"
                                    + " command_template",
                            "switch outlet"),
                    platform(
                            "select",
                            "command_topic options",
                            "state_topic optimistic retain name value_template command_template",
                            ""),
                    platform(
                            "number",
                            "command_topic",
                            "state_topic name device_class min max step mode unit_of_measurement"
                                    + " payload_reset value_template command_template optimistic"
                                    + " retain",
                            "duration"),
                    platform(
                            "text",
                            "command_topic",
                            "state_topic name min max mode pattern value_template"
                                    + " command_template retain",
                            ""),
                    platform(
                            "button",
                            "command_topic",
                            "name device_class payload_press command_template retain",
                            "identify restart update"),
                    platform(
                            "event",
                            "state_topic event_types",
                            "name device_class value_template",
                            "button doorbell motion"),
                    platform(
                            "date",
                            "command_topic",
                            "state_topic name value_template command_template optimistic retain",
                            ""),
                    platform(
                            "time",
                            "command_topic",
                            "state_topic name value_template command_template optimistic retain",
                            ""),
                    platform(
                            "datetime",
                            "command_topic",
                            "state_topic name value_template command_template optimistic retain"
                                    + " timezone",
                            ""));

    private static final int LONGEST_STATE = 255;
    private static final Pattern ENTITY_ID = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_-]+");

    private final Predicate<String> isPublished;
    private final BiPredicate<String, String> isAccepted;
    private final List<String> broken = new ArrayList<>();
    private final Set<Object> uniqueIds = new HashSet<>();
    private int mains;

    private DiscoveryRules(Predicate<String> isPublished, BiPredicate<String, String> isAccepted) {
        this.isPublished = isPublished;
        this.isAccepted = isAccepted;
    }

    /**
     * Every rule that the announcement breaks.
     *
     * @param isPublished whether something stands on a topic
     * @param isAccepted whether a topic takes a payload
     */
    static List<String> broken(
            Map<String, Object> announcement,
            Predicate<String> isPublished,
            BiPredicate<String, String> isAccepted) {
        DiscoveryRules rules = new DiscoveryRules(isPublished, isAccepted);
        rules.root(announcement);
        return rules.broken;
    }

    private void root(Map<String, Object> root) {
        keys("root", root, ROOT_REQUIRED, ROOT);
        common("root", root, "");
        topic("root", root, "state_topic", "");
        Map<String, Object> device = object("device", root.get("device"));
        keys("device", device, Set.of(), DEVICE);
        if (texts("identifiers", device.getOrDefault("identifiers", List.of())).isEmpty()
                && !device.containsKey("connections")) {
            broken.add("device: neither identifiers nor connections");
        }
        Map<String, Object> origin = object("origin", root.get("origin"));
        keys("origin", origin, Set.of("name"), ORIGIN);
        object("components", root.get("components"))
                .forEach((key, value) -> {
                    Map<String, Object> component = object(key, value);
                    component(key, component, String.valueOf(device.get("name")));
                    inherited(key, root, component);
                });
        if (mains > 1) {
            broken.add("components: more than one main entity");
        }
    }

    private void component(String key, Map<String, Object> component, String deviceName) {
        if (!KEY.matcher(key).matches()) {
            broken.add(key + ": not a key");
        }
        String name = String.valueOf(component.get("platform"));
        Platform platform = PLATFORMS.get(name);
        if (platform == null) {
            broken.add(key + ": no platform " + name);
            return;
        }
        if (component.size() == 1) {
            return; // a tombstone
        }
        keys(
                key,
                component,
                union(platform.required(), Set.of("unique_id")),
                union(platform.required(), platform.optional(), EVERY_ENTITY));
        if (!uniqueIds.add(component.get("unique_id"))) {
            broken.add(key + ": unique_id is there twice");
        }
        String base = component.get("~") instanceof String tilde ? tilde : "";
        common(key, component, base);
        classes(key, component, platform);
        names(key, component, name, deviceName);
        topic(key, component, "state_topic", base);
        topic(key, component, "json_attributes_topic", base);
        switch (name) {
            case "sensor" -> sensor(key, component);
            case "switch" -> {
                accepted(key, component, base, component.getOrDefault("payload_on", "ON"));
                accepted(key, component, base, component.getOrDefault("payload_off", "OFF"));
            }
            case "select" ->
                    options(key, component.get("options"))
                            .forEach(option -> accepted(key, component, base, option));
            case "button" ->
                    accepted(
                            key, component, base, component.getOrDefault("payload_press", "PRESS"));
            case "event" -> options(key, component.get("event_types"));
            case "text" -> text(key, component);
            case "datetime" -> {
                if (component.containsKey("timezone")
                        && !ZoneId.getAvailableZoneIds()
                                .contains(String.valueOf(component.get("timezone")))) {
                    broken.add(key + ": no timezone " + component.get("timezone"));
                }
            }
            default -> {}
        }
    }

    /** What stands at the root counts for every entity that does not have it itself. */
    private void inherited(String key, Map<String, Object> root, Map<String, Object> component) {
        boolean isListBesideTopic =
                root.containsKey("availability") && component.containsKey("availability_topic");
        boolean isTopicBesideList =
                root.containsKey("availability_topic") && component.containsKey("availability");
        if (isListBesideTopic || isTopicBesideList) {
            broken.add(key + ": another form of availability than the root's");
        }
    }

    private void text(String key, Map<String, Object> text) {
        long min = text.get("min") instanceof Number number ? number.longValue() : 0;
        long max = text.get("max") instanceof Number number ? number.longValue() : LONGEST_STATE;
        if (max > LONGEST_STATE) {
            broken.add(key + ": max is more than " + LONGEST_STATE);
        }
        if (min < 0 || min >= max) {
            broken.add(key + ": min is not below max");
        }
        if (text.containsKey("mode")
                && !Set.of("text", "password").contains(String.valueOf(text.get("mode")))) {
            broken.add(key + ": mode " + text.get("mode"));
        }
        try {
            Pattern.compile(String.valueOf(text.getOrDefault("pattern", "")));
        } catch (PatternSyntaxException e) {
            broken.add(key + ": no pattern " + text.get("pattern"));
        }
    }

    private void sensor(String key, Map<String, Object> sensor) {
        if (sensor.containsKey("options")) {
            options(key, sensor.get("options"));
            if (!"enum".equals(sensor.get("device_class"))) {
                broken.add(key + ": options without device_class enum");
            }
            if (sensor.containsKey("state_class") || sensor.containsKey("unit_of_measurement")) {
                broken.add(key + ": options with state_class or unit");
            }
        }
        if ("timestamp".equals(sensor.get("device_class"))
                && (sensor.containsKey("unit_of_measurement")
                        || sensor.containsKey("state_class"))) {
            broken.add(key + ": timestamp with state_class or unit");
        }
        if ("energy".equals(sensor.get("device_class"))
                && !(Set.of("total", "total_increasing")
                                .contains(String.valueOf(sensor.get("state_class")))
                        && Set.of("Wh", "kWh", "MWh", "J", "MJ")
                                .contains(String.valueOf(sensor.get("unit_of_measurement"))))) {
            broken.add(key + ": energy without its unit or a state_class that counts");
        }
        if ("duration".equals(sensor.get("device_class"))
                && !Set.of("d", "h", "min", "s", "ms")
                        .contains(String.valueOf(sensor.get("unit_of_measurement")))) {
            broken.add(key + ": duration without its unit");
        }
    }

    private void classes(String key, Map<String, Object> component, Platform platform) {
        if (component.containsKey("device_class")
                && !platform.classes().contains(String.valueOf(component.get("device_class")))) {
            broken.add(key + ": device_class " + component.get("device_class"));
        }
        if (component.containsKey("entity_category")
                && !Set.of("config", "diagnostic")
                        .contains(String.valueOf(component.get("entity_category")))) {
            broken.add(key + ": entity_category " + component.get("entity_category"));
        }
    }

    private void names(
            String key, Map<String, Object> component, String platform, String deviceName) {
        if (component.containsKey("default_entity_id")) {
            String id = String.valueOf(component.get("default_entity_id"));
            String start = platform + ".";
            if (!id.startsWith(start)
                    || !ENTITY_ID.matcher(id.substring(start.length())).matches()) {
                broken.add(key + ": default_entity_id " + id);
            }
        }
        if (component.containsKey("name") && component.get("name") == null) {
            mains++;
        } else if (String.valueOf(component.get("name")).startsWith(deviceName)) {
            broken.add(key + ": the name has the device's in it");
        }
    }

    private void common(String key, Map<String, Object> block, String base) {
        if (block.containsKey("availability") && block.containsKey("availability_topic")) {
            broken.add(key + ": both availability and availability_topic");
        }
        topic(key, block, "availability_topic", base);
        if (block.get("availability") instanceof List<?> list) {
            for (Object item : list) {
                Map<String, Object> entry = object(key + ".availability", item);
                keys(key + ".availability", entry, Set.of("topic"), AVAILABILITY_ENTRY);
                topic(key + ".availability", entry, "topic", base);
            }
        } else if (block.containsKey("availability")) {
            broken.add(key + ": availability is no list");
        }
        if (block.containsKey("availability_mode")
                && !Set.of("all", "any", "latest")
                        .contains(String.valueOf(block.get("availability_mode")))) {
            broken.add(key + ": availability_mode " + block.get("availability_mode"));
        }
        if (block.containsKey("qos")
                && !(block.get("qos") instanceof Long qos && qos >= 0 && qos <= 2)) {
            broken.add(key + ": qos " + block.get("qos"));
        }
    }

    private void topic(String where, Map<String, Object> block, String key, String base) {
        if (block.containsKey(key) && !isPublished.test(expanded(block.get(key), base))) {
            broken.add(where + ": nothing is published on " + expanded(block.get(key), base));
        }
    }

    private void accepted(String key, Map<String, Object> component, String base, Object payload) {
        String topic = expanded(component.get("command_topic"), base);
        if (!isAccepted.test(topic, String.valueOf(payload))) {
            broken.add(key + ": " + topic + " does not take " + payload);
        }
    }

    private static String expanded(@Nullable Object topic, String base) {
        String text = String.valueOf(topic);
        if (text.startsWith("~")) {
            return base + text.substring(1);
        }
        return text.endsWith("~") ? text.substring(0, text.length() - 1) + base : text;
    }

    private void keys(
            String where, Map<String, Object> block, Set<String> required, Set<String> allowed) {
        for (String key : required) {
            if (!block.containsKey(key)) {
                broken.add(where + ": " + key + " is missing");
            }
        }
        for (String key : block.keySet()) {
            if (!allowed.contains(key)) {
                broken.add(where + ": " + key + " is not allowed");
            }
        }
    }

    private List<String> options(String where, @Nullable Object list) {
        List<String> options = texts(where, list);
        if (options.isEmpty()) {
            broken.add(where + ": no options");
        }
        if (new HashSet<>(options).size() < options.size()) {
            broken.add(where + ": an option is there twice");
        }
        return options;
    }

    private List<String> texts(String where, @Nullable Object list) {
        List<String> texts = new ArrayList<>();
        if (list instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof String text) {
                    texts.add(text);
                } else {
                    broken.add(where + ": " + entry + " is no text");
                }
            }
        } else {
            broken.add(where + ": is no list");
        }
        return texts;
    }

    @SuppressWarnings("unchecked") // the keys of an object are texts
    private Map<String, Object> object(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        broken.add(where + ": is no object");
        return Map.of();
    }

    private static Map.Entry<String, Platform> platform(
            String name, String required, String optional, String classes) {
        return Map.entry(name, new Platform(words(required), words(optional), words(classes)));
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        Set<String> union = new HashSet<>();
        for (Set<String> set : sets) {
            union.addAll(set);
        }
        return union;
    }
}
