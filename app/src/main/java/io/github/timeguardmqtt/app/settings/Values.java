package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.app.console.Nearest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of options as users write them. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Values() {}

    /**
     * Reads {@code 500ms}, {@code 15s}, {@code 10m}, {@code 2h} or {@code 1d}.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a time: expected one like 500ms, 15s, 10m, 2h or 1d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /**
     * Reads {@code 2026-03-28T20:00Z}, with any offset.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an instant: expected one like 2026-03-28T20:00Z", e);
        }
    }

    /**
     * A time zone by its name.
     *
     * @throws IllegalArgumentException in one sentence, when there is none of that name
     */
    static ZoneId zone(String text) {
        // Only names of places: an offset would have no summer time, and nobody would notice.
        if (ZoneId.getAvailableZoneIds().contains(text)) {
            return ZoneId.of(text);
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a time zone: expected one like Europe/London%s"
                        .formatted(
                                shown(text), Nearest.question(text, ZoneId.getAvailableZoneIds())));
    }

    /** A text as a message quotes it. */
    static String shown(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    /**
     * Reads a whole number.
     *
     * @throws IllegalArgumentException when {@code text} is none, or too large for an int
     */
    static int wholeInt(String text) {
        return Math.toIntExact(whole(text, Integer.MAX_VALUE));
    }

    /**
     * Reads a whole number.
     *
     * @throws IllegalArgumentException when {@code text} is none, or too large for a long
     */
    static long wholeLong(String text) {
        return whole(text, Long.MAX_VALUE);
    }

    private static long whole(String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= -max && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a whole number up to %d".formatted(text, max));
    }

    /**
     * Reads a number, with a fraction or without.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a number: expected one such as 0.5 or 60", e);
        }
    }
}
