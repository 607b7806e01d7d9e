package io.github.timeguardmqtt.gateway.session;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Counts the energy that a load uses, from what reports say and what the load draws. Nobody hears a
 * value before it is stored, so that no restart makes it run backwards. It is stored seldom: the
 * place may be a card of flash memory. Pure; all times are steady nanoseconds.
 */
final class EnergyMeter {

    /** From one value to the next while the load draws. */
    static final Duration WHILE_DRAWING = Duration.ofMinutes(5);

    /** When the load stops there is one more, but not more often than this: some loads flutter. */
    static final Duration AFTERWARDS = Duration.ofMinutes(1);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final OptionalInt watts;
    private OptionalLong told;
    private long joules;

    /** Less than a joule. */
    private long wattNanos;

    /** What the store has, or is to have. */
    private long kept;

    private boolean isKeeping;
    private boolean isDrawing;
    private long countedTo;

    /** When the last value was given to the store, or when the load began to draw after that. */
    private long valueAt;

    /**
     * @param watts what the load draws; nothing for not counting
     */
    EnergyMeter(OptionalInt watts) {
        this.watts = watts;
        told = watts.isPresent() ? OptionalLong.of(0) : OptionalLong.empty();
    }

    /** What everybody may know, in joules: never less than before. */
    OptionalLong told() {
        return told;
    }

    /** Takes what was counted before a restart. */
    void restore(OptionalLong stored) {
        if (stored.isPresent()) {
            joules += stored.getAsLong();
            kept += stored.getAsLong();
            told = OptionalLong.of(told.orElse(0) + stored.getAsLong());
        }
    }

    /** Time has passed; it counts up to {@code nanos} at most. */
    void pass(long nanos) {
        long passed = nanos - countedTo;
        if (!isDrawing || passed <= 0) {
            return;
        }
        countedTo = nanos;
        int load = watts.orElse(0);
        // In two parts: a long time at many watts would be too much for one number.
        joules += passed / NANOS_PER_SECOND * load;
        wattNanos += passed % NANOS_PER_SECOND * load;
        joules += wattNanos / NANOS_PER_SECOND;
        wattNanos %= NANOS_PER_SECOND;
    }

    /** The device reports. To be called when the time until then has {@linkplain #pass passed}. */
    void reported(boolean draws, long nanos) {
        if (draws && !isDrawing && watts.isPresent()) {
            isDrawing = true;
            countedTo = nanos;
            valueAt = joules > kept ? valueAt : nanos;
        } else if (!draws) {
            isDrawing = false;
        }
    }

    /** The load is off, or nobody knows any more: nothing counts until the next report. */
    void stop() {
        isDrawing = false;
    }

    /** When {@link #due} has something to say, or MAX_VALUE. */
    long deadline() {
        boolean waits = isDrawing || joules > kept;
        return waits && !isKeeping ? valueAt + interval().toNanos() : Long.MAX_VALUE;
    }

    /** The value to be stored now; {@link #kept} is called when it is. */
    OptionalLong due(Moment now) {
        long deadline = deadline();
        if (deadline == Long.MAX_VALUE || !now.isAtOrAfter(deadline)) {
            return OptionalLong.empty();
        }
        valueAt = now.nanos();
        OptionalLong rest = rest();
        isKeeping = rest.isPresent();
        return rest;
    }

    /** What the store does not have yet. */
    OptionalLong rest() {
        if (joules <= kept) {
            return OptionalLong.empty();
        }
        kept = joules;
        return OptionalLong.of(joules);
    }

    /** The store has this value: everybody may know it. */
    void kept(long value) {
        isKeeping = false;
        told = OptionalLong.of(Math.max(value, told.orElse(0)));
    }

    private Duration interval() {
        return isDrawing ? WHILE_DRAWING : AFTERWARDS;
    }
}
