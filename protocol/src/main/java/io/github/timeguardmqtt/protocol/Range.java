package io.github.timeguardmqtt.protocol;

/** What fits a field of the wire. */
final class Range {

    static final int U8 = 0xff;
    static final int U16 = 0xffff;
    static final long U32 = 0xffff_ffffL;

    private Range() {}

    static void check(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", but only 0.." + max + " fits its field");
        }
    }

    static void checkSize(String what, Bytes bytes, int size) {
        if (bytes.size() != size) {
            throw new IllegalArgumentException(
                    what + " has " + bytes.size() + " bytes, but its field has " + size);
        }
    }
}
