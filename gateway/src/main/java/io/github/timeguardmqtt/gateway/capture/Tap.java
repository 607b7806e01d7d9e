package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.capture.Captured;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Where the traffic can be listened to as it passes on both sides of the gateway, and what users
 * note of it. Safe for several threads.
 */
public final class Tap {

    private final List<Consumer<Captured>> listeners = new CopyOnWriteArrayList<>();

    /** Whether anybody listens. */
    public boolean isOpen() {
        return !listeners.isEmpty();
    }

    /** Hands it to whoever listens. */
    public void take(Captured captured) {
        for (Consumer<Captured> listener : listeners) {
            listener.accept(captured);
        }
    }

    /**
     * @param listener is called on the gateway's thread, or that of whoever notes something, so it
     *     must not block
     */
    public void join(Consumer<Captured> listener) {
        listeners.add(listener);
    }

    public void leave(Consumer<Captured> listener) {
        listeners.remove(listener);
    }
}
