package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.LoopClock;
import java.time.Instant;
import java.time.InstantSource;

/** Instants that no correction of the wall clock disturbs, counted on from when it was made. */
final class SteadyClock implements InstantSource {

    private final LoopClock clock;
    private final Instant start;
    private final long startNanos;

    SteadyClock(LoopClock clock) {
        this.clock = clock;
        start = clock.instant();
        startNanos = clock.nanos();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(clock.nanos() - startNanos);
    }
}
