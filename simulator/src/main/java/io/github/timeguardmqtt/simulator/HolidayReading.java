package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Holiday;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How a device takes the two times of a holiday. Both questions are open, so a virtual switch can
 * be of either mind in both. Source: docs/protocol.md, "Holiday".
 */
public record HolidayReading(Order order, Base base) {

    /** What the captured frame speaks for. */
    public static final HolidayReading SEEN =
            new HolidayReading(Order.START_FIRST, Base.WALL_CLOCK);

    /** Which of the two times comes first on the wire. */
    public enum Order {
        START_FIRST,
        END_FIRST
    }

    /** What the seconds since 1970 count. */
    public enum Base {
        /** The wall clock's time, written as if it were UTC. */
        WALL_CLOCK,
        UTC
    }

    Span span(Holiday holiday, ZoneId zone) {
        Instant first = instant(holiday.first(), zone);
        Instant second = instant(holiday.second(), zone);
        return switch (order) {
            case START_FIRST -> new Span(first, second);
            case END_FIRST -> new Span(second, first);
        };
    }

    private Instant instant(long seconds, ZoneId zone) {
        return switch (base) {
            case WALL_CLOCK ->
                    LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)
                            .atZone(zone)
                            .toInstant();
            case UTC -> Instant.ofEpochSecond(seconds);
        };
    }
}
