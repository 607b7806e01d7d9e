package io.github.timeguardmqtt.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that everything on one loop lives by: a wall clock, and a steady count for durations,
 * which no correction of the wall clock disturbs. A virtual clock starts where it is told and runs
 * at a speed of its own, or only when it is told; both faces of it alike. Safe for several threads.
 */
public final class LoopClock implements InstantSource {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InstantSource wall;
    private final long origin = System.nanoTime();
    private final double speed;
    private final AtomicLong skipped = new AtomicLong();

    private LoopClock(InstantSource wall, double speed) {
        this.wall = wall;
        this.speed = speed;
    }

    private LoopClock(Instant start, double speed) {
        this.wall = () -> start.plusNanos(nanos());
        this.speed = speed;
    }

    /** The machine's own clock. */
    public static LoopClock real() {
        return new LoopClock(MachineTime.clock(), 1);
    }

    /**
     * A clock that shows {@code start} now and runs {@code speed} times as fast as the real one.
     *
     * @throws IllegalArgumentException when {@code speed} is not a positive number
     */
    public static LoopClock virtual(Instant start, double speed) {
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("speed is " + speed + ", but must be positive");
        }
        return new LoopClock(start, speed);
    }

    /**
     * A clock that stands still until somebody lets time pass, with {@link EventLoop#pass} or
     * {@link #skip}: what happens then does not depend on how fast the machine is.
     */
    public static LoopClock stepped(Instant start) {
        return new LoopClock(start, 0);
    }

    /** What the wall clock shows. */
    @Override
    public Instant instant() {
        return wall.instant();
    }

    /** Nanoseconds on this clock since it was made: never back, and by leaps only when told. */
    public long nanos() {
        long elapsed = System.nanoTime() - origin;
        return skipped.get() + (speed == 1 ? elapsed : (long) (elapsed * speed));
    }

    /**
     * Lets so much time pass at once, on a virtual clock: so that a test need not wait. A loop that
     * waits for a timer takes notice with its next task.
     *
     * @throws IllegalArgumentException when {@code duration} is negative
     */
    public void skip(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back by " + duration);
        }
        skipped.addAndGet(duration.toNanos());
    }

    /**
     * How long {@code duration} of this clock takes in real milliseconds, rounded up; for ever on
     * one that is stepped.
     */
    long realMillis(long nanos) {
        return (long) Math.ceil(nanos / speed / 1_000_000);
    }

    /** {@code duration} in nanoseconds, the longest possible where it has more. */
    static long nanos(Duration duration) {
        return duration.toSeconds() >= Long.MAX_VALUE / NANOS_PER_SECOND / 4
                ? Long.MAX_VALUE / 4
                : duration.toNanos();
    }
}
