package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.concurrent.CompletableFuture;

/**
 * What whoever speaks for a user (MQTT, the control socket, later HTTP) can ask of the gateway.
 * Every method may be called from any thread, and returns at once.
 */
public interface GatewayApi {

    /** Carries a command out; its result comes as an event. */
    void submit(CommandRequest request);

    /**
     * The same for somebody who waits for the result.
     *
     * @return its result, once everybody was told it; on the gateway's thread
     */
    CompletableFuture<CommandResult> carryOut(CommandRequest request);

    /** Tells the result of a command that never came to be one, as of one that did. */
    void refuse(CommandResult result);

    /** The result with this transaction has reached whoever asked: it need not be kept. */
    void delivered(String transaction);

    /**
     * Gives a device a name of the user's.
     *
     * @param name empty for none
     * @return whether the device is known
     */
    CompletableFuture<Boolean> rename(DeviceId device, String name);

    /**
     * Forgets a device, until it is heard again.
     *
     * @return whether it was known
     */
    CompletableFuture<Boolean> remove(DeviceId device);

    /** Writes a comment into the log, with its time. */
    void mark(String comment);

    /** How the gateway is now. */
    CompletableFuture<Health> health();
}
