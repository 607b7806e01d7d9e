package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * A line of a dump of hex, as tcpdump, Wireshark, tshark, hexdump and xxd write them: an offset, up
 * to sixteen bytes, and what they are as text.
 *
 * @param offset in hex, as it stands there
 */
record DumpLine(int offset, Bytes bytes) {

    private static final int MAX_BYTES = 16;
    private static final int MIN_OFFSET_DIGITS = 4;
    private static final int MAX_OFFSET_DIGITS = 8;

    /** Reads a line; nothing where it is no such line. */
    static Optional<DumpLine> of(String line) {
        int at = 0;
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
        if (line.startsWith("0x", at)) {
            at += 2;
        }
        int start = at;
        while (at < line.length() && Character.digit(line.charAt(at), 16) >= 0) {
            at++;
        }
        int digits = at - start;
        if (digits < MIN_OFFSET_DIGITS || digits > MAX_OFFSET_DIGITS) {
            return Optional.empty();
        }
        boolean hasColon = at < line.length() && line.charAt(at) == ':';
        if (hasColon) {
            at++;
        }
        int gap = gap(line, at);
        if (gap == 0 || (gap == 1 && !hasColon)) {
            return Optional.empty();
        }
        int offset = Integer.parseUnsignedInt(line.substring(start, start + digits), 16);
        Bytes bytes = bytes(line, at + gap);
        return bytes.isEmpty() || offset < 0
                ? Optional.empty()
                : Optional.of(new DumpLine(offset, bytes));
    }

    /** Pairs of digits, alone or several together, up to a gap that is not one in the middle. */
    private static Bytes bytes(String line, int from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(MAX_BYTES);
        int at = from;
        while (at < line.length() && bytes.size() < MAX_BYTES) {
            int end = at;
            while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
                end++;
            }
            boolean isWord = end == line.length() || isSpace(line.charAt(end));
            int pairs = (end - at) / 2;
            if (end == at || (end - at) % 2 != 0 || !isWord || bytes.size() + pairs > MAX_BYTES) {
                break;
            }
            for (; at < end; at += 2) {
                bytes.write(Integer.parseInt(line, at, at + 2, 16));
            }
            int gap = gap(line, at);
            if (gap > 2 || (gap == 2 && bytes.size() != MAX_BYTES / 2)) {
                break;
            }
            at += gap;
        }
        byte[] all = bytes.toByteArray();
        return Bytes.copyOf(all);
    }

    private static int gap(String line, int from) {
        int at = from;
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
        return at - from;
    }

    private static boolean isSpace(char sign) {
        return sign == ' ' || sign == '\t';
    }
}
