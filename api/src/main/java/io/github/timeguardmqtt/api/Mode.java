package io.github.timeguardmqtt.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who answers a device. */
public enum Mode {
    /** The cloud alone; everything passes as it is. */
    RELAY,
    /** The gateway answers reports; everything else is the cloud's, while there is one. */
    FALLBACK,
    /** The gateway alone; nothing goes to the cloud. */
    LOCAL;

    /**
     * Reads the name that users see, in either case.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static Mode parse(String text) {
        for (Mode mode : values()) {
            if (text.equalsIgnoreCase(mode.label())) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a mode: expected %s"
                        .formatted(
                                text,
                                Arrays.stream(values())
                                        .map(Mode::label)
                                        .collect(Collectors.joining(", "))));
    }

    /** The name that users see. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }
}
