package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.app.console.ShownText;

/** Why a gateway did not do what it was asked, in one sentence; without a stack trace. */
public final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1;

    public NoAnswerException(String sentence) {
        super(ShownText.safe(sentence), null, false, false);
    }

    /** What answers is something else, or a gateway of another version. */
    public static NoAnswerException otherVersion() {
        return new NoAnswerException("what answers is not a gateway of this version");
    }

    /** Fit for a terminal, without a full stop. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
