package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.EventBus;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.StateStore;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.gateway.routing.Router;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Effect;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.session.SessionRules;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.traffic.Traffic;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.LocalAddresses;
import io.github.timeguardmqtt.gateway.transport.TcpServer;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on the gateway's loop: hands what comes in to the sessions, and does what they want
 * done. Belongs to the loop's thread.
 */
final class GatewayCore {

    private static final Logger log = LoggerFactory.getLogger(GatewayCore.class);

    /** After which nothing is held open for a device. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** When a session wants to be called, and by what. */
    private record Alarm(long due, EventLoop.Timer timer) {}

    /** How many may wait for a device's next report at a time. */
    private static final int MAX_REPORTS = 100;

    /** Somebody who waits for a device's next report; one has another uptime than the last. */
    private record AwaitedReport(
            DeviceId device,
            Optional<Status> last,
            CompletableFuture<Optional<DeviceState>> reported) {

        boolean isOver(DeviceState state) {
            return state.id().equals(device)
                    && !state.status().map(Status::uptime).equals(last.map(Status::uptime));
        }
    }

    private final GatewaySettings settings;
    private final EventLoop loop;
    private final LoopClock clock;
    private final DevicePort port;
    private final InetSocketAddress self;
    private final CloudAddress cloudAddress;
    private final CloudLinks cloud;
    private final DeviceRegistry registry;
    private final Router router;
    private final Mask mask;
    private final @Nullable FrameLog frameLog;
    private final Tap tap;
    private final LocalAddresses localAddresses;
    private final EventBus bus = new EventBus();
    private final Map<DeviceSession, Alarm> alarms = new HashMap<>();
    private final Map<InetSocketAddress, Optional<DeviceId>> streams = new HashMap<>();

    /** Who waits for a result, by its transaction: at most one for each command without one. */
    private final Map<String, CompletableFuture<CommandResult>> awaited = new HashMap<>();

