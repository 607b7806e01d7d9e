package io.github.timeguardmqtt.app.frames;

/** Why a line of JSON makes no frame, in one sentence; without a stack trace. */
final class NoFrame extends Exception {

    private final boolean forMissing;

    NoFrame(String sentence) {
        this(sentence, false);
    }

    private NoFrame(String sentence, boolean forMissing) {
        super(sentence, null, false, false);
        this.forMissing = forMissing;
    }

    static NoFrame forMissing(String path) {
        return new NoFrame(path + ": is missing", true);
    }

    /** Whether a field is not there that has to be. */
    boolean isForMissing() {
        return forMissing;
    }
}
