package io.github.timeguardmqtt.model;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param end not included; at or before the start for no time at all
 */
public record TimeSpan(Instant start, Instant end) {

    /** Whether it is within. */
    public boolean covers(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
