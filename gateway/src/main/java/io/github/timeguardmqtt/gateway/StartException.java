package io.github.timeguardmqtt.gateway;

/** The gateway cannot start; the message is one sentence for its user. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1;

    public StartException(String sentence) {
        super(sentence);
    }
}
