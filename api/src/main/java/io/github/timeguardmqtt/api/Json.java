package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import io.avaje.json.stream.JsonStream;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.Map;

/** JSON as maps, lists, strings, numbers and booleans. */
public final class Json {

    /** Bounds the depth too: the reader calls itself for each bracket. */
    private static final int MAX_BRACKETS = 200;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .jsonStream(
                            JsonStream.builder().serializeNulls(true).serializeEmpty(true).build())
                    .build();

    private Json() {}

    /** One line. Texts in it must be without halves of surrogate pairs. */
    public static String line(Map<String, ?> object) {
        return JSON.toJson(object);
    }

    /**
     * A map or a list of such values, from a stranger.
     *
     * @throws IllegalArgumentException in one sentence, when a text in it cannot be written
     */
    public static String of(Object value) {
        try {
            return JSON.toJson(value);
        } catch (JsonException e) {
            throw new IllegalArgumentException(
                    "a text in the payload has half of a surrogate pair: expected plain text", e);
        }
    }

    /**
     * Reads an object from a stranger.
     *
     * @param most how many bytes it may have
     * @throws IllegalArgumentException in one sentence, when it is anything else
     */
    public static Map<String, Object> object(Bytes payload, int most) {
        if (payload.size() > most) {
            throw new IllegalArgumentException(
                    "the payload has %d bytes: expected at most %d"
                            .formatted(payload.size(), most));
        }
        String text = new String(payload.toArray(), UTF_8);
        if (text.chars().filter(c -> c == '{' || c == '[').count() > MAX_BRACKETS) {
            throw new IllegalArgumentException(
                    "the payload has more than %d brackets".formatted(MAX_BRACKETS));
        }
        Map<String, Object> object;
        try {
            object = JSON.fromJsonObject(text);
        } catch (RuntimeException e) { // on some of what is no JSON its parser fails on an index
            throw new IllegalArgumentException("the payload is not a JSON object", e);
        }
        if (object == null) {
            throw new IllegalArgumentException("the payload is not a JSON object");
        }
        return object;
    }
}
