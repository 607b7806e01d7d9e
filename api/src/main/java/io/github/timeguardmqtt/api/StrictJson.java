package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object as maps, lists, strings, booleans, {@link Long} or {@link BigDecimal}, and {@link
 * #NULL}.
 *
 * <p>By RFC 8259 to the letter, and no key twice: the reader of the library that writes our JSON
 * passes over a second key, a comma too many, and whatever stands behind the object.
 */
public final class StrictJson {

    /** The value {@code null}. */
    public static final Object NULL = new Object();

    private static final int MAX_DEPTH = 16;
    private static final int SHOWN = 40;
    private static final char END = '\0';

    private final String text;
    private int at;
    private int depth;

    private StrictJson(String text) {
        this.text = text;
    }

    /**
     * The object in the first {@code length} bytes of {@code line}.
     *
     * @throws NotJsonException in half a sentence that begins behind what the bytes are: {@code is
     *     not JSON: …}
     */
    public static Map<String, Object> object(byte[] line, int length) throws NotJsonException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw new NotJsonException("is not valid UTF-8");
        }
        StrictJson json = new StrictJson(text);
        json.skipSpace();
        if (json.peek() != '{') {
            throw new NotJsonException(
                    text.isBlank() ? "is empty" : "is not a JSON object: it must start with {");
        }
        Map<String, Object> object = json.object();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.wrong("nothing behind the object");
        }
        return object;
    }

    /** A JSON value as a sentence mentions it: short, and safe to print. */
    public static String show(Object value) {
        return switch (value) {
            case String text -> '"' + safe(text) + '"';
            case Map<?, ?> _ -> "an object";
            case List<?> list ->
                    list.stream().map(StrictJson::show).collect(joining(", ", "[", "]"));
            case Number number -> safe(number.toString());
            case Boolean flag -> flag.toString();
            default -> "null";
        };
    }

    private static String safe(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return start.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
    }

    private Object value() throws NotJsonException {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw wrong("a value");
        };
    }

    private Map<String, Object> object() throws NotJsonException {
        Map<String, Object> object = new LinkedHashMap<>();
        enter();
        if (!isClosed('}')) {
            do {
                skipSpace();
                if (peek() != '"') {
                    throw wrong("a key in quotes");
                }
                String key = string();
                skipSpace();
                expect(':');
                if (object.put(key, value()) != null) {
                    throw new NotJsonException("has the key " + show(key) + " twice");
                }
            } while (goesOn('}'));
        }
        depth--;
        return object;
    }

    private List<Object> list() throws NotJsonException {
        List<Object> list = new ArrayList<>();
        enter();
        if (!isClosed(']')) {
            do {
                list.add(value());
            } while (goesOn(']'));
        }
        depth--;
        return list;
    }

    private void enter() throws NotJsonException {
        if (++depth > MAX_DEPTH) {
            throw new NotJsonException("is nested more than " + MAX_DEPTH + " deep");
        }
        at++;
    }

    private boolean isClosed(char close) {
        skipSpace();
        if (peek() != close) {
            return false;
        }
        at++;
        return true;
    }

    private boolean goesOn(char close) throws NotJsonException {
        if (isClosed(close)) {
            return false;
        }
        if (peek() != ',') {
            throw wrong(", or " + close);
        }
        at++;
        return true;
    }

    private String string() throws NotJsonException {
        at++;
        int start = at;
        while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder string = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            char next = peek();
            if (next < ' ') {
                throw wrong("the end of the string");
            }
            at++;
            string.append(next == '\\' ? escaped() : next);
        }
        at++;
        for (int i = 0; i < string.length(); i++) {
            int point = string.codePointAt(i);
            if (Character.isSupplementaryCodePoint(point)) {
                i++;
            } else if (Character.isSurrogate((char) point)) {
                throw new NotJsonException("has half a surrogate pair in a string");
            }
        }
        return string.toString();
    }

    private char escaped() throws NotJsonException {
        char escape = peek();
        int meaning = "\"\\/bfnrt".indexOf(escape);
        if (meaning >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(meaning);
        }
        int unit = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = escape == 'u' && at + i < text.length() ? hexDigit(at + i) : -1;
            if (digit < 0) {
                throw wrong("an escape such as \\n or \\u00e9");
            }
            unit = unit << 4 | digit;
        }
        at += 5;
        return (char) unit;
    }

    private int hexDigit(int index) {
        char digit = text.charAt(index);
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }

    private Object number() throws NotJsonException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean isWhole = true;
        if (peek() == '.') {
            isWhole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            isWhole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        String number = text.substring(start, at);
        try {
            // A long has at most 18 digits that can be anything.
            if (isWhole && number.length() <= 18) {
                return Long.valueOf(number);
            }
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw new NotJsonException("has a number beyond all bounds");
        }
    }

    private void digits() throws NotJsonException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("a digit");
        }
    }

    private Object word(String word, Object value) throws NotJsonException {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) throws NotJsonException {
        if (peek() != wanted) {
            throw wrong(Character.toString(wanted));
        }
        at++;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private NotJsonException wrong(String expected) {
        String found =
                at < text.length()
                        ? show(text.substring(at, text.offsetByCodePoints(at, 1)))
                        : "the end";
        return new NotJsonException(
                "is not JSON: expected %s at column %d, but found %s"
                        .formatted(expected, at + 1, found));
    }
}
