package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A line of text that ends in hex: bare, or a log line with any words before it.
 *
 * <p>The hex is the last run of byte pairs, to the end of the line. Vocabulary of pairs alone
 * belong to it; so does the hex at the end of the word before them, where something sets it off
 * that is neither a letter nor a digit of ASCII, or {@code 0x} does. Neither the seconds of {@code
 * 21:18:07}, the end of {@code 192.168.1.48} nor the last letters of {@code decode} are hex.
 */
public final class HexLine {

    /** They hold dates, times, addresses and paths together, where a letter or digit is before. */
    private static final String JOINERS = "-./_";

    private final byte[] line;
    private final int end;

    private HexLine(byte[] line, int length) {
        this.line = line;
        this.end = beforeSpaces(line, length);
    }

    /** What a line holds. */
    public sealed interface Found {}

    /**
     * The line's bytes, none for a blank line.
     *
     * @param text what stands before them
     */
    public record Hex(String text, Bytes bytes) implements Found {}

    /**
     * The line has words, but does not end in hex.
     *
     * @param detail one sentence for a person
     */
    public record NoHex(String text, String detail) implements Found {}

    /** Looks for hex in the first {@code length} bytes of {@code line}, which are UTF-8. */
    public static Found find(byte[] line, int length) {
        return new HexLine(line, length).find();
    }

    private Found find() {
        int start = end;
        int wordEnd = end;
        while (wordEnd > 0) {
            int tail = hexTail(wordEnd);
            int digits = wordEnd - tail;
            boolean wholeWord = tail == 0 || isSpace(line[tail - 1]);
            boolean prefixed = !wholeWord && isPrefixed(tail);
            if (digits == 0 || !(wholeWord || prefixed || isSetOff(tail))) {
                break;
            }
            if (digits % 2 != 0) {
                if (wordEnd == end) {
                    return new NoHex(
                            text(end),
                            "ends in an odd number of hex digits, " + digits + " in its last word");
                }
                break;
            }
            start = tail;
            if (prefixed) {
                tail -= 2;
            }
            if (tail > 0 && !isSpace(line[tail - 1])) {
                break;
            }
            wordEnd = beforeSpaces(line, tail);
        }
        if (start == end && end > 0 && !isLogLineOfNothing()) {
            return new NoHex(text(end), "has words, but does not end in hex");
        }
        return new Hex(text(start), bytes(start));
    }

    /** The line of a frame log about an empty datagram ends with its verdict. */
    private boolean isLogLineOfNothing() {
        return text(end).matches(".*\\[parsing:\\w+]");
    }

    /** Where the hex digits start that stand right before {@code from}. */
    private int hexTail(int from) {
        int at = from;
        while (at > 0 && digit(line[at - 1]) >= 0) {
            at--;
        }
        return at;
    }

    /** Whether {@code 0x} stands before {@code tail}, as the start of a number of its own. */
    private boolean isPrefixed(int tail) {
        return tail >= 2
                && (line[tail - 1] | 0x20) == 'x'
                && line[tail - 2] == '0'
                && (tail == 2 || !Character.isLetterOrDigit(line[tail - 3]));
    }

    private boolean isSetOff(int tail) {
        byte before = line[tail - 1];
        if (isLetterOrDigit(before)) {
            return false;
        }
        if (JOINERS.indexOf(before) >= 0) {
            return tail == 1 || !isLetterOrDigit(line[tail - 2]);
        }
        if (before != ':') {
            return true;
        }
        int word = hexTail(tail - 1);
        boolean isTimeOrAddress =
                word < tail - 1 && (word == 0 || !Character.isLetterOrDigit(line[word - 1]));
        return !isTimeOrAddress && (tail == 1 || !Character.isDigit(line[tail - 2]));
    }

    /** Of ASCII: bytes of other characters are negative. */
    private static boolean isLetterOrDigit(byte octet) {
        return octet >= 0 && Character.isLetterOrDigit(octet);
    }

    private Bytes bytes(int start) {
        ByteBuffer bytes = ByteBuffer.allocate((end - start) / 2);
        int at = start;
        while (at < end) {
            if (isSpace(line[at])) {
                at++;
                continue;
            }
            int low = digit(line[at + 1]);
            if (low >= 0) {
                bytes.put((byte) (digit(line[at]) << 4 | low));
            } // otherwise it is the 0x before a pair
            at += 2;
        }
        return Bytes.copyOf(bytes.flip());
    }

    private String text(int to) {
        return to == 0
                ? ""
                : new String(line, 0, beforeSpaces(line, to), StandardCharsets.UTF_8).strip();
    }

    private static int beforeSpaces(byte[] line, int from) {
        int at = from;
        while (at > 0 && isSpace(line[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || (octet >= '\t' && octet <= '\r');
    }

    private static int digit(byte octet) {
        return octet < 0 ? -1 : Character.digit(octet, 16);
    }
}