    private final List<AwaitedReport> reports = new ArrayList<>();
    private final Drops drops;
    private final PacketSender outlets;
    private final Outage tcpUnreachable = new Outage("The cloud takes TCP connections again");
    private final Outage timeUnknown = new Outage("The time of day can be right again");
    private final long started;
    private @Nullable StateStore store;
    private long fromDevices;
    private long fromCloud;
    private long toCloud;
    private long relayedToDevices;
    private long sentToDevices;
    private long answered;

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
        this.clock = loop.clock();
        this.port = port;
        this.self = InetSocketAddress.createUnresolved("gateway", port.address().getPort());
        this.cloudAddress = cloudAddress;
        this.cloud = new CloudLinks(loop, this::fromCloud);
        this.registry =
                new DeviceRegistry(
                        settings.maxDevices(),
                        settings::unheard,
                        new SessionRules(
                                settings.onlineTimeout(),
                                SILENCE,
                                settings.offlineWait(),
                                settings.earliest()),
                        this::forget);
        this.router = new Router(registry, settings.allowedSources());
        this.drops = new Drops(mask);
        this.outlets = new PacketSender(clock, port, cloudAddress, cloud, drops, mask);
        this.mask = mask;
        this.frameLog = frameLog;
        this.tap = tap;
        this.localAddresses = new LocalAddresses(port.address(), clock);
        this.started = clock.nanos();
    }

    void open() throws IOException {
        port.udp().start(loop, this::fromDevice);
        port.tcp().start(loop, cloudAddress, new TcpHandler());
        if (settings.needsCloud()) {
            cloudAddress.follow(loop, cloud::closeAll);
        }
    }

    void close() throws IOException {
        port.close();
        if (store != null) {
            registry.all().forEach(session -> step(session, session::leave));
        }
        cloud.closeAll();
        alarms.values().forEach(alarm -> alarm.timer().cancel());
        alarms.clear();
        log.info(
                "Relayed {} datagrams to the cloud and {} to devices{}; dropped {}{}",
                toCloud,
                relayedToDevices,
                sentToDevices == 0 ? "" : ", sent " + sentToDevices + " of its own",
                drops.total(),
                drops.total() == 0 ? "" : " (" + drops + ")");
    }

    /** Takes back what is known of devices from before a restart. */
    void remember(StateStore kept) {
        store = kept;
        kept.devices(settings::unheard).stream()
                .sorted(Comparator.comparing(KnownDevice::heard).reversed())
                .forEach(known ->
                        registry.restore(known, now())
                                .ifPresent(session -> step(session, session::tick)));
        // Devices do not wait for the database: those that came before it are stored only now.
        for (DeviceSession session : registry.all()) {
            kept.save(session.state(), session.lastHeard());
        }
    }

    /** Goes on with the commands of before a restart, and tells results once more. */
    void resume() {
        if (store == null) {
            return;
        }
        for (PendingCommand command : store.commands()) {
            Optional<DeviceSession> session = registry.of(command.request().device());
            if (command.result().isPresent()) {
                tell(command.result().get());
            } else if (session.isPresent()) {
                step(session.get(), (now, effects) -> session.get().resume(command, now, effects));
            } else {
                boolean wasSent = command.sent().isPresent();
                finish(
                        command.finished(
                                wasSent
                                        ? CommandResult.Outcome.TIMEOUT
                                        : CommandResult.Outcome.REJECTED,
                                Optional.of(
                                        "the switch is not known any more"
                                                + (wasSent ? ", but may have obeyed" : "")),
                                clock.instant()));
            }
        }
    }

    /** Tells a listener everything that is known, and from now on whatever happens. */
    void subscribe(Consumer<DeviceEvent> listener) {
        for (DeviceSession session : registry.all()) {
            listener.accept(
                    new DeviceEvent.Changed(session.state(), clock.instant(), ChangeCause.UNKNOWN));
        }
        bus.subscribe(listener);
    }

    void submit(CommandRequest request) {
        Optional<DeviceSession> session = registry.of(request.device());
        if (session.isPresent()) {
            step(session.get(), (now, effects) -> session.get().submit(request, now, effects));
        } else {
            tell(
                    request.result(
                            CommandResult.Outcome.REJECTED,
                            Optional.of(
                                    "no switch %s has been heard of".formatted(request.device())),
                            Duration.ZERO));
        }
    }

    /** The same for somebody who waits for the result. */
    void carryOut(CommandRequest request, CompletableFuture<CommandResult> result) {
        awaited.put(request.transaction(), result);
        submit(request);
    }

    void tell(CommandResult result) {
        bus.publish(new DeviceEvent.Finished(result));
        CompletableFuture<CommandResult> waits = awaited.remove(result.transaction());
        if (waits != null) {
            waits.complete(result);
        }
        if (!bus.isHeard()) {
            delivered(result.transaction()); // Nobody will ever say so.
        }
    }

    void delivered(String transaction) {
        if (store != null) {
            store.forget(transaction);
        }
    }

    boolean rename(DeviceId device, String name) {
        Optional<DeviceSession> session = registry.of(device);
        session.ifPresent(found -> step(found, (now, effects) -> found.rename(name, now, effects)));
        return session.isPresent();
    }

    boolean remove(DeviceId device) {
        Optional<DeviceSession> session = registry.of(device);
        if (session.isEmpty()) {
            return false;
        }
        DeviceSession leaving = session.get();
        step(leaving, (now, effects) -> leaving.end("the switch was removed", now, effects));
        registry.remove(leaving);
        forget(leaving);
        return true;
    }

    /** Lets go of whatever is held for a device that has no session any more. */
    private void forget(DeviceSession gone) {
        Alarm alarm = alarms.remove(gone);
        if (alarm != null) {
            alarm.timer().cancel();
        }
        cloud.close(gone.id());
        if (store != null) {
            store.remove(gone.id());
        }
        bus.publish(new DeviceEvent.Removed(gone.id()));
    }

    Optional<DeviceState> device(DeviceId device) {
        return registry.of(device).map(DeviceSession::state);
    }

    /** Who asks for too many at a time gets what is known now. */
    void nextReport(
            DeviceId device, Duration longest, CompletableFuture<Optional<DeviceState>> reported) {
        if (registry.of(device).isEmpty() || reports.size() >= MAX_REPORTS) {
            reported.complete(device(device));
            return;
        }
        AwaitedReport awaited =
                new AwaitedReport(device, device(device).flatMap(DeviceState::status), reported);
        reports.add(awaited);
        EventLoop.Timer timer =
                loop.schedule(
                        longest,
                        () -> {
                            reports.remove(awaited);
                            reported.complete(device(device));
                        });
        CompletableFuture<?> _ = reported.thenRun(timer::cancel);
    }

    private void reported(DeviceState state) {
        List<AwaitedReport> over =
                reports.stream().filter(awaited -> awaited.isOver(state)).toList();
        reports.removeAll(over);
        over.forEach(awaited -> awaited.reported().complete(Optional.of(state)));
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
                Duration.ofNanos(clock.nanos() - started),
                runtime.totalMemory() - runtime.freeMemory(),
                registry.size(),
                online,
                fromDevices,
                relayedToDevices + sentToDevices,
                toCloud,
                fromCloud,
                answered,
                drops.byReason(),
                commands);
    }

    private Moment now() {
        return new Moment(clock.nanos(), clock.instant());
    }

    private void fromDevice(InetSocketAddress source, Bytes bytes) {
        fromDevices++;
        Moment now = now();
        Datagram datagram = Datagram.decode(bytes);
        int known = registry.size();
        Performer performer =
                new Performer(
                        source,
                        datagram,
                        now,
                        false,
                        arrival(now, Side.DEVICE, () -> fromDevice(source), datagram));
        if (cloud.isOwn(source)) {
            performer.accept(new Effect.Drop(DropReason.LOOP));
        } else {
            router.fromDevice(source, datagram, now, performer);
        }
        if (registry.size() > known && datagram.first() instanceof Frame frame) {
            log.info(
                    "Device {} is at {}",
                    mask.mask(frame.device()),
                    Addresses.text(mask.mask(source)));
        }
        performer.end();
    }

    private void fromCloud(DeviceId device, Bytes bytes) {
        Datagram datagram = Datagram.decode(bytes);
        fromCloud(
                device,
                datagram,
                false,
                arrival(now(), Side.CLOUD, () -> towardsCloud(device).reversed(), datagram));
    }

    private void fromCloud(
            DeviceId device, Datagram datagram, boolean passed, @Nullable PacketTrace sightings) {
        fromCloud++;
        Moment now = now();
        Performer performer = new Performer(cloudAddress.shown(), datagram, now, passed, sightings);
        router.fromCloud(device, datagram, now, performer);
        performer.end();
    }

    /** What somebody may want to record; null where nobody does. */
    private @Nullable PacketTrace arrival(
            Moment now, Side leg, Supplier<Flow> flow, Datagram datagram) {
        return tap.isOpen() ? new PacketTrace(clock, now.wall(), flow.get(), leg, datagram) : null;
    }

    /** From a device to the socket that all send datagrams to. */
    private Flow fromDevice(InetSocketAddress device) {
        return new Flow(Transport.UDP, device, localAddresses.towards(device));
    }

    /** From a device's own UDP socket. */
    private Flow towardsCloud(DeviceId device) {
        return cloud.flow(device)
                .orElseGet(() -> new Flow(Transport.UDP, self, cloudAddress.shown()));
    }

    /** On the connection from this address. */
    private Flow streamFromDevice(InetSocketAddress device) {
        return port.tcp()
                .deviceFlow(device)
                .orElseGet(() -> new Flow(Transport.TCP, device, localAddresses.towards(device)));
    }

    /** On the connection that belongs to it; without its port while that is still being made. */
    private Flow streamTowardsCloud(InetSocketAddress device) {
        return port.tcp()
                .cloudFlow(device)
                .orElseGet(() -> new Flow(Transport.TCP, self, cloudAddress.shown()));
    }

    private Flow towardsDevice(DeviceSession session) {
        InetSocketAddress place = PacketSender.place(session);
        return (session.isOverTcp() ? streamFromDevice(place) : fromDevice(place)).reversed();
    }

    private Flow towardsCloud(DeviceSession session) {
        return session.isOverTcp()
                ? streamTowardsCloud(PacketSender.place(session))
                : towardsCloud(session.id());
    }

    /** Lets a session do a step that no datagram brings about. */
    private void step(DeviceSession session, BiConsumer<Moment, Consumer<Effect>> step) {
        Moment now = now();
        Performer performer =
                new Performer(
                        self,
                        null,
                        now,
                        false,
                        tap.isOpen() ? new PacketTrace(clock, now.wall()) : null);
        step.accept(now, performer);
        performer.tell();
        arm(session);
    }

    /**
     * Wakes a session in time. Not a part of what performs the effects: its timer would hold on to
     * the datagram for as long as it waits.
     */
    private void arm(DeviceSession due) {
        Moment then = now();
        long deadline = due.deadline(then);
        Alarm alarm = alarms.get(due);
        boolean isInTime = alarm != null && alarm.due() - deadline <= 0;
        boolean isGone = registry.of(due.id()).filter(due::equals).isEmpty();
        if (deadline == Long.MAX_VALUE || isInTime || isGone) {
            return; // One that comes too early finds nothing to do, and sets the next.
        }
        if (alarm != null) {
            alarm.timer().cancel();
        }
        Duration delay = Duration.ofNanos(Math.max(0, deadline - then.nanos()));
        alarms.put(due, new Alarm(deadline, loop.schedule(delay, () -> wake(due))));
    }

    private void wake(DeviceSession session) {
        alarms.remove(session);
        step(session, session::tick);
    }

    /** Does what follows from one input. */
    private final class Performer implements Consumer<Effect> {

        private final InetSocketAddress source;
        private final @Nullable Datagram input;
        private final Moment now;

        /** Whether the input has gone on its way already, and is only looked at. */
        private final boolean passed;

        private final @Nullable PacketTrace sightings;
        private @Nullable DeviceSession session;

        Performer(
                InetSocketAddress source,
                @Nullable Datagram input,
                Moment now,
                boolean passed,
                @Nullable PacketTrace sightings) {
            this.source = source;
            this.input = input;
            this.now = now;
            this.passed = passed;
            this.sightings = sightings;
        }

        @Override
        public void accept(Effect effect) {
            switch (effect) {
                case Effect.ToCloud(DeviceSession from, Datagram datagram) -> {
                    session = from;
                    Optional<DropReason> failed =
                            passed
                                    ? Optional.empty()
                                    : outlets.toCloud(from, datagram.bytes(), source);
                    toCloud += failed.isEmpty() ? 1 : 0;
                    note(source, cloudAddress.shown(), failed.isPresent(), datagram);
                    if (sightings != null) {
                        sightings.pass(Side.CLOUD, towardsCloud(from), datagram, failed);
                    }
                }
                case Effect.ToDevice(DeviceSession to, Datagram datagram) -> {
                    session = to;
                    Optional<DropReason> failed =
                            passed
                                    ? Optional.empty()
                                    : outlets.toDevice(to, datagram.bytes(), source);
                    relayedToDevices += failed.isEmpty() ? 1 : 0;
                    note(source, PacketSender.place(to), failed.isPresent(), datagram);
                    if (sightings != null) {
                        sightings.pass(Side.DEVICE, towardsDevice(to), datagram, failed);
                    }
                }
                case Effect.Send(DeviceSession to, Frame frame) -> {
                    session = to;
                    Optional<DropReason> failed = outlets.toDevice(to, frame.bytes(), self);
                    sentToDevices += failed.isEmpty() ? 1 : 0;
                    count(frame);
                    if (frameLog != null || sightings != null) {
                        Datagram datagram = Datagram.decode(frame.bytes());
                        note(self, PacketSender.place(to), failed.isPresent(), datagram);
                        if (sightings != null) {
                            sightings.make(towardsDevice(to), datagram, failed);
                        }
                    }
                }
                case Effect.Take(DeviceSession from, Datagram datagram) -> {
                    session = from;
                    note(source, self, false, datagram);
                }
                case Effect.Withhold(DeviceSession to, Datagram datagram) -> {
                    session = to;
                    note(source, PacketSender.place(to), true, datagram);
                    if (sightings != null) {
                        sightings.withhold();
                    }
                }
                case Effect.Drop(DropReason reason) -> {
                    if (!passed) {
                        drops.count(reason, source, now.nanos());
                    }
                    if (input != null) {
                        boolean isClouds = reason == DropReason.LOCAL_MODE;
                        note(source, isClouds ? self : cloudAddress.shown(), !passed, input);
                        if (sightings != null && !passed) {
                            sightings.drop(reason);
                        } else if (sightings != null && !isClouds) {
                            sightings.pass(
                                    Side.CLOUD,
                                    streamTowardsCloud(source),
                                    input,
                                    Optional.empty());
                        }
                    }
                }
                case Effect.TimeUnknown _ ->
                        timeUnknown.begin(
                                "This machine's clock says %s, which cannot be: no switch is told the time until the clock is set"
                                        .formatted(now.wall()),
                                now.nanos());
                case Effect.Release(DeviceSession from) -> {
                    cloud.close(from.id());
                    from.address()
                            .ifPresent(address ->
                                    log.info(
                                            "Device {} at {} has been silent for {} minutes",
                                            mask.mask(from.id()),
                                            Addresses.text(mask.mask(address)),
                                            SILENCE.toMinutes()));
                }
                case Effect.Tell(DeviceEvent event) -> {
                    if (store != null
                            && event instanceof DeviceEvent.Changed(var state, var at, _)) {
                        Optional<DeviceSession> known = registry.of(state.id());
                        store.save(state, known.map(DeviceSession::lastHeard).orElse(at));
                    }
                    bus.publish(event);
                    if (event instanceof DeviceEvent.Changed(var state, _, _)) {
                        reported(state);
                    }
                }
                case Effect.Keep(DeviceSession from, PendingCommand command) ->
                        keep(
                                command,
                                () ->
                                        step(
                                                from,
                                                (then, effects) ->
                                                        from.kept(
                                                                command.request().transaction(),
                                                                then,
                                                                effects)));
                case Effect.KeepEnergy(DeviceSession of, long joules) -> keepEnergy(of, joules);
                case Effect.ClockNews(DeviceSession of, Optional<String> problem) -> {
                    if (problem.isPresent()) {
                        log.warn("Device {}: {}", mask.mask(of.id()), problem.get());
                    } else {
                        log.info("Device {}: its clock is right again", mask.mask(of.id()));
                    }
                }
                case Effect.Note(DeviceSession of, String sentence) ->
                        log.info("Device {}: {}", mask.mask(of.id()), sentence);
                case Effect.Finish(PendingCommand command) -> finish(command);
            }
        }

        private void count(Frame frame) {
            if (frame.kind() == Kind.PING_RESPONSE) {
                answered++;
                timeUnknown.end();
            } else if (frame.kind() == Kind.REPORT_CODE_VERSION_RESPONSE) {
                answered++;
            }
        }

        /** Tells who records it, and wakes the session that had to do with it in time. */
        private void end() {
            tell();
            if (session != null) {
                GatewayCore.this.arm(session);
            }
        }

        private void tell() {
            if (sightings != null) {
                sightings.tell(tap::take);
            }
        }

        private void note(
                InetSocketAddress from, InetSocketAddress to, boolean withheld, Datagram datagram) {
            if (frameLog != null) {
                frameLog.add(new Traffic(now.wall(), from, to, withheld, datagram));
            }
        }
    }

    private void finish(PendingCommand command) {
        CommandResult result = command.result().orElseThrow();
        keep(command, () -> tell(result));
    }

    /** Has the command stored, and goes on from there, on the loop. */
    private void keep(PendingCommand command, Runnable then) {
        if (store == null) {
            loop.execute(then);
        } else {
            store.save(command, () -> executeUnlessEnded(then));
        }
    }

    private void keepEnergy(DeviceSession session, long joules) {
        Runnable then =
                () -> {
                    // Of one that was removed meanwhile nobody wants to hear.
                    if (registry.of(session.id()).filter(session::equals).isPresent()) {
                        step(session, (now, effects) -> session.energyKept(joules, now, effects));
                    }
                };
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

    /** Lets TCP connections in by the rules for datagrams, and takes what comes on them. */
    private final class TcpHandler implements TcpServer.Handler {

        @Override
        public boolean admits(InetSocketAddress device, int connections) {
            if (!router.allows(device.getAddress())) {
                drops.count(DropReason.SOURCE, device, clock.nanos());
                return false;
            }
            if (connections >= settings.maxDevices()) {
                drops.count(DropReason.MAX_DEVICES, device, clock.nanos());
                return false;
            }
            return true;
        }

        private Optional<Mode> mode(InetSocketAddress device) {
            return streams.getOrDefault(device, Optional.empty())
                    .map(id -> settings.unheard(id).mode());
        }

        @Override
        public boolean wantsCloud(InetSocketAddress device) {
            return mode(device).orElse(settings.mode()) != Mode.LOCAL;
        }

        @Override
        public boolean passesAtOnce(InetSocketAddress device) {
            boolean isRelayed = mode(device).map(Mode.RELAY::equals).orElse(settings.isRelayOnly());
            boolean isAsking =
                    streams.getOrDefault(device, Optional.empty())
                            .flatMap(registry::of)
                            .filter(DeviceSession::isAsking)
                            .isPresent();
            return isRelayed && !isAsking;
        }

        @Override
        public boolean staysWithoutCloud(InetSocketAddress device) {
            return mode(device).map(mode -> mode != Mode.RELAY).orElse(!settings.isRelayOnly());
        }

        @Override
        public void tried(InetSocketAddress device, TcpServer.Outcome outcome) {
            switch (outcome) {
                case CONNECTED -> {
                    tcpUnreachable.end();
                    log.info(
                            "A device is connected by TCP from {}",
                            Addresses.text(mask.mask(device)));
                }
                case UNREACHABLE ->
                        tcpUnreachable.begin(
                                "The cloud at %s takes no TCP connections%s"
                                        .formatted(
                                                Addresses.text(cloudAddress.shown()),
                                                staysWithoutCloud(device)
                                                        ? "; devices are answered from here"
                                                        : "; devices that try are reset, to take"
                                                                + " UDP"),
                                clock.nanos());
                case LOOP -> drops.count(DropReason.LOOP, device, clock.nanos());
            }
        }

        @Override
        public void fromDevice(InetSocketAddress device, Bytes unit, boolean passed) {
            fromDevices++;
            Moment now = now();
            Datagram datagram = Datagram.decode(unit);
            Performer performer =
                    new Performer(
                            device,
                            datagram,
                            now,
                            passed,
                            arrival(now, Side.DEVICE, () -> streamFromDevice(device), datagram));
            Optional<DeviceId> known = streams.getOrDefault(device, Optional.empty());
            Optional<DeviceId> speaker = router.fromStream(device, known, datagram, now, performer);
            // What was done for it may have ended the connection.
            if (port.tcp().hasConnection(device)) {
                streams.put(device, speaker);
            }
            performer.end();
        }

        @Override
        public void fromCloud(InetSocketAddress device, Bytes unit, boolean passed) {
            Datagram datagram = Datagram.decode(unit);
            Optional<DeviceId> known = streams.getOrDefault(device, Optional.empty());
            Moment now = now();
            PacketTrace sightings =
                    arrival(now, Side.CLOUD, () -> streamTowardsCloud(device).reversed(), datagram);
            if (known.isPresent()) {
                GatewayCore.this.fromCloud(known.get(), datagram, passed, sightings);
                return;
            }
            // Nobody has said yet whose connection it is.
            fromCloud++;
            boolean sent = passed || port.tcp().sendToDevice(device, unit);
            InetSocketAddress from = cloudAddress.shown();
            Performer performer = new Performer(from, datagram, now, passed, sightings);
            performer.note(from, device, !sent, datagram);
            if (sightings != null) {
                sightings.pass(
                        Side.DEVICE,
                        streamFromDevice(device).reversed(),
                        datagram,
                        sent ? Optional.empty() : Optional.of(DropReason.UNREACHABLE));
            }
            performer.end();
        }

        @Override
        public void closed(InetSocketAddress device) {
            streams.remove(device);
        }
    }
}
