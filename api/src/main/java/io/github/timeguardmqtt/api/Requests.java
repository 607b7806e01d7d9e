package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of the gateway, in the same words by every way. Source:
 * docs/reference/topics.md.
 */
public interface Requests {

    /**
     * Carries a request out.
     *
     * @param what is asked for: {@code devices/rename}
     * @param payload anything
     * @return the line of JSON that answers it, without the end of the line; it always comes, and
     *     is never an exception
     */
    CompletableFuture<String> answer(String what, Bytes payload);
}
