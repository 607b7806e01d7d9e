package io.github.timeguardmqtt.capture;

/** What a gateway did with a datagram, as far as the recording says. */
public enum Disposition {
    /** It was passed on, or nothing is said of it. */
    PASSED,
    /** The gateway made it itself. */
    MADE,
    /** It came for somebody else, and the gateway kept it. */
    WITHHELD,
    /** It was from nobody that the gateway deals with, or made no sense. */
    DROPPED
}
