package io.github.timeguardmqtt.app.settings;

import java.util.Locale;

/** What the plain switch's off means. */
enum PowerOff {
    ALWAYS_OFF,
    AUTO;

    /**
     * @throws IllegalArgumentException when {@code text} is none of the two
     */
    static PowerOff parse(String text) {
        for (PowerOff meaning : values()) {
            if (text.equalsIgnoreCase(meaning.toString())) {
                return meaning;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a meaning of off: expected %s or %s"
                        .formatted(text, ALWAYS_OFF, AUTO));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
