package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.StateStore;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What outlives the process, where there is a store for it: what must be stored before something
 * else happens is, and then that happens on the loop. Belongs to the loop's thread.
 */
final class Memory {

    private final EventLoop loop;
    private @Nullable StateStore store;

    Memory(EventLoop loop) {
        this.loop = loop;
    }

    /** From now on everything is stored there. */
    void use(StateStore kept) {
        store = kept;
    }

    /** The commands of before a restart, in the order in which they were accepted. */
    List<PendingCommand> commands() {
        return store == null ? List.of() : store.commands();
    }

    /**
     * Stores a device.
     *
     * @param heard when it was heard last, by the wall clock
     */
    void save(DeviceState state, Instant heard) {
        if (store != null) {
            store.save(state, heard);
        }
    }

    void remove(DeviceId device) {
        if (store != null) {
            store.remove(device);
        }
    }

    /** Stores a command, and goes on from there. */
    void save(PendingCommand command, Runnable then) {
        if (store == null) {
            loop.execute(then);
        } else {
            store.save(command, () -> executeUnlessEnded(then));
        }
    }

    /** Nobody waits for the result of this command any more. */
    void forget(String transaction) {
        if (store != null) {
            store.forget(transaction);
        }
    }

    /** Stores the energy that a device's load has used, and goes on from there. */
    void saveEnergy(DeviceSession session, long joules, Runnable then) {
        if (store == null) {
            loop.execute(then);
        } else {
            store.saveEnergy(
                    session.state(), session.lastHeard(), joules, () -> executeUnlessEnded(then));
        }
    }

    private void executeUnlessEnded(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The end: after a restart it goes on from what is stored.
        }
    }
}
