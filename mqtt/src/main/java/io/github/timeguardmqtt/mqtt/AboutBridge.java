package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import java.util.SequencedMap;

/**
 * What a bridge tells of itself.
 *
 * @param version of the program
 * @param mode of devices that have none of their own
 * @param settings as the user may see them, without secrets
 */
public record AboutBridge(String version, Mode mode, SequencedMap<String, ?> settings) {

    /**
     * {@code bridge/info}. A setting that is neither a number nor true or false stands there as its
     * text, which for a {@link io.github.timeguardmqtt.api.Secret} is stars.
     */
    JsonObject json() {
        JsonValue.ObjectBuilder shown = JsonValue.object();
        settings.forEach((name, value) -> shown.put(name, shown(value)));
        return JsonValue.object()
                .put("version", version)
                .put("mode", mode.label())
                .put("settings", shown.build())
                .build();
    }

    private static JsonValue shown(Object setting) {
        return switch (setting) {
            case Boolean flag -> JsonValue.of(flag.booleanValue());
            case Integer number -> JsonValue.of(number.longValue());
            case Long number -> JsonValue.of(number.longValue());
            default -> JsonValue.of(PlainText.of(setting.toString()));
        };
    }
}
