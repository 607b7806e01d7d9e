package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Rings at the latest when it is due, and possibly earlier: a deadline that moves away keeps the
 * timer it has, so that one that always moves costs no timer each. Belongs to the loop's thread.
 */
final class Alarm {

    private final EventLoop loop;
    private final InstantSource clock;
    private final Runnable ring;
    private EventLoop.@Nullable Timer timer;
    private Instant due = Instant.MAX;

    Alarm(EventLoop loop, InstantSource clock, Runnable ring) {
        this.loop = loop;
        this.clock = clock;
        this.ring = ring;
    }

    void set(Instant deadline) {
        if (deadline.isBefore(due)) {
            cancel();
            due = deadline;
            timer = loop.schedule(Duration.between(clock.instant(), deadline), this::rung);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        due = Instant.MAX;
    }

    private void rung() {
        timer = null;
        due = Instant.MAX;
        ring.run();
    }
}
