package io.github.timeguardmqtt.workbench;

import java.time.Instant;
import java.util.Optional;

/** Moments as microseconds since 1970, of which millions fit into memory. */
public final class Micros {

    /** What stands for a moment, or a value, that is not known. */
    public static final long NONE = Long.MIN_VALUE;

    private static final long SECOND = 1_000_000;

    private Micros() {}

    /** What is below a microsecond is cut off. */
    public static long of(Instant at) {
        return at.getEpochSecond() * SECOND + at.getNano() / 1000;
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
    }

    /** Nothing for {@link #NONE}. */
    public static Optional<Instant> known(long micros) {
        return micros == NONE ? Optional.empty() : Optional.of(instant(micros));
    }
}
