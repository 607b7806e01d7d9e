package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * The text of a NUL-padded field: its bytes up to the first NUL, whether they are valid in the
 * field's character set or not.
 */
public record Text(Bytes bytes) {

    public static final Text EMPTY = new Text(Bytes.EMPTY);

    /**
     * @throws IllegalArgumentException when {@code bytes} holds a NUL
     */
    public Text {
        if (bytes.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a text ends at its first NUL byte");
        }
    }

    /**
     * The whole of {@code name}.
     *
     * @throws IllegalArgumentException when it has over 50 bytes in UTF-8, a NUL, or half a
     *     surrogate pair
     */
    public static Text name(String name) {
        Text text = encode(name);
        text.checkFits(Schedule.NAME_SIZE);
        return text;
    }

    /**
     * As much of {@code name} as fits 50 bytes of UTF-8, cut where a character ends.
     *
     * @throws IllegalArgumentException when it has a NUL or half a surrogate pair
     */
    public static Text nameCut(String name) {
        Bytes all = encode(name).bytes();
        int end = Math.min(all.size(), Schedule.NAME_SIZE);
        while (end < all.size() && isContinuation(all.at(end))) {
            end--;
        }
        return new Text(all.slice(0, end));
    }

    /** The same text, without keeping alive the frame that it may have come in. */
    public Text compact() {
        return bytes.isEmpty() ? EMPTY : new Text(bytes.compact());
    }

    static Text ofField(Bytes field) {
        int end = field.indexOf(0);
        Bytes bytes = end < 0 ? field : field.slice(0, end);
        return bytes.isEmpty() ? EMPTY : new Text(bytes);
    }

    /** The text, unless its bytes are not valid in this character set. */
    public Optional<String> in(Charset charset) {
        try {
            return Optional.of(charset.newDecoder().decode(bytes.asByteBuffer()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    void checkFits(int size) {
        if (bytes.size() > size) {
            throw new IllegalArgumentException(
                    "a text of " + bytes.size() + " bytes does not fit its field of " + size);
        }
    }

    private static Text encode(String text) {
        try {
            return new Text(
                    Bytes.copyOf(UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text))));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text holds half a surrogate pair", e);
        }
    }

    private static boolean isContinuation(int octet) {
        return (octet & 0xc0) == 0x80;
    }
}
