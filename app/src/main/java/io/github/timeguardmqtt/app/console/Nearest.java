package io.github.timeguardmqtt.app.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The right name for a mistyped one. */
public final class Nearest {

    private Nearest() {}

    /**
     * A question for the end of a sentence, about the one of {@code names} that starts with {@code
     * word}, or else takes the fewest edits to become; nothing where none is like it.
     */
    public static String question(String word, Collection<String> names) {
        return of(word, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** That name, where there is one. */
    public static Optional<String> of(String word, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(word, name)))
                .filter(name -> distance(word, name) <= Math.max(2, word.length() / 2))
                .filter(_ -> !word.isEmpty());
    }

    private static int distance(String word, String name) {
        return name.startsWith(word) ? 0 : edits(word, name);
    }

    /** The Levenshtein distance, case aside. */
    private static int edits(String from, String to) {
        String source = from.toLowerCase(Locale.ROOT);
        String target = to.toLowerCase(Locale.ROOT);
        int[] above = new int[target.length() + 1];
        for (int i = 0; i < above.length; i++) {
            above[i] = i;
        }
        for (int row = 1; row <= source.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int i = 1; i < current.length; i++) {
                int change = source.charAt(row - 1) == target.charAt(i - 1) ? 0 : 1;
                current[i] =
                        Math.min(above[i - 1] + change, Math.min(above[i], current[i - 1]) + 1);
            }
            above = current;
        }
        return above[target.length()];
    }
}
