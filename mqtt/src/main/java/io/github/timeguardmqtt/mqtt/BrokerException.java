package io.github.timeguardmqtt.mqtt;

import java.io.IOException;

/**
 * There is no connection to the broker, or not the one that is needed; the message is one sentence.
 */
public final class BrokerException extends IOException {

    private static final long serialVersionUID = 1;

    /** What stands in the way. */
    public enum Reason {
        /** The broker does not take the user name or the password. */
        LOGIN,
        /** One side wants TLS, or another certificate, and the other has none. */
        TLS,
        /** Nobody answers, or somebody who wants something else of us. */
        OTHER
    }

    private final Reason reason;

    BrokerException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
