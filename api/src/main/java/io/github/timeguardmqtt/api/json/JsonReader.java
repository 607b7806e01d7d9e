package io.github.timeguardmqtt.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Reads an object from a stranger, strictly: by RFC 8259, in UTF-8, no key twice, no half of a
 * surrogate pair, nothing behind the object.
 */
public final class JsonReader {

    /** How deep objects and lists may stand in each other. */
    static final int MAX_DEPTH = 16;

    /** The chars of a number. */
    static final int MAX_NUMBER = 1000;

    /** The bytes of an answer of the gateway, of which the longest names 100,000 devices. */
    private static final int MAX_BYTES = 64 << 20;

    // Keys come from strangers: none is kept beyond its document. Nothing is pooled, since
    // documents
    // are few and short.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNumberLength(MAX_NUMBER)
                                    .maxNestingDepth(MAX_DEPTH + 1)
                                    .maxStringLength(MAX_BYTES)
                                    .build())
                    .build();

    private final JsonParser parser;
    private int depth;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The object in the first {@code length} bytes of {@code line}.
     *
     * @throws NotJsonException in half a sentence that begins behind what the bytes are: {@code is
     *     not JSON at column 7: …}
     */
    public static JsonObject object(byte[] line, int length) throws NotJsonException {
        if (length > MAX_BYTES) {
            throw tooLong(length, MAX_BYTES);
        }
        try {
            return object(UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString());
        } catch (CharacterCodingException e) {
            throw new NotJsonException("is not valid UTF-8");
        }
    }

    /**
     * The object that a payload is.
     *
     * @param maxBytes how many bytes it may have
     * @throws NotJsonException in half a sentence, as above
     */
    public static JsonObject object(Bytes payload, int maxBytes) throws NotJsonException {
        if (payload.size() > maxBytes) {
            throw tooLong(payload.size(), maxBytes);
        }
        return object(payload.toArray(), payload.size());
    }

    /**
     * The object that a text is.
     *
     * @throws NotJsonException in half a sentence, as above
     */
    public static JsonObject object(String text) throws NotJsonException {
        if (!text.stripLeading().startsWith("{")) {
            throw new NotJsonException(
                    text.isBlank() ? "is empty" : "is not a JSON object: it must start with {");
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonReader reader = new JsonReader(parser);
            parser.nextToken();
            JsonObject object = reader.object();
            JsonLocation end = parser.currentLocation();
            if (parser.nextToken() != null) {
                throw wrong("there is something behind the object", end);
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new NotJsonException("has a number beyond all bounds");
        } catch (JsonProcessingException e) {
            throw wrong(sentence(e.getOriginalMessage()), e.getLocation());
        } catch (IOException e) {
            throw new NotJsonException("cannot be read: " + e.getMessage());
        }
    }

    private static NotJsonException tooLong(int bytes, int maxBytes) {
        return new NotJsonException("has %d bytes: expected at most %d".formatted(bytes, maxBytes));
    }

    private static NotJsonException wrong(String sentence, JsonLocation at) {
        String line = at.getLineNr() > 1 ? "line %d, ".formatted(at.getLineNr()) : "";
        return new NotJsonException(
                "is not JSON at %scolumn %d: %s".formatted(line, at.getColumnNr(), sentence));
    }

    /** The library's, without what a programmer could do about it, and safe to print. */
    private static String sentence(String told) {
        String plain =
                told.replaceFirst("[:,(]?[^:,(]*`.*", "").replaceAll("[\\p{C}\\u2028\\u2029]", "?");
        return plain.isEmpty()
                ? "there is no value"
                : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
    }

    private JsonValue value() throws IOException, NotJsonException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> new JsonText(text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> JsonValue.of(true);
            case VALUE_FALSE -> JsonValue.of(false);
            case VALUE_NULL -> JsonValue.JsonNull.NULL;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw wrong("there is no value", parser.currentLocation());
        };
    }

    private JsonObject object() throws IOException, NotJsonException {
        enter();
        SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = whole(parser.currentName());
            parser.nextToken();
            if (members.put(key, value()) != null) {
                throw new NotJsonException(
                        "has the key %s twice".formatted(JsonValue.of(key).shown()));
            }
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonList list() throws IOException, NotJsonException {
        enter();
        List<JsonValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value());
        }
        depth--;
        return new JsonList(values);
    }

    private void enter() throws NotJsonException {
        if (++depth > MAX_DEPTH) {
            throw new NotJsonException("is nested more than " + MAX_DEPTH + " deep");
        }
    }

    private JsonNumber number() throws IOException, NotJsonException {
        JsonNumber number = new JsonNumber(parser.getText());
        try {
            BigDecimal _ = number.decimal();
            return number;
        } catch (NumberFormatException e) { // for an exponent beyond 32 bits
            throw new NotJsonException("has a number beyond all bounds");
        }
    }

    private String text() throws IOException, NotJsonException {
        return whole(parser.getText());
    }

    /** The library takes halves of surrogate pairs from escapes. */
    private static String whole(String text) throws NotJsonException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new NotJsonException("has half a surrogate pair in a string");
                }
                i++;
            }
        }
        return text;
    }
}
