package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonFlag;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The fields of one JSON object, read strictly: a field that is missing, of another type, or out of
 * range is a {@link NoFrame} that names its path; so is one that nobody read by {@link #end}.
 */
final class JsonFields {

    private final String path;
    private JsonObject values;
    private final Set<String> read = new LinkedHashSet<>();

    /**
     * @param path what leads to the object: empty, or {@code params}
     */
    JsonFields(String path, JsonObject values) {
        this.path = path;
        this.values = values;
    }

    boolean has(String name) {
        return values.has(name);
    }

    boolean hasAll(Set<String> names) {
        return values.members().keySet().containsAll(names);
    }

    /** These may be there, whatever they are. */
    void passOver(Set<String> names) {
        names.stream().filter(values::has).forEach(read::add);
    }

    /** All fields have been read. */
    void end() throws NoFrame {
        for (String name : values.members().keySet()) {
            if (!read.contains(name)) {
                throw wrong(
                        name,
                        "there is no such field here"
                                + (read.isEmpty() ? "" : ", only " + String.join(", ", read)));
            }
        }
    }

    long number(String name, long max) throws NoFrame {
        OptionalLong number = whole(value(name));
        if (isIn(number, max)) {
            return number.getAsLong();
        }
        throw unexpected(name, "a whole number, 0.." + max);
    }

    long number(String name, long max, long otherwise) throws NoFrame {
        return has(name) ? number(name, max) : otherwise(name, otherwise);
    }

    private static OptionalLong whole(JsonValue value) {
        return value instanceof JsonNumber number
                ? number.wholeInAnySpelling()
                : OptionalLong.empty();
    }

    private static boolean isIn(OptionalLong number, long max) {
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= max;
    }

    DeviceId deviceId(String name) throws NoFrame {
        try {
            return DeviceId.parse(string(name));
        } catch (IllegalArgumentException e) {
            throw unexpected(name, "eight hex digits");
        }
    }

    boolean flag(String name) throws NoFrame {
        if (value(name) instanceof JsonFlag flag) {
            return flag.value();
        }
        throw unexpected(name, "true or false");
    }

    String string(String name) throws NoFrame {
        if (value(name) instanceof JsonText(String text)) {
            return text;
        }
        throw unexpected(name, "a string");
    }

    /** Bytes in hex, without spaces. */
    Bytes hex(String name) throws NoFrame {
        try {
            return Bytes.ofHex(string(name));
        } catch (IllegalArgumentException e) {
            throw unexpected(name, "pairs of hex digits");
        }
    }

    /** As many bytes in hex. */
    Bytes hex(String name, int size) throws NoFrame {
        Bytes bytes = hex(name);
        if (bytes.size() != size) {
            throw unexpected(name, size + " bytes in hex");
        }
        return bytes;
    }

    Bytes hex(String name, Bytes otherwise) throws NoFrame {
        return has(name) ? hex(name) : otherwise(name, otherwise);
    }

    Toggle toggle(String name) throws NoFrame {
        JsonValue value = value(name);
        if (value instanceof JsonFlag flag) {
            return flag.value() ? Toggle.ON : Toggle.OFF;
        }
        OptionalLong number = whole(value);
        if (isIn(number, 0xff)) {
            return new Toggle((int) number.getAsLong());
        }
        throw unexpected(name, "true, false or 0..255");
    }

    /**
     * A name or a number.
     *
     * @param what with its article: {@code a work mode}
     * @param any one of the values, to know all names from
     * @param of makes the value for a number
     */
    <T extends Coded> T coded(String name, String what, T any, int max, IntFunction<T> of)
            throws NoFrame {
        List<String> labels = any.labels();
        JsonValue value = value(name);
        OptionalLong number = whole(value);
        if (isIn(number, max)) {
            return of.apply((int) number.getAsLong());
        }
        if (value instanceof JsonText(String label) && !label.isEmpty() && labels.contains(label)) {
            return of.apply(labels.indexOf(label));
        }
        String names =
                labels.stream().filter(label -> !label.isEmpty()).collect(Collectors.joining(", "));
        throw wrong(
                name,
                "%s is not %s: expected %s or 0..%d".formatted(value.shown(), what, names, max));
    }

    Set<DayOfWeek> days(String name) throws NoFrame {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (JsonValue entry : list(name)) {
            DayOfWeek day = day(name, entry);
            if (!days.add(day)) {
                throw wrong(name, "has " + day + " twice");
            }
        }
        return days;
    }

    private DayOfWeek day(String name, JsonValue entry) throws NoFrame {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (entry.equals(JsonValue.of(day.name()))) {
                return day;
            }
        }
        throw wrong(name, entry.shown() + " is not a day: expected SUNDAY, MONDAY and so on");
    }

    /** A string, or any bytes as {@code {"hex":"…"}}. */
    Text text(String name, int size, Charset charset) throws NoFrame {
        Bytes bytes;
        if (value(name) instanceof JsonText(String text)) {
            try {
                bytes = Bytes.copyOf(charset.newEncoder().encode(CharBuffer.wrap(text)));
            } catch (CharacterCodingException e) {
                throw wrong(name, JsonValue.of(text).shown() + " is not " + charset);
            }
        } else if (value(name) instanceof JsonObject) {
            JsonFields hex = object(name);
            bytes = hex.hex("hex");
            hex.end();
        } else {
            throw unexpected(name, "a string or {\"hex\":\"...\"}");
        }
        if (bytes.size() > size) {
            throw wrong(name, "has %d bytes, but its field has %d".formatted(bytes.size(), size));
        }
        if (bytes.indexOf(0) >= 0) {
            throw wrong(name, "has a NUL, but a text ends there");
        }
        return new Text(bytes);
    }

    JsonFields object(String name) throws NoFrame {
        return object(path(name), value(name));
    }

    /** No fields where the object is left out. */
    JsonFields objectOrNone(String name) throws NoFrame {
        return has(name) ? object(name) : new JsonFields(path(name), JsonObject.EMPTY);
    }

    List<JsonFields> objects(String name) throws NoFrame {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonValue entry : list(name)) {
            objects.add(object(path(name) + "[" + objects.size() + "]", entry));
        }
        return objects;
    }

    /** Takes over the fields that are not there, those of objects inside too. */
    void fillIn(JsonObject others) {
        values = filled(values, others);
    }

    private static JsonObject filled(JsonObject own, JsonObject others) {
        JsonValue.ObjectBuilder filled = JsonValue.object().putAll(own);
        others.members()
                .forEach((name, other) -> {
                    if (!own.has(name)) {
                        filled.put(name, other);
                    } else if (own.members().get(name) instanceof JsonObject inner
                            && other instanceof JsonObject otherInner) {
                        filled.put(name, filled(inner, otherInner));
                    }
                });
        return filled.build();
    }

    String path() {
        return path;
    }

    NoFrame wrong(String sentence) {
        return new NoFrame(path.isEmpty() ? sentence : path + ": " + sentence);
    }

    NoFrame wrong(String name, String sentence) {
        return new NoFrame(path(name) + ": " + sentence);
    }

    private NoFrame unexpected(String name, String expected) throws NoFrame {
        return wrong(name, value(name).shown() + " is not what belongs here: expected " + expected);
    }

    private static JsonFields object(String path, JsonValue value) throws NoFrame {
        if (value instanceof JsonObject object) {
            return new JsonFields(path, object);
        }
        throw new NoFrame(path + ": " + value.shown() + " is not an object");
    }

    private List<JsonValue> list(String name) throws NoFrame {
        if (value(name) instanceof JsonList(List<JsonValue> list)) {
            return list;
        }
        throw unexpected(name, "a list");
    }

    private JsonValue value(String name) throws NoFrame {
        read.add(name);
        return values.get(name).orElseThrow(() -> NoFrame.forMissing(path(name)));
    }

    private <T> T otherwise(String name, T value) {
        read.add(name);
        return value;
    }

    private String path(String name) {
        return (path.isEmpty() ? "" : path + ".") + name;
    }
}
