package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.Bytes;

/** Text that came from outside, made fit for one line of a log, a topic or a page. */
public final class PlainText {

    private PlainText() {}

    /** What cannot be seen, such as a line's end, becomes a blank; blanks around it go. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(point -> plain.appendCodePoint(isSeen(point) ? point : ' '));
        return plain.toString().strip();
    }

    /**
     * The same of the first characters of some bytes. What is no UTF-8 shows as a replacement
     * character.
     *
     * @param most how many chars of the bytes are looked at
     */
    public static String of(Bytes bytes, int most) {
        // No char takes more than four bytes, so that a character cut here is cut below as well.
        Bytes head = bytes.slice(0, Math.min(bytes.size(), 4 * most));
        return of(cut(new String(head.toArray(), UTF_8), most));
    }

    /** At most so many chars, cut where a character ends. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
