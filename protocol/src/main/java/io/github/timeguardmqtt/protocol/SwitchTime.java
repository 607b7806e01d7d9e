package io.github.timeguardmqtt.protocol;

/**
 * A start or an end in a period: local wall-clock time. Source: docs/reference/protocol.md,
 * "Schedule".
 *
 * @param minute minutes from midnight; a day has 1440, the wire has room for 0..4095
 * @param reserved the three high bits, which nobody has explained
 */
public record SwitchTime(boolean enabled, int minute, int reserved) {

    static final int MINUTES_OF_A_DAY = 24 * 60;

    private static final int MINUTE_MASK = 0xfff;
    private static final int ENABLED = 0x1000;
    private static final int RESERVED_SHIFT = 13;

    /**
     * @throws IllegalArgumentException when a part does not fit its bits
     */
    public SwitchTime {
        Range.check("minute", minute, MINUTE_MASK);
        Range.check("reserved", reserved, 7);
    }

    static SwitchTime ofWire(int word) {
        return new SwitchTime((word & ENABLED) != 0, word & MINUTE_MASK, word >>> RESERVED_SHIFT);
    }

    int toWire() {
        return reserved << RESERVED_SHIFT | (enabled ? ENABLED : 0) | minute;
    }
}
