package io.github.timeguardmqtt.api;

/** Why the gateway does not do what it is asked, in one sentence for the user. No trace. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of refusal it is, for whoever has a word or a number for each. */
    public enum Kind {
        /** What is asked for cannot be read, or is beyond a bound. */
        INVALID,
        /** The gateway has not heard of the device, or has forgotten it. */
        UNKNOWN_DEVICE,
        /** The device has not told enough yet. */
        NOT_TOLD,
        /** Too much is asked at a time: it may work later. */
        BUSY,
        /** It is switched off in the settings. */
        OFF
    }

    private final Kind kind;

    public RefusedException(Kind kind, String sentence) {
        super(sentence, null, false, false);
        this.kind = kind;
    }

    static RefusedException invalid(String sentence) {
        return new RefusedException(Kind.INVALID, sentence);
    }

    public Kind kind() {
        return kind;
    }

    /** For the user, without a full stop. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
