package io.github.timeguardmqtt.protocol;

/**
 * The holiday of a device, 12 bytes. Which of the two times is the start, and whether they are UTC
 * or wall-clock time written as if it were UTC, is open. Source: docs/reference/protocol.md,
 * "Holiday".
 *
 * @param unknown three bytes that nobody has explained
 * @param first seconds since 1970, u32
 * @param second seconds since 1970, u32
 */
public record Holiday(Toggle active, Bytes unknown, long first, long second) {

    static final int UNKNOWN_SIZE = 3;

    /**
     * @throws IllegalArgumentException when a part does not fit its field
     */
    public Holiday {
        Range.checkSize("holiday unknown", unknown, UNKNOWN_SIZE);
        Range.check("first", first, Range.U32);
        Range.check("second", second, Range.U32);
    }
}
