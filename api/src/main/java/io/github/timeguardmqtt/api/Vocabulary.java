package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.List;

/**
 * The words in which users say and see a device's values. Source: docs/reference/topics.md,
 * "States".
 */
public final class Vocabulary {

    public static final String ON = "ON";
    public static final String OFF = "OFF";

    /** For a value that nobody has explained yet. */
    public static final String UNKNOWN = "Unknown";

    /** By value from 0 on. */
    public static final List<String> BOOSTS = List.of("Off", "1 hour", "2 hours");

    /** By value from 0 on. */
    public static final List<String> WORK_MODES =
            List.of("Auto", "Always off", "Always on", "Holiday");

    private Vocabulary() {}

    public static String of(boolean on) {
        return on ? ON : OFF;
    }

    public static String of(BoostType boost) {
        return word(BOOSTS, boost.value());
    }

    public static String of(WorkMode mode) {
        return word(WORK_MODES, mode.value());
    }

    private static String word(List<String> words, int value) {
        return value < words.size() ? words.get(value) : UNKNOWN;
    }

    /** For the end of a sentence: {@code a, b or c}. */
    static String listed(List<String> words) {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
