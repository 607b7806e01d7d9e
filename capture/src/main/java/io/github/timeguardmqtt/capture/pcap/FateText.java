package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Fate;

/** The comments that say what became of a packet. They are read back. */
final class FateText {

    static final String MADE = "made by the gateway";
    static final String WITHHELD = "kept back by the gateway";
    static final String DROPPED = "dropped by the gateway";

    private FateText() {}

    /** What a comment says of a packet's fate; {@link Fate#PASSED} where it speaks of others. */
    static Fate of(String comment) {
        return switch (comment) {
            case MADE -> Fate.MADE;
            case WITHHELD -> Fate.WITHHELD;
            case DROPPED -> Fate.DROPPED;
            default -> Fate.PASSED;
        };
    }
}
