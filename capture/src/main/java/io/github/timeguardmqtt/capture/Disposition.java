package io.github.timeguardmqtt.capture;

/** What a gateway did with a datagram, as far as the recording says. */
public enum Disposition {
    /** It was passed on, or nothing is said of it. */
    PASSED(""),
    /** The gateway made it itself. */
    MADE("made by the gateway"),
    /** It came for somebody else, and the gateway kept it. */
    WITHHELD("kept back by the gateway"),
    /** It was from nobody that the gateway deals with, or made no sense. */
    DROPPED("dropped by the gateway");

    private final String comment;

    Disposition(String comment) {
        this.comment = comment;
    }

    /** The comment in a capture that says so; empty for {@link #PASSED}. */
    public String comment() {
        return comment;
    }

    /** What a comment says; {@link #PASSED} where it speaks of something else. */
    public static Disposition ofComment(String comment) {
        for (Disposition disposition : values()) {
            if (disposition.comment.equals(comment)) {
                return disposition;
            }
        }
        return PASSED;
    }
}
