package io.github.timeguardmqtt.cli;

/** Why a gateway did not do what it was asked, in one sentence; without a stack trace. */
final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1;

    NoAnswer(String sentence) {
        super(StatusText.safe(sentence), null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
