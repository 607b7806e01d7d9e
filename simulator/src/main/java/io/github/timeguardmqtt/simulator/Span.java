package io.github.timeguardmqtt.simulator;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param end not included; at or before the start for no time at all
 */
record Span(Instant start, Instant end) {

    boolean covers(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
