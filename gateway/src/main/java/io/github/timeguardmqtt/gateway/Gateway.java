package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Mask;
import io.github.timeguardmqtt.gateway.capture.StreamLog;
import io.github.timeguardmqtt.gateway.event.Addresses;
import io.github.timeguardmqtt.gateway.event.DropReason;
import io.github.timeguardmqtt.gateway.event.Drops;
import io.github.timeguardmqtt.gateway.event.Fault;
import io.github.timeguardmqtt.gateway.event.StreamListener;
import io.github.timeguardmqtt.gateway.event.Traffic;
import io.github.timeguardmqtt.gateway.routing.Effect;
import io.github.timeguardmqtt.gateway.routing.Relay;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.gateway.transport.TcpRelay;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server between switches and cloud: the only class that knows all the others. Everything
 * happens on one loop, from {@link #start} to {@link #close}.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** After which a device that says nothing is forgotten, and its socket closed. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final EventLoop loop;
    private final LoopClock clock;
    private final DevicePort port;
    private final InetSocketAddress address;
    private final CloudAddress cloudAddress;
    private final CloudLinks cloud;
    private final DeviceRegistry registry;
    private final Relay relay;
    private final Mask mask;
    private final @Nullable FrameLog frameLog;
    private final int maxDevices;
    private final Drops drops = new Drops();
    private final Fault deviceUnreachable = new Fault("Datagrams to devices can be sent again");
    private final Fault bufferFull = new Fault("The sockets' buffers have room again");
    private final Fault tcpUnreachable = new Fault("The cloud takes TCP connections again");
    private long toCloud;
    private long toDevices;
    private boolean closed;

    private Gateway(
            GatewaySettings settings,
            EventLoop loop,
            DevicePort port,
            CloudAddress cloudAddress,
            Mask mask,
            @Nullable FrameLog frameLog)
            throws IOException {
        this.loop = loop;
        this.clock = loop.clock();
        this.port = port;
        this.address = port.address();
        this.cloudAddress = cloudAddress;
        this.cloud = new CloudLinks(loop, this::fromCloud);
        this.registry = new DeviceRegistry(settings.maxDevices(), SILENCE);
        this.relay = new Relay(registry, settings.allowedSources());
        this.maxDevices = settings.maxDevices();
        this.mask = mask;
        this.frameLog = frameLog;
    }

    /**
     * Takes the port and starts to relay.
     *
     * @param loop which the caller closes after the gateway
     * @param mask for the device ids in the log
     * @param frameLog where every datagram is written down, or null
     * @throws StartException when it cannot
     */
    public static Gateway start(
            GatewaySettings settings, EventLoop loop, Mask mask, @Nullable FrameLog frameLog)
            throws StartException {
        DevicePort port = bind(settings.listen());
        try {
            CloudAddress cloudAddress = new CloudAddress(settings.cloud(), port.address());
            Optional<InetSocketAddress> found = cloudAddress.find();
            if (found.isPresent() && cloudAddress.isSelf(found.get())) {
                throw new StartException(
                        "The cloud %s is this gateway itself (%s): give the real address of the server with --cloud"
                                .formatted(settings.cloud(), Addresses.text(found.get())));
            }
            Gateway gateway = new Gateway(settings, loop, port, cloudAddress, mask, frameLog);
            gateway.open();
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

    /** Stops, and says what was done. Does nothing the second time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onLoop(() -> {
            port.close();
            cloud.closeAll();
            log.info(
                    "Relayed {} datagrams to the cloud and {} to devices; dropped {}{}",
                    toCloud,
                    toDevices,
                    drops.total(),
                    drops.total() == 0 ? "" : " (" + drops + ")");
        });
    }

    private void open() {
        onLoop(() -> {
            port.udp().start(loop, this::fromDevice);
            port.tcp().start(loop, cloudAddress, new TcpWatcher());
            cloudAddress.follow(loop, cloud::closeAll);
            loop.schedule(SWEEP, this::sweep);
        });
        log.info(
                "Relaying between devices at {} (UDP and TCP) and the cloud at {}",
                Addresses.text(address),
                Addresses.text(cloudAddress.shown()));
    }

    private void fromDevice(InetSocketAddress source, Bytes bytes) {
        long now = clock.nanos();
        Datagram datagram = Datagram.decode(bytes);
        int known = registry.size();
        Effect effect =
                cloud.isOwn(source)
                        ? new Effect.Drop(DropReason.LOOP)
                        : relay.fromDevice(source, datagram, now);
        if (registry.size() > known && effect instanceof Effect.ToCloud(DeviceSession session, _)) {
            log.info("Device {} is at {}", mask.mask(session.id()), Addresses.text(source));
        }
        boolean sent = carryOut(effect, source, now);
        note(source, cloudAddress.shown(), !sent, datagram);
    }

    private void fromCloud(DeviceId device, Bytes bytes) {
        Datagram datagram = Datagram.decode(bytes);
        Optional<Effect> effect = relay.fromCloud(device, datagram);
        if (effect.isPresent() && effect.get() instanceof Effect.ToDevice(DeviceSession to, _)) {
            boolean sent = carryOut(effect.get(), cloudAddress.shown(), clock.nanos());
            note(cloudAddress.shown(), to.address(), !sent, datagram);
        }
    }

    /** Does it, and tells whether something was passed on. */
    private boolean carryOut(Effect effect, InetSocketAddress source, long now) {
        return switch (effect) {
            case Effect.ToCloud(DeviceSession session, Bytes bytes) ->
                    sendToCloud(session, bytes, source, now);
            case Effect.ToDevice(DeviceSession session, Bytes bytes) ->
                    sendToDevice(session, bytes, source, now);
            case Effect.Drop(DropReason reason) -> drop(reason, source, now);
        };
    }

    private boolean sendToCloud(
            DeviceSession session, Bytes bytes, InetSocketAddress source, long now) {
        Optional<InetSocketAddress> to = cloudAddress.current();
        if (to.isEmpty()) {
            return drop(DropReason.CLOUD_UNKNOWN, source, now);
        }
        return switch (cloud.send(session.id(), bytes, to.get())) {
            case SENT -> {
                toCloud++;
                bufferFull.end();
                yield true;
            }
            case BUFFER_FULL -> dropForRoom(source, now);
            case REFUSED -> drop(DropReason.UNREACHABLE, source, now);
            case NO_SOCKET -> drop(DropReason.NO_SOCKET, source, now);
        };
    }

    private boolean sendToDevice(
            DeviceSession session, Bytes bytes, InetSocketAddress source, long now) {
        try {
            if (!port.udp().send(bytes, session.address())) {
                return dropForRoom(source, now);
            }
            toDevices++;
            bufferFull.end();
            deviceUnreachable.end();
            return true;
        } catch (IOException e) {
            deviceUnreachable.begin(
                    "Device %s at %s cannot be reached: %s; relaying goes on"
                            .formatted(
                                    mask.mask(session.id()),
                                    Addresses.text(session.address()),
                                    e.getMessage()),
                    now);
            return drop(DropReason.UNREACHABLE, source, now);
        }
    }

    private boolean dropForRoom(InetSocketAddress source, long now) {
        bufferFull.begin("A socket's buffer is full; what finds no room is dropped", now);
        return drop(DropReason.SEND_BUFFER_FULL, source, now);
    }

    private boolean drop(DropReason reason, InetSocketAddress source, long now) {
        drops.count(reason, source, now);
        return false;
    }

    private void note(
            InetSocketAddress source,
            InetSocketAddress destination,
            boolean withheld,
            Datagram datagram) {
        if (frameLog != null) {
            frameLog.add(new Traffic(clock.instant(), source, destination, withheld, datagram));
        }
    }

    private void sweep() {
        for (DeviceSession session : registry.forgetSilent(clock.nanos())) {
            cloud.close(session.id());
            log.info(
                    "Device {} at {} has been silent for {} minutes",
                    mask.mask(session.id()),
                    Addresses.text(session.address()),
                    SILENCE.toMinutes());
        }
        loop.schedule(SWEEP, this::sweep);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs a step on the loop's thread and waits for its end. */
    private void onLoop(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get();
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

    /** Lets TCP connections in by the rules for datagrams, and writes their frames down. */
    private final class TcpWatcher implements TcpRelay.Watcher {

        @Override
        public boolean admits(InetSocketAddress device, int connections) {
            if (!relay.allows(device.getAddress())) {
                return drop(DropReason.SOURCE, device, clock.nanos());
            }
            return connections < maxDevices || drop(DropReason.MAX_DEVICES, device, clock.nanos());
        }

        @Override
        public void tried(InetSocketAddress device, TcpRelay.Outcome outcome) {
            switch (outcome) {
                case CONNECTED -> {
                    tcpUnreachable.end();
                    log.info("A device is connected by TCP from {}", Addresses.text(device));
                }
                case UNREACHABLE ->
                        tcpUnreachable.begin(
                                "The cloud at %s takes no TCP connections; devices that try are reset, to take UDP"
                                        .formatted(Addresses.text(cloudAddress.shown())),
                                clock.nanos());
                case LOOP -> drop(DropReason.LOOP, device, clock.nanos());
            }
        }

        @Override
        public StreamListener listener(InetSocketAddress from, InetSocketAddress to) {
            return frameLog == null
                    ? StreamListener.NOBODY
                    : new StreamLog(bytes -> note(from, to, false, Datagram.decode(bytes)));
        }
    }
}
