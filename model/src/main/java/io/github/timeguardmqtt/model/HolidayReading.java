package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * How a device takes the two times of a holiday. Both questions are open, so there are four
 * readings. Source: docs/reference/protocol.md, "Holiday".
 */
public record HolidayReading(Order order, Base base) {

    /** What the captured frame speaks for. */
    public static final HolidayReading SEEN =
            new HolidayReading(Order.START_FIRST, Base.WALL_CLOCK);

    /** A time that is not set. */
    private static final long UNSET = 0;

    /** Which of the two times comes first on the wire. */
    public enum Order {
        /** The start. */
        START_FIRST,

        /** The end. */
        END_FIRST;

        /** The word that users see: {@code start-first}. */
        public String label() {
            return HolidayReading.label(this);
        }
    }

    /** What the seconds since 1970 count. */
    public enum Base {
        /** The wall clock's time, written as if it were UTC. */
        WALL_CLOCK,

        /** UTC. */
        UTC;

        /** The word that users see: {@code wall-clock}. */
        public String label() {
            return HolidayReading.label(this);
        }
    }

    /**
     * The order that a device's own holiday gives away: a first time that is later than the second
     * cannot be the start. The other way round it gives nothing away, since it may be what a
     * program that believes in the start first has written.
     */
    public static Optional<Order> orderOf(Holiday told) {
        return told.first() != UNSET && told.second() != UNSET && told.first() > told.second()
                ? Optional.of(Order.END_FIRST)
                : Optional.empty();
    }

    /** From when to when it lasts; nothing where a time is not set. */
    public Optional<TimeSpan> span(Holiday holiday, ZoneId zone) {
        return holiday.first() == UNSET || holiday.second() == UNSET
                ? Optional.empty()
                : Optional.of(
                        new TimeSpan(instant(start(holiday), zone), instant(end(holiday), zone)));
    }

    /** As users see it. */
    public HolidaySetting read(Holiday holiday, ZoneId zone) {
        return new HolidaySetting(
                holiday.active().equals(Toggle.ON),
                local(start(holiday), zone),
                local(end(holiday), zone));
    }

    /**
     * As it goes to a device. A time that does not exist on the wall clock is moved past the gap
     * where the device counts in UTC.
     *
     * @param told by the device: a time that it has already stays as it is, in whichever turn of a
     *     doubled hour, and so do the three bytes that nobody has explained
     * @throws IllegalArgumentException when a time is before 1970 or after 2106-02-07
     */
    public Holiday write(HolidaySetting holiday, Holiday told, ZoneId zone) {
        long start = seconds(holiday.start(), start(told), zone);
        long end = seconds(holiday.end(), end(told), zone);
        Bytes unknown = told.unknown();
        Toggle active = holiday.active() ? Toggle.ON : Toggle.OFF;
        return switch (order) {
            case START_FIRST -> new Holiday(active, unknown, start, end);
            case END_FIRST -> new Holiday(active, unknown, end, start);
        };
    }

    private long start(Holiday holiday) {
        return order == Order.START_FIRST ? holiday.first() : holiday.second();
    }

    private long end(Holiday holiday) {
        return order == Order.START_FIRST ? holiday.second() : holiday.first();
    }

    private Instant instant(long seconds, ZoneId zone) {
        return switch (base) {
            case WALL_CLOCK -> wallClock(seconds).atZone(zone).toInstant();
            case UTC -> Instant.ofEpochSecond(seconds);
        };
    }

    private Optional<LocalDateTime> local(long seconds, ZoneId zone) {
        if (seconds == UNSET) {
            return Optional.empty();
        }
        return Optional.of(
                switch (base) {
                    case WALL_CLOCK -> wallClock(seconds);
                    case UTC -> LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), zone);
                });
    }

    private long seconds(Optional<LocalDateTime> time, long told, ZoneId zone) {
        return time.equals(local(told, zone))
                ? told
                : time.map(at -> seconds(at, zone)).orElse(UNSET);
    }

    private long seconds(LocalDateTime time, ZoneId zone) {
        return switch (base) {
            case WALL_CLOCK -> time.toEpochSecond(ZoneOffset.UTC);
            case UTC -> time.atZone(zone).toEpochSecond();
        };
    }

    private static LocalDateTime wallClock(long seconds) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
