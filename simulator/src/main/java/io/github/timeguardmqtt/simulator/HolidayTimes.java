package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Holiday;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** When a virtual switch is on holiday, by a reading of its own. */
final class HolidayTimes {

    private HolidayTimes() {}

    static Span span(HolidayReading reading, Holiday holiday, ZoneId zone) {
        Instant first = instant(reading.base(), holiday.first(), zone);
        Instant second = instant(reading.base(), holiday.second(), zone);
        return switch (reading.order()) {
            case START_FIRST -> new Span(first, second);
            case END_FIRST -> new Span(second, first);
        };
    }

    private static Instant instant(HolidayReading.Base base, long seconds, ZoneId zone) {
        return switch (base) {
            case WALL_CLOCK ->
                    LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)
                            .atZone(zone)
                            .toInstant();
            case UTC -> Instant.ofEpochSecond(seconds);
        };
    }
}
