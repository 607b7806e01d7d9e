package io.github.timeguardmqtt.testing;

import java.time.Instant;
import java.time.InstantSource;

/** A time for tests to which no particular one matters: never the machine's. */
public final class TestTime {

    /** A Wednesday in summer. */
    public static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

    /** It is always noon. */
    public static final InstantSource STILL = InstantSource.fixed(NOON);

    private TestTime() {}
}
