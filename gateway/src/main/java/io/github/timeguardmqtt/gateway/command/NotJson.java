package io.github.timeguardmqtt.gateway.command;

/** Why a text is no JSON object: the end of a sentence that says what the text is. No trace. */
public final class NotJson extends Exception {

    NotJson(String sentence) {
        super(sentence, null, false, false);
    }
}
