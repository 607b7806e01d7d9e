package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.Json;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.protocol.Addresses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What stands below {@code <root>/bridge}, as JSON on one line. Source: docs/reference/topics.md,
 * "Bridge".
 */
public final class BridgeTopics {

    private BridgeTopics() {}

    /**
     * {@code bridge/info}.
     *
     * @param version of the gateway
     * @param mode that devices have where the settings name no other
     * @param settings in effect, by name, as texts, numbers and booleans; what else is in there is
     *     shown as its text, which for a {@link io.github.timeguardmqtt.api.Secret} is stars
     */
    public static String info(String version, Mode mode, SequencedMap<String, ?> settings) {
        SequencedMap<String, Object> shown = new LinkedHashMap<>();
        settings.forEach((name, value) ->
                shown.put(
                        name,
                        value instanceof Number || value instanceof Boolean
                                ? value
                                : PlainText.of(value.toString())));
        SequencedMap<String, Object> info = new LinkedHashMap<>();
        info.put("version", version);
        info.put("mode", mode.label());
        info.put("settings", shown);
        return Json.line(info);
    }

    /** {@code bridge/health}. */
    public static String health(Health health) {
        return Json.line(healthFields(health));
    }

    static SequencedMap<String, Object> healthFields(Health health) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("uptime", health.uptime().toSeconds());
        fields.put("heap_bytes", health.heapBytes());
        fields.put("devices", health.devices());
        fields.put("online", health.online());
        fields.put("from_devices", health.fromDevices());
        fields.put("to_devices", health.toDevices());
        fields.put("to_cloud", health.toCloud());
        fields.put("from_cloud", health.fromCloud());
        fields.put("answered", health.answered());
        fields.put("drops", health.drops());
        fields.put("commands_waiting", health.commandsWaiting());
        return fields;
    }

    /**
     * {@code bridge/devices}: {@code {"devices":[…]}}, by id; what is not known of one is left out.
     */
    public static String devices(Collection<DeviceState> states) {
        List<SequencedMap<String, Object>> devices = new ArrayList<>();
        states.stream()
                .sorted(Comparator.comparing(state -> state.id().toString()))
                .forEach(state -> devices.add(device(state)));
        SequencedMap<String, Object> document = new LinkedHashMap<>();
        document.put("devices", devices);
        return Json.line(document);
    }

    static SequencedMap<String, Object> device(DeviceState state) {
        SequencedMap<String, Object> device = new LinkedHashMap<>();
        device.put("id", state.id().toString());
        state.name().ifPresent(name -> device.put("name", PlainText.of(name)));
        state.codeVersion()
                .flatMap(CodeVersion::told)
                .ifPresent(version -> {
                    version.product().ifPresent(product -> device.put("model", product.label()));
                    device.put("firmware", version.firmware());
                });
        device.put("online", state.online());
        state.address().ifPresent(address -> device.put("address", Addresses.text(address)));
        device.put("mode", state.mode().label());
        return device;
    }
}
