package io.github.timeguardmqtt.protocol;

import java.util.List;

/** The contact in the device, two bits of its report: 1 is off, 2 is on. */
public record RelayState(int value) implements Coded {

    public static final RelayState OFF = new RelayState(1);
    public static final RelayState ON = new RelayState(2);
    private static final List<String> LABELS = List.of("", "OFF", "ON");
    private static final List<RelayState> KNOWN = List.of(OFF, ON);

    /**
     * @throws IllegalArgumentException when {@code value} does not fit its place on the wire, 0..3
     */
    public RelayState {
        Range.check("RelayState", value, 3);
    }

    static RelayState of(int value) {
        return value >= 1 && value < 1 + KNOWN.size()
                ? KNOWN.get(value - 1)
                : new RelayState(value);
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
