package io.github.timeguardmqtt.protocol;

import java.util.Objects;

/**
 * CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected, no final XOR. The checksum of
 * {@code "123456789"} is 0x31C3. Source: docs/protocol.md, "Frame".
 */
public final class Crc16Xmodem {

    private static final int POLYNOMIAL = 0x1021;
    private static final char[] TABLE = table();

    private Crc16Xmodem() {}

    /**
     * The checksum of {@code length} bytes from {@code start} on, as 0..65535.
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code data}
     */
    public static int of(byte[] data, int start, int length) {
        Objects.checkFromIndexSize(start, length, data.length);
        int crc = 0;
        for (int i = start; i < start + length; i++) {
            crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ data[i]) & 0xff]) & 0xffff;
        }
        return crc;
    }

    private static char[] table() {
        char[] table = new char[256];
        for (int index = 0; index < 256; index++) {
            int crc = index << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
            table[index] = (char) crc;
        }
        return table;
    }
}
