package io.github.timeguardmqtt.api;

/** Why a text is no JSON object: the end of a sentence that says what the text is. No trace. */
public final class NotJsonException extends Exception {

    NotJsonException(String sentence) {
        super(sentence, null, false, false);
    }
}
