package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, strings, numbers and booleans: going out of use, see {@link JsonValue}. */
public final class Json {

    private Json() {}

    /** One line. */
    public static String line(Map<String, ?> object) {
        return value(object).line();
    }

    /** A map or a list of such values. */
    public static String of(Object value) {
        return value(value).line();
    }

    /**
     * Reads an object from a stranger.
     *
     * @param most how many bytes it may have
     * @throws IllegalArgumentException in one sentence, when it is anything else
     */
    public static Map<String, Object> object(Bytes payload, int most) {
        try {
            Map<String, Object> object = new LinkedHashMap<>();
            JsonReader.object(payload, most)
                    .members()
                    .forEach((key, value) -> {
                        Object plain = plain(value);
                        if (plain != null) {
                            object.put(key, plain);
                        }
                    });
            return object;
        } catch (NotJsonException e) {
            throw new IllegalArgumentException("the payload " + e.getMessage(), e);
        }
    }

    private static @Nullable Object plain(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonText(String text) -> text;
            case JsonValue.JsonFlag flag -> flag.value();
            case JsonValue.JsonNumber number when number.whole().isPresent() ->
                    (Object) number.whole().getAsLong();
            case JsonValue.JsonNumber number -> number.decimal().doubleValue();
            case JsonValue.JsonNull _ -> null;
            case JsonValue.JsonList _, JsonValue.JsonObject _ -> value;
        };
    }

    /** The same as a value of JSON. */
    public static JsonValue value(@Nullable Object plain) {
        return switch (plain) {
            case null -> JsonValue.NULL;
            case JsonValue value -> value;
            case String text -> JsonValue.of(text);
            case Boolean flag -> JsonValue.of(flag.booleanValue());
            case Double number -> JsonValue.of(number.doubleValue());
            case Number number -> JsonValue.of(number.longValue());
            case List<?> list -> JsonValue.list(list, Json::value);
            case Map<?, ?> map -> {
                JsonValue.ObjectBuilder object = JsonValue.object();
                map.forEach((key, value) -> object.put(String.valueOf(key), value(value)));
                yield object.build();
            }
            default -> throw new IllegalArgumentException("no JSON for " + plain.getClass());
        };
    }
}
