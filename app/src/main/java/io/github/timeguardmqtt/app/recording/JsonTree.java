package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects of JSON, put together from names and values in turn. */
final class JsonTree {

    private JsonTree() {}

    /**
     * An object.
     *
     * @param namesAndValues a value that is not there is left out; fractions have six places
     */
    static JsonObject object(Object... namesAndValues) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            Object value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(it -> object.put(name, value(it)));
            } else {
                object.put(name, value(value));
            }
        }
        return object.build();
    }

    /** For the inside of a page: without anything that ends a script. */
    static String forPage(JsonValue tree) {
        return tree.line()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static JsonValue value(Object value) {
        return switch (value) {
            case JsonValue it -> it;
            case List<?> list -> JsonValue.list(list, JsonTree::value);
            case Map<?, ?> map -> {
                JsonValue.ObjectBuilder object = JsonValue.object();
                map.forEach((name, it) -> object.put(String.valueOf(name), value(it)));
                yield object.build();
            }
            case Boolean it -> JsonValue.of(it.booleanValue());
            case Integer it -> JsonValue.of(it.intValue());
            case Long it -> JsonValue.of(it.longValue());
            case Double it -> JsonValue.of(Math.round(it * 1e6) / 1e6);
            default -> JsonValue.of(value.toString());
        };
    }
}
