package io.github.timeguardmqtt.app.console;

import java.time.Duration;
import java.util.Locale;

/** How texts, numbers and spans of time are shown to people. */
public final class ShownText {

    private ShownText() {}

    /** Without what would move the cursor of a terminal. */
    public static String safe(String text) {
        return text.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
    }

    /** In the largest unit of which there are two at least. */
    public static String span(Duration span) {
        if (span.toDays() >= 2) {
            return span.toDays() + " d";
        }
        if (span.toHours() >= 2) {
            return span.toHours() + " h";
        }
        return span.toMinutes() >= 2 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }

    /** {@code 1 frame}, {@code 1,000 frames}. */
    public static String counted(long count, String what) {
        return grouped(count) + " " + what + (count == 1 ? "" : "s");
    }

    /** With commas between the thousands. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
