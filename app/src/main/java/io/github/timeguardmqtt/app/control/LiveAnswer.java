package io.github.timeguardmqtt.app.control;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/** What is sent for a request for as long as somebody wants it. */
@FunctionalInterface
public interface LiveAnswer {

    /**
     * Writes, on a thread of its own, until the other side has left.
     *
     * @param left is complete then
     * @throws IOException when nobody takes it any more
     */
    void write(OutputStream to, CompletionStage<?> left) throws IOException;
}
