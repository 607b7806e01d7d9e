package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Disposition;

/** The comments that say what became of a packet. They are read back. */
final class DispositionText {

    static final String MADE = "made by the gateway";
    static final String WITHHELD = "kept back by the gateway";
    static final String DROPPED = "dropped by the gateway";

    private DispositionText() {}

    /**
     * What a comment says of a packet's fate; {@link Disposition#PASSED} where it speaks of others.
     */
    static Disposition of(String comment) {
        return switch (comment) {
            case MADE -> Disposition.MADE;
            case WITHHELD -> Disposition.WITHHELD;
            case DROPPED -> Disposition.DROPPED;
            default -> Disposition.PASSED;
        };
    }
}
