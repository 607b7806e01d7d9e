package io.github.timeguardmqtt.model;

import static java.util.stream.Collectors.joining;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The days of the week as users write and see them: {@code mon}. */
public final class DayNames {

    private static final int LETTERS = 3;

    /** Fewer in a row are a list. */
    private static final int SHORTEST_RANGE = 3;

    private DayNames() {}

    /** Three letters in lower case. */
    public static String of(DayOfWeek day) {
        return day.name().substring(0, LETTERS).toLowerCase(Locale.ROOT);
    }

    /** From Monday on, three and more in a row as a range: {@code mon-wed,sat,sun}. */
    public static String of(Set<DayOfWeek> days) {
        List<String> parts = new ArrayList<>();
        int first = 1;
        while (first <= 7) {
            int next = first;
            while (next <= 7 && days.contains(DayOfWeek.of(next))) {
                next++;
            }
            if (next - first >= SHORTEST_RANGE) {
                parts.add(of(DayOfWeek.of(first)) + "-" + of(DayOfWeek.of(next - 1)));
            } else {
                for (int day = first; day < next; day++) {
                    parts.add(of(DayOfWeek.of(day)));
                }
            }
            first = next + 1;
        }
        return String.join(",", parts);
    }

    /**
     * Reads three letters or the whole name, in any case.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    public static DayOfWeek parse(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.equals(day.name()) || name.equals(day.name().substring(0, LETTERS))) {
                return day;
            }
        }
        throw new IllegalArgumentException(
                Shown.quoted(word)
                        + " is not a day: "
                        + nearest(name)
                                .map(day -> "did you mean " + of(day) + "?")
                                .orElse("expected " + all()));
    }

    /** One that begins like the word; two letters tell the days apart. */
    private static Optional<DayOfWeek> nearest(String name) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day ->
                        name.length() == 2
                                ? day.name().startsWith(name)
                                : name.startsWith(day.name().substring(0, LETTERS)))
                .findFirst();
    }

    /** All seven, for the end of a sentence. */
    public static String all() {
        return Arrays.stream(DayOfWeek.values()).limit(6).map(DayNames::of).collect(joining(", "))
                + " or "
                + of(DayOfWeek.SUNDAY);
    }
}
