package io.github.timeguardmqtt.mqtt;

import java.io.IOException;

/** A broker is not there, or does not let one in; the message is one sentence. */
public final class NoBrokerException extends IOException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What has to be looked at. */
    public enum Kind {
        /** The broker and the way to it. */
        AWAY,
        /** User and password. */
        REFUSES,
        /** TLS, on either side. */
        TLS
    }

    NoBrokerException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
