package io.github.timeguardmqtt.workbench;

import java.util.Locale;

/** Numbers and durations in words. */
public final class Wording {

    private static final double SECOND = 1e6;

    private Wording() {}

    /** {@code 1 frame}, {@code 1,000 frames}. */
    public static String counted(long count, String what) {
        return grouped(count) + " " + what + (count == 1 ? "" : "s");
    }

    /** With commas between the thousands. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * A duration with the precision that matters to a person: {@code 7.2 s}, {@code 90 s}, {@code 2
     * h 5 min}.
     */
    public static String duration(long micros) {
        String sign = micros < 0 ? "-" : "";
        double size = Math.abs((double) micros);
        if (size == 0) {
            return "0 s";
        }
        if (size < 1000) {
            return sign + Math.round(size) + " µs";
        }
        if (size < SECOND) {
            return sign + number(size / 1000) + " ms";
        }
        if (size < 200 * SECOND) {
            return sign + number(size / SECOND) + " s";
        }
        long minutes = Math.round(size / SECOND / 60);
        if (minutes < 120) {
            return sign + minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 48
                ? sign + hours + " h " + minutes % 60 + " min"
                : sign + hours / 24 + " d " + hours % 24 + " h";
    }

    /** From one duration to another, the unit once where they share it: {@code 90 to 109 s}. */
    public static String range(long from, long to) {
        String first = duration(from);
        String second = duration(to);
        if (first.equals(second)) {
            return first;
        }
        String unit = second.substring(second.lastIndexOf(' '));
        return first.endsWith(unit) && first.indexOf(' ') == first.lastIndexOf(' ')
                ? first.substring(0, first.length() - unit.length()) + " to " + second
                : first + " to " + second;
    }

    private static String number(double size) {
        String text = String.format(Locale.ROOT, size < 10 ? "%.1f" : "%.0f", size);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
