package io.github.timeguardmqtt.protocol;

import java.util.List;

/** What decides over the relay. */
public record WorkMode(int value) implements Coded {

    public static final WorkMode AUTO = new WorkMode(0);
    public static final WorkMode ALWAYS_OFF = new WorkMode(1);
    public static final WorkMode ALWAYS_ON = new WorkMode(2);
    public static final WorkMode HOLIDAY = new WorkMode(3);
    private static final List<String> LABELS =
            List.of("AUTO", "ALWAYS_OFF", "ALWAYS_ON", "HOLIDAY");
    private static final List<WorkMode> KNOWN = List.of(AUTO, ALWAYS_OFF, ALWAYS_ON, HOLIDAY);

    /**
     * @throws IllegalArgumentException when {@code value} does not fit its place on the wire,
     *     0..255
     */
    public WorkMode {
        Range.check("WorkMode", value, 255);
    }

    static WorkMode of(int value) {
        return value < KNOWN.size() ? KNOWN.get(value) : new WorkMode(value);
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
