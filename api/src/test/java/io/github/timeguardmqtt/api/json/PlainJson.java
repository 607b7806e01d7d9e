package io.github.timeguardmqtt.api.json;

import io.github.timeguardmqtt.api.json.JsonValue.JsonFlag;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNull;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, strings, longs, doubles, booleans and null, as tests compare it. */
public final class PlainJson {

    private PlainJson() {}

    /** The object that a text is. */
    @SuppressWarnings("unchecked") // it is an object
    public static Map<String, Object> object(String text) {
        try {
            return (Map<String, Object>)
                    java.util.Objects.requireNonNull(of(JsonReader.object(text)));
        } catch (NotJsonException e) {
            throw new AssertionError(text + " " + e.getMessage(), e);
        }
    }

    public static @Nullable Object of(JsonValue value) {
        return switch (value) {
            case JsonText(String text) -> text;
            case JsonFlag flag -> flag.value();
            case JsonNumber number when number.whole().isPresent() -> number.whole().getAsLong();
            case JsonNumber number -> (Object) number.decimal().doubleValue();
            case JsonNull _ -> null;
            case JsonList(List<JsonValue> values) -> {
                List<@Nullable Object> list = new ArrayList<>();
                values.forEach(each -> list.add(of(each)));
                yield list;
            }
            case JsonObject object -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                object.members().forEach((key, each) -> map.put(key, of(each)));
                yield map;
            }
        };
    }

    /** The way back. */
    public static JsonValue value(@Nullable Object plain) {
        return switch (plain) {
            case null -> JsonValue.JsonNull.NULL;
            case JsonValue value -> value;
            case String text -> JsonValue.of(text);
            case Boolean flag -> JsonValue.of(flag.booleanValue());
            case Double number -> JsonValue.of(number.doubleValue());
            case Number number -> JsonValue.of(number.longValue());
            case List<?> list -> JsonValue.list(list, PlainJson::value);
            case Map<?, ?> map -> object(map);
            default -> throw new AssertionError("no JSON for " + plain.getClass());
        };
    }

    public static JsonObject object(Map<?, ?> map) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        map.forEach((key, value) -> object.put(String.valueOf(key), value(value)));
        return object.build();
    }
}
