package io.github.timeguardmqtt.api.json;

/** Why some bytes are no JSON object: the end of a sentence that says what they are. No trace. */
public final class NotJsonException extends Exception {

    private static final long serialVersionUID = 1;

    NotJsonException(String sentence) {
        super(sentence, null, false, false);
    }
}
