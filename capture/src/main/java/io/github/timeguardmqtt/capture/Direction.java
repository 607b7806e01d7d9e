package io.github.timeguardmqtt.capture;

/** Which way a datagram went, seen from the computer that recorded it. */
public enum Direction {
    IN,
    OUT,
    /** The recording does not say. */
    UNKNOWN
}
