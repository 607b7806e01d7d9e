package io.github.timeguardmqtt.app.recording;

import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON put together from maps, lists, numbers and texts. */
final class JsonTree {

    private static final JsonStream JSON = JsonStream.builder().serializeEmpty(true).build();

    private JsonTree() {}

    /** An object of names and values in turn; a value that is not there is left out. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object name = namesAndValues[i];
            Object value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(it -> object.put((String) name, it));
            } else {
                object.put((String) name, value);
            }
        }
        return object;
    }

    static void write(Object tree, OutputStream to) {
        JsonWriter writer = JSON.writer(to);
        write(tree, writer);
        writer.flush();
    }

    /** For the inside of a page: without anything that ends a script. */
    static String forPage(Object tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(tree, bytes);
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static void write(Object value, JsonWriter to) {
        switch (value) {
            case Map<?, ?> map -> {
                to.beginObject();
                map.forEach((name, it) -> {
                    to.name(String.valueOf(name));
                    write(it, to);
                });
                to.endObject();
            }
            case List<?> list -> {
                to.beginArray();
                list.forEach(it -> write(it, to));
                to.endArray();
            }
            case Boolean it -> to.value(it.booleanValue());
            case Integer it -> to.value(it.intValue());
            case Long it -> to.value(it.longValue());
            case Double it -> to.value(Math.round(it * 1e6) / 1e6);
            default -> to.value(value.toString());
        }
    }
}
