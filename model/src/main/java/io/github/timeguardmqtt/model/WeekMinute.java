package io.github.timeguardmqtt.model;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * A minute of the week on the wall clock, counted from Sunday 00:00, as a device tells the start of
 * a boost. Source: docs/reference/protocol.md, "Boost".
 *
 * @param value 0..10079
 */
public record WeekMinute(int value) {

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int MINUTES_OF_A_WEEK = 7 * MINUTES_OF_A_DAY;

    /**
     * @throws IllegalArgumentException when a week does not have this minute
     */
    public WeekMinute {
        if (value < 0 || value >= MINUTES_OF_A_WEEK) {
            throw new IllegalArgumentException(
                    "minute " + value + " is not one of a week's 0.." + (MINUTES_OF_A_WEEK - 1));
        }
    }

    /** Whether a week has this minute. */
    public static boolean exists(int value) {
        return value >= 0 && value < MINUTES_OF_A_WEEK;
    }

    /** What the wall clock of {@code zone} shows at {@code instant}. */
    public static WeekMinute at(Instant instant, ZoneId zone) {
        ZonedDateTime local = instant.atZone(zone);
        return new WeekMinute(
                daysFromSunday(local.getDayOfWeek()) * MINUTES_OF_A_DAY
                        + local.getHour() * 60
                        + local.getMinute());
    }

    /**
     * When the wall clock shows this minute in the week before, of, and after {@code instant}:
     * twice where an hour is doubled, and moved past the gap where it is missing.
     */
    Stream<Instant> around(Instant instant, ZoneId zone) {
        LocalDateTime local = instant.atZone(zone).toLocalDateTime();
        LocalDateTime sunday =
                local.truncatedTo(ChronoUnit.DAYS).minusDays(daysFromSunday(local.getDayOfWeek()));
        return Stream.of(-1, 0, 1)
                .map(weeks -> sunday.plusWeeks(weeks).plusMinutes(value).atZone(zone))
                .flatMap(time ->
                        Stream.of(
                                time.withEarlierOffsetAtOverlap().toInstant(),
                                time.withLaterOffsetAtOverlap().toInstant()))
                .distinct();
    }

    private static int daysFromSunday(DayOfWeek day) {
        return day.getValue() % 7;
    }
}
