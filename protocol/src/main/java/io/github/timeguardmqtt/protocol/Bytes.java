package io.github.timeguardmqtt.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A run of bytes that never changes and is compared by content.
 *
 * <p>A slice shares the storage of what it was cut from, so that a decoded frame holds its datagram
 * once, however many fields show parts of it.
 */
public final class Bytes {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final HexFormat HEX = HexFormat.of();
    private static final HexFormat SPACED_HEX = HexFormat.ofDelimiter(" ");

    private final byte[] array;
    private final int start;
    private final int length;

    private Bytes(byte[] array, int start, int length) {
        this.array = array;
        this.start = start;
        this.length = length;
    }

    /** A copy of all of {@code source}. */
    public static Bytes copyOf(byte[] source) {
        return wrap(source.clone());
    }

    /**
     * A copy of {@code length} bytes from {@code start} on.
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code source}
     */
    public static Bytes copyOf(byte[] source, int start, int length) {
        Objects.checkFromIndexSize(start, length, source.length);
        return wrap(Arrays.copyOfRange(source, start, start + length));
    }

    /** The same bytes, without keeping alive those that they may have been cut out of. */
    public Bytes compact() {
        return length == array.length ? this : wrap(toArray());
    }

    /** All of {@code parts}, one behind the other. */
    public static Bytes concat(List<Bytes> parts) {
        byte[] whole = new byte[parts.stream().mapToInt(Bytes::size).sum()];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(whole, at);
            at += part.size();
        }
        return wrap(whole);
    }

    /** A copy of what remains in {@code source}; its position moves to its limit. */
    public static Bytes copyOf(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        return wrap(copy);
    }

    /** Each value's low eight bits as a byte: {@code Bytes.of(0xfa, 0xd4)}. */
    public static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return wrap(array);
    }

    /**
     * Hex digits, two a byte, with or without single spaces between the bytes.
     *
     * @throws IllegalArgumentException when {@code hex} is anything else
     */
    public static Bytes ofHex(String hex) {
        return wrap((hex.indexOf(' ') < 0 ? HEX : SPACED_HEX).parseHex(hex));
    }

    /** Takes the array over: for callers in this package that made it and let go of it. */
    static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Shares {@code array}, which must not change while the view is in use. */
    static Bytes view(byte[] array, int start, int length) {
        return new Bytes(array, start, length);
    }

    /** How many bytes there are. */
    public int size() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index} as 0..255. */
    public int at(int index) {
        return array[start + Objects.checkIndex(index, length)] & 0xff;
    }

    /** The two bytes at {@code index} as a little-endian number, 0..65535. */
    public int u16(int index) {
        Objects.checkFromIndexSize(index, 2, length);
        return (array[start + index] & 0xff) | (array[start + index + 1] & 0xff) << 8;
    }

    /** The four bytes at {@code index} as a little-endian number, 0..4294967295. */
    public long u32(int index) {
        return u16(index) | (long) u16(index + 2) << 16;
    }

    /** The part from {@code from} to the end, sharing this storage. */
    public Bytes from(int from) {
        return slice(from, length - from);
    }

    /** {@code count} bytes from {@code from} on, sharing this storage. */
    public Bytes slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        if (count == 0) {
            return EMPTY;
        }
        return count == length ? this : new Bytes(array, start + from, count);
    }

    /** Where {@code value} first stands, or -1. */
    public int indexOf(int value) {
        for (int i = 0; i < length; i++) {
            if (array[start + i] == (byte) value) {
                return i;
            }
        }
        return -1;
    }

    /** A copy. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, start, start + length);
    }

    /** Puts all bytes into {@code target}, from {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, start, target, at, length);
    }

    /** Puts all bytes into {@code target}, whose position moves on. */
    public void copyTo(ByteBuffer target) {
        target.put(array, start, length);
    }

    /** A read-only view, from position 0 to {@link #size()}. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, start, length).slice().asReadOnlyBuffer();
    }

    int crc(int from, int count) {
        return Crc16Xmodem.of(array, start + from, count);
    }

    /** Lower-case hex, two digits a byte. */
    public String toHex() {
        return HEX.formatHex(array, start, start + length);
    }

    /** Lower-case hex with a space between the bytes. */
    public String toSpacedHex() {
        return SPACED_HEX.formatHex(array, start, start + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(
                        array,
                        start,
                        start + length,
                        that.array,
                        that.start,
                        that.start + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return toHex();
    }
}
