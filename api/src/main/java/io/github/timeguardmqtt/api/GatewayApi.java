package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a gateway does for {@link Operations}, and for those who listen to all that happens. Every
 * method may be called from any thread, and returns at once, but {@link #subscribe}, which returns
 * when the listener was told what is known.
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

    /** What is known of a device; nothing where it is not known. */
    CompletableFuture<Optional<DeviceState>> device(DeviceId device);

    /**
     * What is known of a device once it has reported again: at the latest after this time of the
     * gateway's clock, reported or not; nothing where it is not known.
     */
    CompletableFuture<Optional<DeviceState>> nextReport(DeviceId device, Duration longest);

    /** All devices that are known. */
    CompletableFuture<List<KnownDevice>> devices();

    /**
     * Tells a listener everything that is known, and from now on whatever happens: on the gateway's
     * thread, so it must not block.
     */
    void subscribe(Consumer<DeviceEvent> listener);

    /** How the gateway is now. */
    CompletableFuture<Health> health();
}
