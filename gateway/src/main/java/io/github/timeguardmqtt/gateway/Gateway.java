package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.StateStore;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server between switches and cloud. Everything happens on one loop; every method may be called
 * from any other thread. The life of one with a memory:
 *
 * <ol>
 *   <li>{@link #start}: it takes the port, and devices are served from now on;
 *   <li>{@link #remember}: it is given its store, which may have been opened meanwhile;
 *   <li>{@link #subscribe}: whoever is to hear the results of commands listens;
 *   <li>{@link #resume}: commands of before a restart go on, and after them those given since;
 *   <li>{@link #close}: it ends, before its store does.
 * </ol>
 *
 * <p>One that remembers nothing goes without {@link #remember} and {@link #resume}.
 */
public final class Gateway implements GatewayApi, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final EventLoop loop;
    private final InetSocketAddress address;
    private final GatewayCore core;
    private final Mask mask;
    private final Tap tap;
    private boolean closed;

    private Gateway(
            EventLoop loop, InetSocketAddress address, GatewayCore core, Mask mask, Tap tap) {
        this.loop = loop;
        this.address = address;
        this.core = core;
        this.mask = mask;
        this.tap = tap;
    }

    /** The same where nobody can listen to the traffic. */
    public static Gateway start(
            GatewaySettings settings, EventLoop loop, Mask mask, @Nullable FrameLog frameLog)
            throws StartException {
        return start(settings, loop, mask, frameLog, new Tap());
    }

    /**
     * Takes the port and starts to serve.
     *
     * @param loop which the caller closes after the gateway
     * @param mask for what is hidden in the log
     * @param frameLog where every datagram is written down, or null
     * @param tap where the traffic can be listened to
     * @throws StartException when it cannot
     */
    public static Gateway start(
            GatewaySettings settings,
            EventLoop loop,
            Mask mask,
            @Nullable FrameLog frameLog,
            Tap tap)
            throws StartException {
        DevicePort port = bind(settings.listen());
        try {
            CloudAddress cloudAddress = new CloudAddress(settings.cloud(), port.address());
            if (settings.needsCloud()) {
                checkIsNotSelf(settings, cloudAddress);
            }
            GatewayCore core =
                    new GatewayCore(settings, loop, port, cloudAddress, mask, frameLog, tap);
            Gateway gateway = new Gateway(loop, port.address(), core, mask, tap);
            gateway.onLoop(core::open);
            introduce(settings.mode(), gateway.address(), cloudAddress.shown());
            return gateway;
        } catch (IOException e) {
            close(port);
            throw new StartException(
                    "Cannot listen on %s: %s".formatted(settings.listen(), e.getMessage()));
        } catch (StartException e) {
            close(port);
            throw e;
        }
    }

    private static void introduce(Mode mode, InetSocketAddress address, InetSocketAddress cloud) {
        switch (mode) {
            case RELAY ->
                    log.info(
                            "Relaying between devices at {} (UDP and TCP) and the cloud at {}",
                            Addresses.text(address),
                            Addresses.text(cloud));
            case FALLBACK ->
                    log.info(
                            "Answering devices at {} (UDP and TCP) and relaying to the cloud at {}",
                            Addresses.text(address),
                            Addresses.text(cloud));
            case LOCAL ->
                    log.info(
                            "Answering devices at {} (UDP and TCP), without the cloud",
                            Addresses.text(address));
        }
    }

    private static void checkIsNotSelf(GatewaySettings settings, CloudAddress cloudAddress)
            throws StartException {
        Optional<InetSocketAddress> found = cloudAddress.find();
        if (found.isPresent() && cloudAddress.isSelf(found.get())) {
            throw new StartException(
                    "The cloud %s is this gateway itself (%s): give the real address of the server with --cloud"
                            .formatted(settings.cloud(), Addresses.text(found.get())));
        }
    }

    private static DevicePort bind(HostPort listen) throws StartException {
        try {
            return DevicePort.bind(listen.resolve());
        } catch (UnknownHostException e) {
            throw new StartException(
                    "The name %s of --listen is not known: give an address of this machine, or 0.0.0.0"
                            .formatted(listen.host()));
        } catch (IOException e) {
            throw new StartException(
                    "Cannot listen on %s (%s): end the program that does already, or give an address that this machine has with --listen"
                            .formatted(listen, e.getMessage()));
        }
    }

    /** Where devices reach it, with the port that it really got. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Remembers from now on, and takes back what is known of devices. Commands wait until {@link
     * #resume}.
     *
     * @param store which the caller closes after the gateway
     */
    public void remember(StateStore store) {
        onLoop(() -> core.remember(store));
    }

    /** Goes on with the commands of before a restart, and then with those that came since. */
    public void resume() {
        onLoop(core::resume);
    }

    @Override
    public void subscribe(Consumer<DeviceEvent> listener) {
        onLoop(() -> core.subscribe(listener));
    }

    @Override
    public void submit(CommandRequest request) {
        execute(() -> core.submit(request));
    }

    @Override
    public CompletableFuture<CommandResult> carryOut(CommandRequest request) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        execute(() -> core.carryOut(request, result));
        return result;
    }

    @Override
    public void refuse(CommandResult result) {
        execute(() -> core.tell(result));
    }

    @Override
    public void delivered(String transaction) {
        execute(() -> core.delivered(transaction));
    }

    @Override
    public CompletableFuture<Boolean> rename(DeviceId device, String name) {
        return ask(() -> core.rename(device, name));
    }

    @Override
    public CompletableFuture<Boolean> remove(DeviceId device) {
        return ask(() -> core.remove(device));
    }

    @Override
    public void mark(String comment) {
        log.info("Mark: {}", mask.mask(comment));
        tap.take(new Mark("", Optional.of(loop.clock().instant()), comment));
    }

    @Override
    public CompletableFuture<Health> health() {
        return ask(core::health);
    }

    @Override
    public CompletableFuture<List<KnownDevice>> devices() {
        return ask(core::devices);
    }

    @Override
    public CompletableFuture<Optional<DeviceState>> device(DeviceId device) {
        return ask(() -> core.device(device));
    }

    @Override
    public CompletableFuture<Optional<DeviceState>> nextReport(DeviceId device, Duration longest) {
        CompletableFuture<Optional<DeviceState>> reported = new CompletableFuture<>();
        execute(() -> core.nextReport(device, longest, reported));
        return reported;
    }

    /** How it stands with the cloud, in a few words. */
    public CompletableFuture<String> cloudState() {
        return ask(core::cloudState);
    }

    /** Stops, and says what was done. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onLoop(core::close);
        }
    }

    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Too late: the gateway has ended");
        }
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, loop);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs a step on the loop's thread and waits for its end; after the end there are no steps. */
    private void onLoop(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                try {
                    step.run();
                    done.complete(null);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
            done.get();
        } catch (RejectedExecutionException e) {
            log.debug("Too late: the gateway has ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void close(DevicePort port) {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
