package io.github.timeguardmqtt.protocol;

import java.util.Objects;

/**
 * CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected, no final XOR. The checksum of
 * {@code "123456789"} is 0x31C3. Source: docs/reference/protocol.md, "Frame".
 */
public final class Crc16Xmodem {

    private static final int POLYNOMIAL = 0x1021;

    /**
     * At {@code n << 8 | octet}, the checksum of that octet with n zeros behind it: four octets are
     * taken at a time, because each step must wait for the one before.
     */
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
        int at = start;
        int end = start + length;
        for (; end - at >= 4; at += 4) {
            crc =
                    TABLE[0x300 | ((crc >>> 8 ^ data[at]) & 0xff)]
                            ^ TABLE[0x200 | ((crc ^ data[at + 1]) & 0xff)]
                            ^ TABLE[0x100 | (data[at + 2] & 0xff)]
                            ^ TABLE[data[at + 3] & 0xff];
        }
        for (; at < end; at++) {
            crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ data[at]) & 0xff]) & 0xffff;
        }
        return crc;
    }

    private static char[] table() {
        char[] table = new char[4 * 256];
        for (int octet = 0; octet < 256; octet++) {
            int crc = octet << 8;
            for (int zeros = 0; zeros < 4; zeros++) {
                for (int bit = 0; bit < 8; bit++) {
                    crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
                }
                table[zeros << 8 | octet] = (char) crc;
            }
        }
        return table;
    }
}
