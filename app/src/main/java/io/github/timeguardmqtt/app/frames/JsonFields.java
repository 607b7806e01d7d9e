package io.github.timeguardmqtt.app.frames;

import static io.github.timeguardmqtt.api.StrictJson.show;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The fields of one JSON object, read strictly: a field that is missing, of another type, or out of
 * range is a {@link NoFrame} that names its path; so is one that nobody read by {@link #end}.
 */
final class JsonFields {

    private final String path;
    private final Map<String, Object> values;
    private final Set<String> read = new LinkedHashSet<>();

    /**
     * @param path what leads to the object: empty, or {@code params}
     */
    JsonFields(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean hasAll(Set<String> names) {
        return values.keySet().containsAll(names);
    }

    /** These may be there, whatever they are. */
    void passOver(Set<String> names) {
        names.stream().filter(values::containsKey).forEach(read::add);
    }

    /** All fields have been read. */
    void end() throws NoFrame {
        for (String name : values.keySet()) {
            if (!read.contains(name)) {
                throw wrong(
                        name,
                        "there is no such field here"
                                + (read.isEmpty() ? "" : ", only " + String.join(", ", read)));
            }
        }
    }

    long number(String name, long max) throws NoFrame {
        if (whole(value(name)) instanceof Long number && number >= 0 && number <= max) {
            return number;
        }
        throw unexpected(name, "a whole number, 0.." + max);
    }

    long number(String name, long max, long otherwise) throws NoFrame {
        return has(name) ? number(name, max) : otherwise(name, otherwise);
    }

    /** A whole number in any of its spellings as a {@link Long}, where it is one. */
    private static Object whole(Object value) {
        if (value instanceof BigDecimal number
                && number.precision() - number.scale() <= 10
                && number.stripTrailingZeros().scale() <= 0) {
            return number.longValue();
        }
        return value;
    }

    DeviceId deviceId(String name) throws NoFrame {
        try {
            return DeviceId.parse(string(name));
        } catch (IllegalArgumentException e) {
            throw unexpected(name, "eight hex digits");
        }
    }

    boolean flag(String name) throws NoFrame {
        if (value(name) instanceof Boolean flag) {
            return flag;
        }
        throw unexpected(name, "true or false");
    }

    String string(String name) throws NoFrame {
        if (value(name) instanceof String text) {
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
        return switch (whole(value(name))) {
            case Boolean flag -> flag ? Toggle.ON : Toggle.OFF;
            case Long number when number >= 0 && number <= 0xff -> new Toggle(number.intValue());
            default -> throw unexpected(name, "true, false or 0..255");
        };
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
        Object value = whole(value(name));
        if (value instanceof Long number && number >= 0 && number <= max) {
            return of.apply(number.intValue());
        }
        if (value instanceof String label && !label.isEmpty() && labels.contains(label)) {
            return of.apply(labels.indexOf(label));
        }
        String names =
                labels.stream().filter(label -> !label.isEmpty()).collect(Collectors.joining(", "));
        throw wrong(
                name,
                "%s is not %s: expected %s or 0..%d".formatted(show(value), what, names, max));
    }

    Set<DayOfWeek> days(String name) throws NoFrame {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Object entry : list(name)) {
            DayOfWeek day = day(name, entry);
            if (!days.add(day)) {
                throw wrong(name, "has " + day + " twice");
            }
        }
        return days;
    }

    private DayOfWeek day(String name, Object entry) throws NoFrame {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(entry)) {
                return day;
            }
        }
        throw wrong(name, show(entry) + " is not a day: expected SUNDAY, MONDAY and so on");
    }

    /** A string, or any bytes as {@code {"hex":"…"}}. */
    Text text(String name, int size, Charset charset) throws NoFrame {
        Bytes bytes;
        if (value(name) instanceof String text) {
            try {
                bytes = Bytes.copyOf(charset.newEncoder().encode(CharBuffer.wrap(text)));
            } catch (CharacterCodingException e) {
                throw wrong(name, show(text) + " is not " + charset);
            }
        } else if (value(name) instanceof Map<?, ?>) {
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
        return has(name) ? object(name) : new JsonFields(path(name), Map.of());
    }

    List<JsonFields> objects(String name) throws NoFrame {
        List<JsonFields> objects = new ArrayList<>();
        for (Object entry : list(name)) {
            objects.add(object(path(name) + "[" + objects.size() + "]", entry));
        }
        return objects;
    }

    /** Takes over the fields that are not there, those of objects inside too. */
    void fillIn(Map<String, Object> others) {
        fillIn(values, others);
    }

    @SuppressWarnings("unchecked") // all maps in there are those of StrictJson
    private static void fillIn(Map<String, Object> values, Map<String, Object> others) {
        others.forEach((name, other) -> {
            Object own = values.putIfAbsent(name, other);
            if (own instanceof Map<?, ?> ownMap && other instanceof Map<?, ?> otherMap) {
                fillIn((Map<String, Object>) ownMap, (Map<String, Object>) otherMap);
            }
        });
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
        return wrong(name, show(value(name)) + " is not what belongs here: expected " + expected);
    }

    @SuppressWarnings("unchecked") // the only maps in there are those of StrictJson
    private static JsonFields object(String path, Object value) throws NoFrame {
        if (value instanceof Map<?, ?> map) {
            return new JsonFields(path, (Map<String, Object>) map);
        }
        throw new NoFrame(path + ": " + show(value) + " is not an object");
    }

    private List<?> list(String name) throws NoFrame {
        if (value(name) instanceof List<?> list) {
            return list;
        }
        throw unexpected(name, "a list");
    }

    private Object value(String name) throws NoFrame {
        Object value = values.get(name);
        read.add(name);
        if (value == null) {
            throw NoFrame.forMissing(path(name));
        }
        return value;
    }

    private <T> T otherwise(String name, T value) {
        read.add(name);
        return value;
    }

    private String path(String name) {
        return (path.isEmpty() ? "" : path + ".") + name;
    }
}
