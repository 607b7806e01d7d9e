package io.github.timeguardmqtt.gateway.session;

import java.time.Duration;
import java.time.Instant;

/**
 * When something comes in.
 *
 * @param nanos the steady time, for how long things take
 * @param wall the time of day, which can be wrong, and be set
 */
public record Moment(long nanos, Instant wall) {

    /** The steady time after so long. */
    long after(Duration duration) {
        return nanos + duration.toNanos();
    }

    /** Whichever of these is due first; MAX_VALUE is never. */
    long earlier(long one, long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) {
            return one == Long.MAX_VALUE ? other : one;
        }
        return one - nanos <= other - nanos ? one : other;
    }

    boolean isAtOrAfter(long deadline) {
        return nanos - deadline >= 0;
    }
}
