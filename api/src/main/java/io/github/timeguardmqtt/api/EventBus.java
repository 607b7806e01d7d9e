package io.github.timeguardmqtt.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells everybody what happened. Who listens is called on the loop's thread and must not block:
 * whoever has more to do keeps a bounded queue, or only the newest state.
 */
public final class EventBus {

    private final List<Consumer<DeviceEvent>> listeners = new CopyOnWriteArrayList<>();

    public void subscribe(Consumer<DeviceEvent> listener) {
        listeners.add(listener);
    }

    /** Whether anybody listens. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    public void publish(DeviceEvent event) {
        for (Consumer<DeviceEvent> listener : listeners) {
            listener.accept(event);
        }
    }
}
