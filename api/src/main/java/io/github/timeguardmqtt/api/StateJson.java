package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import java.util.Optional;

/** A device's {@link StateField}s as JSON. Source: docs/reference/topics.md, "States". */
public final class StateJson {

    private StateJson() {}

    /** All that is known, in one object on one line. */
    public static String line(LiveView view) {
        return of(view).line();
    }

    /** The same as a value. */
    public static JsonObject of(LiveView view) {
        JsonValue.ObjectBuilder fields = JsonValue.object();
        for (StateField field : StateField.ALL) {
            fields.putValue(field.name(), field.value(view).map(StateJson::json));
        }
        return fields.build();
    }

    /** One field alone: a text or number as it is, anything else as JSON on one line. */
    public static Optional<String> payload(StateField field, LiveView view) {
        return field.value(view).map(StateJson::json).map(StateJson::payload);
    }

    private static JsonValue json(Object value) {
        return switch (value) {
            case ScheduleSetting schedule -> ScheduleJson.of(schedule);
            case HolidaySetting holiday -> HolidayJson.of(holiday);
            case String text -> JsonValue.of(text);
            case Double number -> JsonValue.of(number.doubleValue());
            case Number number -> JsonValue.of(number.longValue());
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    private static String payload(JsonValue json) {
        return json instanceof JsonText(String text) ? text : json.line();
    }
}
