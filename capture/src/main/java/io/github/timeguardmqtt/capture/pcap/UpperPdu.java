package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A payload without a network around it, for {@link LinkType#UPPER_PDU}: tags in big-endian, of
 * which one names who is to take it apart, then the payload.
 */
final class UpperPdu {

    /** The name that Wireshark knows for text in lines. */
    static final String TEXT = "data-text-lines";

    /** The name of the dissector for frames. */
    static final String FRAME = "timeguard";

    private static final int TAG_END = 0;
    private static final int TAG_DISSECTOR = 12;

    /** Lengths of options and tags are 16 bits wide; this leaves room for what they pad. */
    private static final int LONGEST = 0xfff0;

    private UpperPdu() {}

    static byte[] bytes(String dissector, byte[] payload) {
        byte[] name = dissector.getBytes(US_ASCII);
        byte[] padded = Arrays.copyOf(name, (name.length + 3) & ~3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        u16(TAG_DISSECTOR, bytes);
        u16(padded.length, bytes);
        bytes.writeBytes(padded);
        u16(TAG_END, bytes);
        u16(0, bytes);
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    /** As much of a text as fits where its length has 16 bits. */
    static byte[] cut(byte[] text) {
        return text.length <= LONGEST ? text : Arrays.copyOf(text, LONGEST);
    }

    private static void u16(int value, ByteArrayOutputStream to) {
        to.write(value >>> 8);
        to.write(value);
    }
}
