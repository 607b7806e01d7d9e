package io.github.timeguardmqtt.protocol;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Bytes as tests write them, and frames put together without the code under test. */
final class Wire {

    /** What stands in a frame of {@link #frame} behind its params size. */
    static final Envelope ENVELOPE =
            new Envelope(574, 0, 0, 0, 0xa1, Bytes.of(0x5f, 0x63, 0x6f), new DeviceId(0x12345678));

    private Wire() {}

    /** Lines of {@code 5c 4d 00 00 | up for 19804 s}: what follows a bar is for the reader. */
    static Bytes bytes(String annotated) {
        StringBuilder hex = new StringBuilder();
        annotated.lines().forEach(line -> hex.append(line.replaceFirst("\\|.*", "")));
        return Bytes.wrap(HexFormat.of().parseHex(hex.toString().replaceAll("\\s", "")));
    }

    static Bytes concat(Bytes... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Bytes part : parts) {
            all.writeBytes(part.toArray());
        }
        return Bytes.wrap(all.toByteArray());
    }

    static Bytes zeros(int count) {
        return Bytes.wrap(new byte[count]);
    }

    /** These bytes with another value at {@code at}. */
    static Bytes with(Bytes bytes, int at, int value) {
        byte[] changed = bytes.toArray();
        changed[at] = (byte) value;
        return Bytes.wrap(changed);
    }

    /** A valid frame around these params. */
    static Bytes frame(int type, int flags, Bytes params) {
        return frame(type, flags, params.size(), params);
    }

    /** A frame with right sizes, checksum and footer, whatever its payload says. */
    static Bytes frame(int type, int flags, int paramsSize, Bytes behindDevice) {
        return around(
                concat(
                        Bytes.of(type, flags),
                        u16(paramsSize),
                        Bytes.of(0xa1),
                        Bytes.of(0x5f, 0x63, 0x6f),
                        Bytes.of(0x78, 0x56, 0x34, 0x12),
                        behindDevice));
    }

    /** A frame with right sizes, checksum and footer around any payload. */
    static Bytes around(Bytes payload) {
        return concat(
                Bytes.of(0xfa, 0xd4),
                u16(payload.size()),
                Bytes.of(0x3e, 0x02, 0, 0),
                payload,
                u16(checksum(payload)),
                Bytes.of(0x2d, 0xdf));
    }

    static Bytes u16(int value) {
        return Bytes.of(value & 0xff, value >>> 8);
    }

    /** CRC-16/XMODEM as the textbook has it, bit by bit. */
    static int checksum(Bytes bytes) {
        int crc = 0;
        for (int i = 0; i < bytes.size(); i++) {
            crc ^= bytes.at(i) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x11021;
            }
        }
        return crc;
    }
}
