package io.github.timeguardmqtt.app.control;

import io.github.timeguardmqtt.api.json.JsonWriter;
import java.util.concurrent.TimeoutException;

/** What is done for a request. */
public interface Answer {

    /**
     * Writes objects, a line each. On a thread of its own, which it may hold up.
     *
     * @throws TimeoutException when the gateway did not say in time; nothing was written then
     */
    void write(JsonWriter to) throws InterruptedException, TimeoutException;
}
