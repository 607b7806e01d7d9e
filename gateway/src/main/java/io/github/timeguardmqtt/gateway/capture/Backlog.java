package io.github.timeguardmqtt.gateway.capture;

import java.util.ArrayDeque;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written by a thread of its own. Bounded: where that thread is too slow, the
 * newest are left out and counted, so that the traffic never waits. Safe for several threads.
 */
final class Backlog<T> {

    /** The bytes that may wait, each datagram counted with what it takes besides its bytes. */
    private static final long MAX_WAITING = 8 << 20;

    private static final int OVERHEAD = 512;

    /**
     * One of those that waited.
     *
     * @param gap how many were left out directly before it
     */
    record Entry<T>(T item, long gap) {}

    private final ToIntFunction<T> size;
    private final ArrayDeque<Entry<T>> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long gap;
    private long leftOut;
    private boolean ended;

    /**
     * @param size in bytes
     */
    Backlog(ToIntFunction<T> size) {
        this.size = size;
    }

    /**
     * Takes one in, or leaves it out. Never blocks.
     *
     * @return false for the first that is left out
     */
    synchronized boolean add(T item) {
        if (ended) {
            return true;
        }
        long weight = weight(item);
        if (waitingBytes + weight > MAX_WAITING) {
            gap++;
            leftOut++;
            return leftOut > 1;
        }
        waitingBytes += weight;
        waiting.add(new Entry<>(item, gap));
        gap = 0;
        if (waiting.size() == 1) {
            notifyAll();
        }
        return true;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Waits for the next; null at the end, when all that waited has been taken. */
    synchronized @Nullable Entry<T> take() {
        try {
            while (waiting.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        Entry<T> next = waiting.poll();
        if (next != null) {
            waitingBytes -= weight(next.item());
        }
        return next;
    }

    /**
     * How many were left out since the last time that this said so: once nothing waits any more.
     */
    synchronized long leftOut() {
        long count = waiting.isEmpty() ? leftOut : 0;
        leftOut -= count;
        return count;
    }

    /** Takes none in from now on. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The same, and forgets what waits. */
    synchronized void discard() {
        waiting.clear();
        end();
    }

    private long weight(T item) {
        return OVERHEAD + (long) size.applyAsInt(item);
    }
}
