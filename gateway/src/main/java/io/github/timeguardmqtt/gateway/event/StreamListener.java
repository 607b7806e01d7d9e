package io.github.timeguardmqtt.gateway.event;

import io.github.timeguardmqtt.protocol.Bytes;

/** Sees the bytes that go one way on a TCP connection. */
public interface StreamListener {

    /** Looks away. */
    StreamListener NOBODY =
            new StreamListener() {
                @Override
                public void passed(Bytes bytes) {}

                @Override
                public void paused() {}
            };

    void passed(Bytes bytes);

    /** Nothing came for a while, or nothing will come any more. */
    void paused();
}
