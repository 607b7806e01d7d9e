package io.github.timeguardmqtt.api.json;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;

/** A value of JSON, immutable and compared by value. */
public sealed interface JsonValue {

    /** What is left of a text in a sentence. */
    int MAX_SHOWN = 40;

    static JsonValue of(String text) {
        return new JsonText(text);
    }

    static JsonValue of(boolean flag) {
        return flag ? JsonFlag.TRUE : JsonFlag.FALSE;
    }

    static JsonValue of(long number) {
        return new JsonNumber(Long.toString(number));
    }

    /**
     * @param number finite
     */
    static JsonValue of(double number) {
        return JsonNumber.of(number);
    }

    /** A text, or null where there is none. */
    static JsonValue of(Optional<String> text) {
        return text.<JsonValue>map(JsonText::new).orElse(JsonNull.NULL);
    }

    /** A list of texts. */
    static JsonValue texts(Collection<String> texts) {
        return list(texts, JsonText::new);
    }

    /** A list, made element by element. */
    static <T> JsonValue list(Collection<T> elements, Function<? super T, ? extends JsonValue> to) {
        List<JsonValue> values = new ArrayList<>(elements.size());
        elements.forEach(element -> values.add(to.apply(element)));
        return new JsonList(values);
    }

    /** An object that is still to get its members. */
    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /** On one line, without the end of the line. */
    default String line() {
        return JsonWriter.line(this);
    }

    /** As a sentence mentions it: short, and safe to print. */
    default String shown() {
        return switch (this) {
            case JsonText(String text) -> '"' + safe(text) + '"';
            case JsonObject _ -> "an object";
            case JsonList(List<JsonValue> values) ->
                    values.stream().map(JsonValue::shown).collect(joining(", ", "[", "]"));
            case JsonNumber(String literal) -> safe(literal);
            case JsonFlag flag -> Boolean.toString(flag.value());
            case JsonNull _ -> "null";
        };
    }

    private static String safe(String text) {
        String start = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
        return start.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
    }

    /**
     * An object.
     *
     * @param members in the order in which they stand
     */
    record JsonObject(SequencedMap<String, JsonValue> members) implements JsonValue {

        /** Without members. */
        public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

        public JsonObject {
            members = java.util.Collections.unmodifiableSequencedMap(members);
        }

        public boolean has(String key) {
            return members.containsKey(key);
        }

        public Optional<JsonValue> get(String key) {
            return Optional.ofNullable(members.get(key));
        }

        /** Nothing where it is missing, or no text. */
        public Optional<String> text(String key) {
            return members.get(key) instanceof JsonText(String text)
                    ? Optional.of(text)
                    : Optional.empty();
        }

        /** Nothing where it is missing, or no whole number that a long holds. */
        public OptionalLong number(String key) {
            return members.get(key) instanceof JsonNumber number
                    ? number.whole()
                    : OptionalLong.empty();
        }

        /** Nothing where it is missing, or neither true nor false. */
        public Optional<Boolean> flag(String key) {
            return members.get(key) instanceof JsonFlag flag
                    ? Optional.of(flag.value())
                    : Optional.empty();
        }

        /** Nothing where it is missing, or no object. */
        public Optional<JsonObject> object(String key) {
            return members.get(key) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        }

        /** Nothing where it is missing, or no list. */
        public Optional<List<JsonValue>> list(String key) {
            return members.get(key) instanceof JsonList(List<JsonValue> values)
                    ? Optional.of(values)
                    : Optional.empty();
        }

        /** The objects of a list; others in it are left out. */
        public List<JsonObject> objects(String key) {
            return list(key).orElse(List.of()).stream()
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .toList();
        }
    }

    record JsonList(List<JsonValue> values) implements JsonValue {
        public JsonList {
            values = List.copyOf(values);
        }
    }

    record JsonText(String value) implements JsonValue {}

    /**
     * A number, as it is written: none is rounded.
     *
     * @param literal by the grammar of JSON
     */
    record JsonNumber(String literal) implements JsonValue {

        /** The most digits before the point of one that is taken for a whole number. */
        private static final int MAX_WHOLE_DIGITS = 19;

        private static JsonNumber of(double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("JSON has no number " + number);
            }
            String text = Double.toString(number);
            if (text.indexOf('E') < 0) {
                return new JsonNumber(text);
            }
            String plain = new BigDecimal(text).toPlainString();
            return new JsonNumber(plain.indexOf('.') < 0 ? plain + ".0" : plain);
        }

        /** Written as a whole number that a long holds; {@code 1.0} is not. */
        public OptionalLong whole() {
            try {
                return literal.length() > MAX_WHOLE_DIGITS + 1
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(literal));
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }

        /** Its value. Nothing of it is computed: the exponent can be anything. */
        public BigDecimal decimal() {
            return new BigDecimal(literal);
        }

        /** A whole number in any of its spellings: {@code 1}, {@code 1.0} and {@code 1e0}. */
        public OptionalLong wholeInAnySpelling() {
            BigDecimal number = decimal().stripTrailingZeros(); // a zero loses its exponent
            boolean isSmall = (long) number.precision() - number.scale() < MAX_WHOLE_DIGITS;
            return isSmall && number.scale() <= 0
                    ? OptionalLong.of(number.longValue())
                    : OptionalLong.empty();
        }
    }

    enum JsonFlag implements JsonValue {
        FALSE,
        TRUE;

        public boolean value() {
            return this == TRUE;
        }
    }

    /** The value {@code null}. */
    enum JsonNull implements JsonValue {
        NULL
    }

    /** Puts an object together; members stand in the order in which they were put. */
    final class ObjectBuilder {

        private final SequencedMap<String, JsonValue> members = new LinkedHashMap<>();

        private ObjectBuilder() {}

        public ObjectBuilder put(String key, JsonValue value) {
            members.put(key, value);
            return this;
        }

        public ObjectBuilder put(String key, String text) {
            return put(key, of(text));
        }

        public ObjectBuilder put(String key, long number) {
            return put(key, of(number));
        }

        public ObjectBuilder put(String key, double number) {
            return put(key, of(number));
        }

        public ObjectBuilder put(String key, boolean flag) {
            return put(key, of(flag));
        }

        /** A text, or null where there is none. */
        public ObjectBuilder put(String key, Optional<String> text) {
            return put(key, of(text));
        }

        /** Left out where there is none. */
        public ObjectBuilder putText(String key, Optional<String> text) {
            text.ifPresent(it -> put(key, it));
            return this;
        }

        /** Left out where there is none. */
        public ObjectBuilder putValue(String key, Optional<? extends JsonValue> value) {
            value.ifPresent(it -> put(key, it));
            return this;
        }

        /** Left out where there is none. */
        public ObjectBuilder putNumber(String key, OptionalLong number) {
            number.ifPresent(it -> put(key, it));
            return this;
        }

        /** Left out where there is none. */
        public ObjectBuilder putNumber(String key, OptionalInt number) {
            number.ifPresent(it -> put(key, it));
            return this;
        }

        /** All members of another object. */
        public ObjectBuilder putAll(JsonObject object) {
            members.putAll(object.members());
            return this;
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
