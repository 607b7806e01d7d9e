package io.github.timeguardmqtt.protocol;

import java.util.List;

/** A byte that is 0 for off and 1 for on: advance, or whether a holiday is set. */
public record Toggle(int value) implements Coded {

    public static final Toggle OFF = new Toggle(0);
    public static final Toggle ON = new Toggle(1);
    private static final List<String> LABELS = List.of("OFF", "ON");
    private static final List<Toggle> KNOWN = List.of(OFF, ON);

    /**
     * @throws IllegalArgumentException when {@code value} does not fit its place on the wire,
     *     0..255
     */
    public Toggle {
        Range.check("Toggle", value, 255);
    }

    static Toggle of(int value) {
        return value < KNOWN.size() ? KNOWN.get(value) : new Toggle(value);
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
