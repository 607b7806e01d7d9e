package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;

/** The way to a running gateway. */
public interface GatewayLink extends AutoCloseable {

    /**
     * Asks it.
     *
     * @param what one of the requests in docs/reference/topics.md
     * @return the data of its answer
     * @throws NoAnswerException when there is none, or it says what is wrong
     */
    JsonObject ask(String what, JsonObject fields) throws NoAnswerException, InterruptedException;

    @Override
    void close();

    /**
     * The data in an answer.
     *
     * @throws NoAnswerException when it is an error, or no answer of this version
     */
    static JsonObject data(String line) throws NoAnswerException {
        JsonObject answer;
        try {
            answer = JsonReader.object(line);
        } catch (NotJsonException e) {
            throw NoAnswerException.otherVersion();
        }
        if (answer.text("error").isPresent()) {
            throw new NoAnswerException(answer.text("error").get());
        }
        return answer.object("data").orElseThrow(NoAnswerException::otherVersion);
    }
}
