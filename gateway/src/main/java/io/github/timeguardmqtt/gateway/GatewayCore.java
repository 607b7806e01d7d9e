package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.StateStore;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.gateway.routing.Router;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.SessionRules;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters.Counter;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway on its loop: its parts, and what others ask of it. Belongs to the loop's thread. */
final class GatewayCore {

    private static final Logger log = LoggerFactory.getLogger(GatewayCore.class);

    /** After which nothing is held open for a device. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    private final GatewaySettings settings;
    private final EventLoop loop;
    private final DevicePort port;
    private final CloudAddress cloudAddress;
    private final CloudLinks cloud;
    private final DeviceRegistry registry;
    private final TrafficCounters counters = new TrafficCounters();
    private final Drops drops;
    private final Memory memory;
    private final Listeners listeners;
    private final EffectPerformer performer;
    private final CommandIntake commands;
    private final DatagramReceiver datagrams;
    private final StreamReceiver streams;

    /** In steady nanoseconds. */
    private final long startedAt;

    GatewayCore(
            GatewaySettings settings,
            EventLoop loop,
            DevicePort port,
            CloudAddress cloudAddress,
            Mask mask,
            @Nullable FrameLog frameLog,
            Tap tap)
            throws IOException {
        this.settings = settings;
        this.loop = loop;
        this.port = port;
        this.cloudAddress = cloudAddress;
        startedAt = loop.clock().nanos();
        cloud = new CloudLinks(loop, this::fromCloud);
        registry =
                new DeviceRegistry(
                        settings.maxDevices(),
                        settings::unheard,
                        new SessionRules(
                                settings.onlineTimeout(),
                                SILENCE,
                                settings.offlineWait(),
                                settings.earliest()),
                        this::forget);
        drops = new Drops(mask);
        memory = new Memory(loop);
        listeners = new Listeners(loop, registry);
        TrafficRecorder recorder =
                new TrafficRecorder(loop.clock(), frameLog, tap, port, cloudAddress, cloud);
        performer =
                new EffectPerformer(
                        loop,
                        registry,
                        new PacketSender(loop.clock(), port, cloudAddress, cloud, drops, mask),
                        cloud,
                        counters,
                        drops,
                        recorder,
                        memory,
                        listeners,
                        mask);
        Router router = new Router(registry, settings.allowedSources());
        datagrams =
                new DatagramReceiver(registry, router, cloud, performer, counters, recorder, mask);
        commands = new CommandIntake(registry, performer);
        streams =
                new StreamReceiver(
                        loop.clock(),
                        router,
                        port.tcp(),
                        new StreamOwners(settings, loop.clock(), registry, router, drops),
                        datagrams,
                        performer,
                        counters,
                        drops,
                        recorder,
                        mask);
    }

    void open() throws IOException {
        port.udp().start(loop, datagrams::fromDevice);
        streams.start(loop, cloudAddress);
        if (settings.needsCloud()) {
            cloudAddress.follow(loop, cloud::closeAll);
        }
    }

    void close() throws IOException {
        port.close();
        registry.all().forEach(session -> performer.step(session, session::leave));
        cloud.closeAll();
        performer.close();
        long sent = counters.of(Counter.SENT_TO_DEVICES);
        log.info(
                "Relayed {} datagrams to the cloud and {} to devices{}; dropped {}{}",
                counters.of(Counter.TO_CLOUD),
                counters.of(Counter.RELAYED_TO_DEVICES),
                sent == 0 ? "" : ", sent " + sent + " of its own",
                drops.total(),
                drops.total() == 0 ? "" : " (" + drops + ")");
    }

    /** Takes back what is known of devices from before a restart. */
    void remember(StateStore store) {
        memory.use(store);
        commands.waitForResume();
        store.devices(settings::unheard).stream()
                .sorted(Comparator.comparing(KnownDevice::heard).reversed())
                .forEach(known ->
                        registry.restore(known, performer.now())
                                .ifPresent(session -> performer.step(session, session::tick)));
        // Devices do not wait for the database: those that came before it are stored only now.
        for (DeviceSession session : registry.all()) {
            memory.save(session.state(), session.lastHeard());
        }
    }

    /** Goes on with the commands of before a restart, and tells results once more. */
    void resume() {
        commands.resume(memory.commands());
    }

    /** Tells a listener everything that is known, and from now on whatever happens. */
    void subscribe(Consumer<DeviceEvent> listener) {
        for (DeviceSession session : registry.all()) {
            listener.accept(
                    new DeviceEvent.Changed(
                            session.state(), loop.clock().instant(), ChangeCause.UNKNOWN));
        }
        listeners.subscribe(listener);
    }

    void submit(CommandRequest request) {
        commands.submit(request);
    }

    /** The same for somebody who waits for the result. */
    void carryOut(CommandRequest request, CompletableFuture<CommandResult> result) {
        listeners.awaitResult(request.transaction(), result);
        commands.submit(request);
    }

    void tell(CommandResult result) {
        performer.tell(result);
    }

    void delivered(String transaction) {
        memory.forget(transaction);
    }

    boolean rename(DeviceId device, String name) {
        Optional<DeviceSession> session = registry.of(device);
        session.ifPresent(
                found -> performer.step(found, (now, effects) -> found.rename(name, now, effects)));
        return session.isPresent();
    }

    boolean remove(DeviceId device) {
        Optional<DeviceSession> session = registry.of(device);
        if (session.isEmpty()) {
            return false;
        }
        DeviceSession leaving = session.get();
        performer.step(
                leaving, (now, effects) -> leaving.end("the switch was removed", now, effects));
        registry.remove(leaving);
        forget(leaving);
        return true;
    }

    /** Lets go of whatever is held for a device that has no session any more. */
    private void forget(DeviceSession gone) {
        performer.leave(gone);
        cloud.close(gone.id());
        memory.remove(gone.id());
        listeners.tell(new DeviceEvent.Removed(gone.id()));
    }

    Optional<DeviceState> device(DeviceId device) {
        return registry.of(device).map(DeviceSession::state);
    }

    /** Completes with what is known once the device has reported, or after so long. */
    void nextReport(
            DeviceId device, Duration longest, CompletableFuture<Optional<DeviceState>> reported) {
        listeners.awaitReport(device, longest, reported);
    }

    List<KnownDevice> devices() {
        return registry.all().stream()
                .map(session ->
                        new KnownDevice(session.state(), session.lastHeard(), session.reach()))
                .toList();
    }

    String cloudState() {
        if (!settings.needsCloud()) {
            return "not used";
        }
        String where = Addresses.text(cloudAddress.shown());
        return cloudAddress.current().isEmpty()
                ? where + ", which cannot be resolved"
                : where + ", " + cloud.state();
    }

    Health health() {
        Runtime runtime = Runtime.getRuntime();
        int online = 0;
        int commands = 0;
        for (DeviceSession session : registry.all()) {
            online += session.isOnline() ? 1 : 0;
            commands += session.commands();
        }
        return new Health(
                Duration.ofNanos(loop.clock().nanos() - startedAt),
                runtime.totalMemory() - runtime.freeMemory(),
                registry.size(),
                online,
                counters.of(Counter.FROM_DEVICES),
                counters.of(Counter.RELAYED_TO_DEVICES) + counters.of(Counter.SENT_TO_DEVICES),
                counters.of(Counter.TO_CLOUD),
                counters.of(Counter.FROM_CLOUD),
                counters.of(Counter.ANSWERED),
                drops.byReason(),
                commands);
    }

    private void fromCloud(DeviceId device, Bytes datagram) {
        datagrams.fromCloud(device, datagram);
    }
}
