package io.github.timeguardmqtt.protocol;

/**
 * A boost as a device tells it: its length, and the minute of the week, counted from Sunday 00:00,
 * at which it started. That the minute is local time is inferred. Source:
 * docs/reference/protocol.md, "Boost".
 *
 * @param type 0..3, two bits on the wire
 * @param start 0..16383, fourteen bits on the wire, of which a week has 10080
 */
public record Boost(BoostType type, int start) {

    public static final Boost OFF = new Boost(BoostType.OFF, 0);

    static final int MINUTES_OF_A_WEEK = 7 * 24 * 60;

    private static final int START_BITS = 14;
    private static final int START_MASK = (1 << START_BITS) - 1;

    /**
     * @throws IllegalArgumentException when a part does not fit its bits
     */
    public Boost {
        Range.check("boost type", type.value(), 3);
        Range.check("boost start", start, START_MASK);
    }

    static Boost ofWire(int word) {
        return word == 0 ? OFF : new Boost(BoostType.of(word >>> START_BITS), word & START_MASK);
    }

    int toWire() {
        return type.value() << START_BITS | start;
    }
}
