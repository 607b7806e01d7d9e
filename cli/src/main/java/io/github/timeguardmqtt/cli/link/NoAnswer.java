package io.github.timeguardmqtt.cli.link;

import io.github.timeguardmqtt.cli.console.ShownText;

/** Why a gateway did not do what it was asked, in one sentence; without a stack trace. */
public final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1;

    public NoAnswer(String sentence) {
        super(ShownText.safe(sentence), null, false, false);
    }

    /** Fit for a terminal, without a full stop. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
