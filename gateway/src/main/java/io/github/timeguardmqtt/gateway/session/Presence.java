package io.github.timeguardmqtt.gateway.session;

import java.time.Instant;

/**
 * When a device was heard, and what follows from that: whether it is online, and whether something
 * is held open for it. Pure.
 */
final class Presence {

    private enum State {
        /** It has sent no frame since the gateway's start. */
        UNHEARD,
        ONLINE,
        OFFLINE
    }

    private final SessionRules rules;
    private State state = State.UNHEARD;
    private Instant lastFrame;

    /** In steady nanoseconds; only where it is online. */
    private long offlineAt;

    /** In steady nanoseconds; MAX_VALUE where nothing is held open any more. */
    private long releaseAt;

    Presence(SessionRules rules, Moment now) {
        this.rules = rules;
        lastFrame = now.wall();
        releaseAt = now.after(rules.silence());
    }

    boolean isOnline() {
        return state == State.ONLINE;
    }

    /** When its last frame came, by the wall clock, also if before a restart. */
    Instant lastFrame() {
        return lastFrame;
    }

    /** When it is offline, in steady nanoseconds; only where it is online. */
    long offlineAt() {
        return offlineAt;
    }

    /** Takes what was known before a restart, as far as nothing newer is. */
    void restore(Instant heard) {
        if (state == State.UNHEARD) {
            lastFrame = heard;
        }
    }

    /** Something came from it, a frame or not. */
    void heard(Moment now) {
        releaseAt = now.after(rules.silence());
    }

    /**
     * A frame came from it.
     *
     * @return whether it was not online before
     */
    boolean heardFrame(Moment now) {
        boolean isBack = state != State.ONLINE;
        state = State.ONLINE;
        offlineAt = now.after(rules.onlineTimeout());
        lastFrame = now.wall();
        return isBack;
    }

    /** Whether it should be offline by now, and nobody has taken note yet. */
    boolean isLate(Moment now) {
        return isOnline() && now.isAtOrAfter(offlineAt);
    }

    void goOffline() {
        state = State.OFFLINE;
    }

    /** Whether nothing is to be held open for it any more; true once. */
    boolean releases(Moment now) {
        boolean isDue = isHeld() && now.isAtOrAfter(releaseAt);
        if (isDue) {
            releaseAt = Long.MAX_VALUE;
        }
        return isDue;
    }

    /** Whether something is held open for it. */
    boolean isHeld() {
        return releaseAt != Long.MAX_VALUE;
    }

    /** When it is offline, or silent; in steady nanoseconds, MAX_VALUE for never. */
    long deadline(Moment now) {
        return isOnline() ? now.earlier(offlineAt, releaseAt) : releaseAt;
    }
}
