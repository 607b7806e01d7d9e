package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A device's {@link StateField}s as JSON. Source: docs/reference/topics.md, "States". */
public final class StateJson {

    private StateJson() {}

    /** All that is known, in one object on one line. */
    public static String line(LiveView view) {
        return Json.line(fields(view));
    }

    /** The same as fields. */
    public static SequencedMap<String, Object> fields(LiveView view) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        for (StateField field : StateField.ALL) {
            field.value(view).ifPresent(value -> fields.put(field.name(), json(value)));
        }
        return fields;
    }

    /** One field alone: a text or number as it is, anything else as JSON on one line. */
    public static Optional<String> payload(StateField field, LiveView view) {
        return field.value(view).map(StateJson::json).map(StateJson::payload);
    }

    private static Object json(Object value) {
        return switch (value) {
            case ScheduleSetting schedule -> ScheduleJson.fields(schedule);
            case HolidaySetting holiday -> HolidayJson.fields(holiday);
            default -> value;
        };
    }

    private static String payload(Object json) {
        return json instanceof Map<?, ?> ? Json.of(json) : json.toString();
    }
}
