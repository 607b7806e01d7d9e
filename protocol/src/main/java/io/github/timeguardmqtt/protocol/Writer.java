package io.github.timeguardmqtt.protocol;

/** Fills an array from its start, little-endian. The array must be large enough. */
final class Writer {

    private final byte[] target;
    private int at;

    Writer(byte[] target) {
        this.target = target;
    }

    void u8(int value) {
        target[at++] = (byte) value;
    }

    void u16(int value) {
        u8(value);
        u8(value >>> 8);
    }

    void u32(long value) {
        u16((int) value);
        u16((int) (value >>> 16));
    }

    void bytes(Bytes bytes) {
        bytes.copyTo(target, at);
        at += bytes.size();
    }

    /** The text, and zeros up to the size of its field. */
    void text(Text text, int size) {
        text.bytes().copyTo(target, at);
        at += size;
    }
}
