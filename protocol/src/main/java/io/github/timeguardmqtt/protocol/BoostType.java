package io.github.timeguardmqtt.protocol;

import java.util.List;

/** How long a boost lasts: a byte in a request, two bits in a report. */
public record BoostType(int value) implements Coded {

    public static final BoostType OFF = new BoostType(0);
    public static final BoostType ONE_HOUR = new BoostType(1);
    public static final BoostType TWO_HOURS = new BoostType(2);
    public static final BoostType UNSPECIFIED = new BoostType(3);
    private static final List<String> LABELS =
            List.of("OFF", "ONE_HOUR", "TWO_HOURS", "UNSPECIFIED");
    private static final List<BoostType> KNOWN = List.of(OFF, ONE_HOUR, TWO_HOURS, UNSPECIFIED);

    /**
     * @throws IllegalArgumentException when {@code value} does not fit its place on the wire,
     *     0..255
     */
    public BoostType {
        Range.check("BoostType", value, 255);
    }

    static BoostType of(int value) {
        return value < KNOWN.size() ? KNOWN.get(value) : new BoostType(value);
    }

    @Override
    public List<String> labels() {
        return LABELS;
    }

    @Override
    public String toString() {
        return label();
    }
}
