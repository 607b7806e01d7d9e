package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A payload without a network around it, for {@link LinkType#UPPER_PDU}: tags in big-endian, of
 * which one names who is to take it apart, then the payload.
 *
 * @param dissector the name of who is to take the payload apart; empty where no tag says it
 */
record UpperPdu(String dissector, ByteBuffer payload) {

    /** The name that Wireshark knows for text in lines. */
    static final String TEXT = "data-text-lines";

    /** The name of the dissector for frames. */
    static final String FRAME = "timeguard";

    private static final int TAG_END = 0;
    private static final int TAG_DISSECTOR = 12;

    /** Lengths of options and tags are 16 bits wide; this leaves room for what they pad. */
    private static final int LONGEST = 0xfff0;

    /**
     * Takes the tags off.
     *
     * @throws IndexOutOfBoundsException when they are cut off
     */
    static UpperPdu of(ByteBuffer bytes) {
        String dissector = "";
        int at = 0;
        while (true) {
            int tag = Short.toUnsignedInt(bytes.getShort(at));
            int size = Short.toUnsignedInt(bytes.getShort(at + 2));
            at += 4;
            if (tag == TAG_END) {
                return new UpperPdu(dissector, bytes.slice(at, bytes.limit() - at));
            }
            if (tag == TAG_DISSECTOR) {
                dissector = US_ASCII.decode(bytes.slice(at, size)).toString().replace("\0", "");
            }
            at += size;
        }
    }

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
