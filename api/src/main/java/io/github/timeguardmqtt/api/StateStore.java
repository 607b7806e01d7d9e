package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What outlives the process: devices, with what was learnt of them, and commands, with how they
 * went.
 *
 * <p>Nothing that is wrong with whatever keeps it stops anything: an implementation says so once,
 * and goes on. Every method may be called from any thread, and returns at once.
 */
public interface StateStore {

    /**
     * The devices that were known when it was opened, by id; all are offline.
     *
     * @param unheard what the settings say of a device, which is not remembered
     */
    List<KnownDevice> devices(Function<DeviceId, DeviceState> unheard);

    /** The commands that were kept when it was opened, in the order in which they were accepted. */
    List<PendingCommand> commands();

    /**
     * Remembers a device.
     *
     * @param heard when it was heard last, by the wall clock
     */
    void save(DeviceState state, Instant heard);

    /**
     * Remembers a device with more energy than its state tells yet.
     *
     * @param stored is run when it is stored so that not even a power cut takes it away, which may
     *     be late, or never; at once where nothing is remembered of the device. On any thread
     */
    void saveEnergy(DeviceState state, Instant heard, long joules, Runnable stored);

    /** Forgets a device. */
    void remove(DeviceId device);

    /**
     * Keeps a command as it is now, in the place of what was kept of it before.
     *
     * @param durable is run when it is stored so that not even a power cut takes it away, and also
     *     when it cannot be stored. On any thread
     * @throws IllegalArgumentException when it asks for messages that a server does not send
     */
    void save(PendingCommand command, Runnable durable);

    /** Keeps a command no longer. */
    void forget(String transaction);
}
