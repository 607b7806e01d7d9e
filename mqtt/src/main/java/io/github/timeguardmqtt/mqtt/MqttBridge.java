package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows at a broker what is known of the devices, and takes commands from there. It runs on a
 * thread of its own; the gateway never waits for it. While the broker is away or slow, only the
 * newest state of each device is kept, and a bounded number of results.
 */
public final class MqttBridge implements AutoCloseable {

    /** How many publications may be on their way without an acknowledgement. */
    private static final int WINDOW = 256;

    private static final int MAX_EVENTS = 10_000;
    private static final int MAX_RESULTS = 1_000;

    /** Those of all commands that can be open, and of as many from before a restart. */
    private static final int MAX_UNSEEN_RESULTS = 2 * Commands.MAX_OPEN;

    private static final Duration HEALTH_EVERY = Duration.ofMinutes(1);
    private static final Duration DEVICES_EVERY = Duration.ofSeconds(1);

    /** The wall clock only gets so far from the steady one when somebody sets it. */
    private static final long LEAP_MILLIS = 1000;

    /** How long an end may take, and how much of that is left for the farewell to the broker. */
    private static final long END_MILLIS = 400;

    private static final long FAREWELL_MILLIS = 100;

    private final MqttSettings settings;
    private final EventLoop loop;
    private final GatewayApi control;
    private final AboutBridge about;
    private final Optional<MqttExtension> guest;
    private final Host host = new Host();
    private final Inbox inbox = new Inbox(MAX_EVENTS, MAX_UNSEEN_RESULTS);
    private final MqttConnection connection;
    private final Requests requests;
    private final Commands commands;
    private final Outbox outbox = new Outbox(MAX_RESULTS);
    private final Map<DeviceId, DeviceTopics> devices = new HashMap<>();
    private final Set<DeviceId> boosting = new LinkedHashSet<>();
    private final PlannedChanges planned = new PlannedChanges();
    private EventLoop.@Nullable Timer boostTimer;
    private EventLoop.@Nullable Timer changeTimer;

    /** When {@link #changeTimer} goes off. */
    private Instant changeAt = Instant.MAX;

    /** What the wall clock was ahead of the steady one when it was set. */
    private long changeWallMillis;

    private EventLoop.@Nullable Timer devicesTimer;
    private EventLoop.@Nullable Timer healthTimer;

    /** What is on its way, by a number of ours, where it has to be sent again when it got lost. */
    private final SequencedMap<Long, Outgoing> unacknowledged = new LinkedHashMap<>();

    private long sent;
    private int inFlight;
    private final Outage dropping = new Outage("Results of commands reach the MQTT broker again");
    private final Outage refusing = new Outage("The MQTT broker takes all publications again");
    private @Nullable CompletableFuture<Void> ending;

    private MqttBridge(
            MqttSettings settings,
            EventLoop loop,
            GatewayApi control,
            DeviceRequests devices,
            AboutBridge about,
            Optional<Function<MqttExtension.Host, MqttExtension>> guest)
            throws IOException {
        this.settings = settings;
        this.loop = loop;
        this.control = control;
        this.about = about;
        this.guest = guest.map(made -> made.apply(host));
        requests =
                new BridgeRequests(
                        control, devices, this.guest.map(it -> () -> inLoop(it::announceAgain)));
        commands =
                new Commands(
                        settings,
                        control,
                        requests,
                        this::inLoop,
                        this::publishPassing,
                        this::addResults);
        connection = new MqttConnection(settings, loop, new Link());
    }

    /**
     * Begins; the broker need not be there.
     *
     * @param subscribe tells a listener everything that is known, and from then on what happens
     * @param devices answers what is asked about one of them
     * @param guest makes whoever else speaks through the connection
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    public static MqttBridge start(
            MqttSettings settings,
            LoopClock clock,
            Consumer<Consumer<DeviceEvent>> subscribe,
            GatewayApi control,
            DeviceRequests devices,
            AboutBridge about,
            Optional<Function<MqttExtension.Host, MqttExtension>> guest)
            throws IOException {
        EventLoop loop = new EventLoop("mqtt", clock);
        try {
            MqttBridge bridge = new MqttBridge(settings, loop, control, devices, about, guest);
            subscribe.accept(bridge::happened);
            loop.execute(bridge.connection::start);
            return bridge;
        } catch (IOException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * Tells the broker that the gateway and its devices are gone, and ends; takes half a second at
     * most.
     */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            loop.execute(() -> end(done));
            boolean toldAll = waitFor(done, END_MILLIS);
            CompletableFuture<Void> gone = new CompletableFuture<>();
            loop.execute(() -> {
                var _ = connection.end(!toldAll).whenComplete((_, _) -> gone.complete(null));
            });
            waitFor(gone, FAREWELL_MILLIS);
        } catch (RejectedExecutionException _) {
            // ended before
        }
        loop.close();
    }

    /** How it stands with the broker, in a few words. From any thread. */
    public String state() {
        return connection.state();
    }

    /** Answers what is asked of it, also by other ways than the broker. From any thread. */
    public Requests requests() {
        return requests;
    }

    private static boolean waitFor(CompletableFuture<Void> done, long millis) {
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void end(CompletableFuture<Void> done) {
        ending = done;
        if (connection.isReady()) {
            send(Outgoing.retained(settings.lwtTopic(), MqttConnection.OFFLINE), false);
            devices.keySet().forEach(outbox::device);
            pump();
        } else {
            done.complete(null);
        }
    }

    /** Called on the gateway's thread. */
    private void happened(DeviceEvent event) {
        if (inbox.offer(event)) {
            try {
                loop.execute(this::takeEvents);
            } catch (RejectedExecutionException _) {
                inbox.take();
            }
        }
    }

    private void takeEvents() {
        for (DeviceEvent event : inbox.take()) {
            switch (event) {
                case DeviceEvent.Changed changed -> changed(changed);
                case DeviceEvent.Finished finished -> {
                    commands.finished(finished.result());
                    addResults(finished.result());
                }
                case DeviceEvent.Removed removed -> removed(removed.device());
            }
            // Each change by itself, as long as the broker follows.
            pump();
        }
    }

    private void changed(DeviceEvent.Changed changed) {
        DeviceState state = changed.state();
        DeviceId id = state.id();
        DeviceTopics device = devices.computeIfAbsent(id, _ -> new DeviceTopics());
        Optional<DeviceState> before = Optional.ofNullable(device.state);
        device.state = state;
        if (before.isEmpty() || isListedOtherwise(before.get(), state)) {
            listDevices();
        }
        if (DeviceTopics.isBoosting(state)) {
            boosting.add(id);
            watchBoosts();
        } else {
            boosting.remove(id);
        }
        // Before the states: options are announced before one of them is told.
        guest.ifPresent(it -> it.changed(state));
        if (connection.isReady()) {
            if (device.isNew(loop.clock().nanos())) {
                outbox.device(id);
            }
            StateEvents.between(before, changed)
                    .forEach(json -> outbox.event(Outgoing.passing(topic(id, "event"), json)));
        }
    }

    private void removed(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device != null) {
            device.state = null;
            boosting.remove(id);
            planned.set(id, Optional.empty());
            outbox.device(id);
            listDevices();
        }
        guest.ifPresent(it -> it.removed(id));
    }

    private void addResults(CommandResult result) {
        String json = ResultJson.line(result);
        result.replyTo().ifPresent(to -> addResult(Outgoing.answer(to, json)));
        addResult(
                new Outgoing(
                        topic(result.device(), "command"),
                        json,
                        false,
                        Optional.empty(),
                        Optional.of(result.transaction())));
        pump();
    }

    private void addResult(Outgoing result) {
        outbox.result(result)
                .ifPresent(dropped -> {
                    // Otherwise it would come again at each start, for ever.
                    dropped.transaction().ifPresent(control::delivered);
                    dropping.begin(
                            "More than %d results of commands wait for the MQTT broker: the oldest are dropped"
                                    .formatted(MAX_RESULTS),
                            loop.clock().nanos());
                });
    }

    /** Publishes what nobody wants to hear later. */
    private void publishPassing(Outgoing message) {
        if (connection.isReady()) {
            outbox.event(message);
            pump();
        }
    }

    private String topic(DeviceId device, String name) {
        return settings.rootTopic() + "/" + device + "/" + name;
    }

    private String bridgeTopic(String name) {
        return settings.rootTopic() + "/bridge/" + name;
    }

    /** Publishes as much as the window allows. */
    private void pump() {
        while (connection.isReady() && inFlight < WINDOW) {
            Optional<Outbox.Turn> turn = outbox.poll();
            if (turn.isEmpty()) {
                break;
            }
            switch (turn.get()) {
                case Outbox.Turn.OfDevice(DeviceId id) -> publish(id);
                case Outbox.Turn.OfMessage(Outgoing message) ->
                        send(message, message.retained() || message.isAwaited());
            }
        }
        if (outbox.passing() == 0) {
            dropping.end();
        }
        if (ending != null && inFlight == 0 && outbox.isEmpty()) {
            ending.complete(null);
        }
    }

    /** Publishes what differs from what stands at the broker: some 30 topics at most. */
    private void publish(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device == null) {
            return;
        }
        if (device.state == null) {
            // Also what was published before a restart, and not since.
            StateTopics.ALL.forEach(name -> send(Outgoing.retained(topic(id, name), ""), true));
            devices.remove(id);
            return;
        }
        long nanos = loop.clock().nanos();
        DeviceState now = device.held(device.state, nanos);
        if (ending != null) {
            now = now.withOnline(false);
        }
        Instant instant = loop.clock().instant();
        Optional<NextChanges> next = device.next(now, instant);
        planned.set(id, next.flatMap(NextChanges::change));
        watchChanges();
        Map<String, String> values = StateTopics.values(now, instant, next);
        List<String> gone =
                device.names().stream().filter(name -> !values.containsKey(name)).toList();
        gone.forEach(name -> send(Outgoing.retained(topic(id, name), ""), false));
        boolean differs = !gone.isEmpty();
        for (Map.Entry<String, String> value : values.entrySet()) {
            String name = value.getKey();
            // The whole comes last, and differs where a part does.
            if (name.equals(StateTopics.STATE) ? differs : !device.stands(name, value.getValue())) {
                send(Outgoing.retained(topic(id, name), value.getValue()), false);
                differs = true;
            }
        }
        device.show(now, values, nanos);
    }

    /**
     * @param again whether to send it on the next connection when this one ends first
     */
    private void send(Outgoing message, boolean again) {
        long number = sent++;
        inFlight++;
        if (again) {
            unacknowledged.put(number, message);
        }
        connection.publish(
                message,
                thrown -> {
                    inFlight--;
                    unacknowledged.remove(number);
                    if (thrown == null) {
                        refusing.end();
                    } else {
                        // Without the topic: a device's id is in it, which may have to be hidden.
                        refusing.begin(
                                "The MQTT broker refuses publications: " + thrown.getMessage(),
                                loop.clock().nanos());
                    }
                    // What the broker refused it would refuse again.
                    message.transaction().ifPresent(control::delivered);
                    pump();
                });
    }

    private static boolean isListedOtherwise(DeviceState before, DeviceState now) {
        return before.online() != now.online()
                || before.mode() != now.mode()
                || !before.name().equals(now.name())
                || !before.address().equals(now.address())
                || !before.codeVersion().equals(now.codeVersion());
    }

    /** Publishes the list of devices in a moment, with whatever changes until then. */
    private void listDevices() {
        if (devicesTimer == null && connection.isReady() && ending == null) {
            devicesTimer =
                    loop.schedule(
                            DEVICES_EVERY,
                            () -> {
                                devicesTimer = null;
                                if (connection.isReady()) {
                                    publishDevices();
                                }
                            });
        }
    }

    private void publishDevices() {
        List<DeviceState> known = new ArrayList<>();
        for (DeviceTopics device : devices.values()) {
            if (device.state != null) {
                known.add(device.state);
            }
        }
        host.publish(bridgeTopic("devices"), BridgeTopics.devices(known), true);
    }

    private void publishHealth() {
        if (!connection.isReady() || ending != null) {
            return;
        }
        healthTimer = loop.schedule(HEALTH_EVERY, this::publishHealth);
        var _ =
                control.health()
                        .thenAccept(health ->
                                inLoop(() -> {
                                    if (connection.isReady()) {
                                        host.publish(
                                                bridgeTopic("health"),
                                                BridgeTopics.health(health),
                                                true);
                                    }
                                }));
    }

    /** What is left of a boost changes with the minute, and only while one runs. */
    private void watchBoosts() {
        if (boostTimer == null && !boosting.isEmpty()) {
            Instant now = loop.clock().instant();
            long past = Math.floorMod(now.toEpochMilli(), 60_000L);
            boostTimer =
                    loop.schedule(
                            Duration.ofMillis(60_000 - past),
                            () -> {
                                boostTimer = null;
                                if (connection.isReady()) {
                                    boosting.forEach(outbox::device);
                                    pump();
                                }
                                watchBoosts();
                            });
        }
    }

    /**
     * When a relay is to change, another change is the next, though the device says nothing. One
     * timer for the earliest of all devices.
     */
    private void watchChanges() {
        Optional<Instant> earliest = planned.earliest();
        if (earliest.isEmpty()) {
            return;
        }
        Instant now = loop.clock().instant();
        long wallMillis = now.toEpochMilli() - loop.clock().nanos() / 1_000_000;
        if (changeTimer != null) {
            boolean hasLeapt = Math.abs(wallMillis - changeWallMillis) > LEAP_MILLIS;
            if (earliest.get().equals(changeAt) && !hasLeapt) {
                return;
            }
            changeTimer.cancel();
        }
        changeAt = earliest.get();
        changeWallMillis = wallMillis;
        // A millisecond more, so that the wall clock, which only goes about as fast, shows it too.
        Duration until = Duration.between(now, changeAt).plusMillis(1);
        changeTimer =
                loop.schedule(
                        until,
                        () -> {
                            changeTimer = null;
                            // Those that find nobody connected are told with the next connection.
                            List<DeviceId> due = planned.takeUntil(loop.clock().instant());
                            if (connection.isReady()) {
                                due.forEach(outbox::device);
                                pump();
                            }
                            watchChanges();
                        });
    }

    private void inLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // nobody is interested any more
        }
    }

    /** The way to the broker and back. */
    private final class Link implements MqttConnection.User {

        @Override
        public List<String> filters() {
            return commands.filters();
        }

        @Override
        public void connected() {
            inFlight = 0;
            devices.values().forEach(DeviceTopics::publishAgain);
            outbox.restart(devices.keySet(), unacknowledged.values());
            unacknowledged.clear();
            host.publish(
                    bridgeTopic("info"),
                    BridgeTopics.info(about.version(), about.mode(), about.settings()),
                    true);
            publishDevices();
            publishHealth();
            guest.ifPresent(MqttExtension::connected);
            pump();
        }

        @Override
        public void disconnected() {
            inFlight = 0;
            outbox.clearDevices();
            if (healthTimer != null) {
                healthTimer.cancel();
            }
            if (ending != null) {
                ending.complete(null);
            }
        }

        @Override
        public void message(Incoming message) {
            if (ending != null) {
                return;
            }
            commands.take(message);
            guest.ifPresent(
                    it -> it.message(message.topic(), message.payload(), message.retained()));
        }
    }

    /** For the guests. */
    private final class Host implements MqttExtension.Host {

        @Override
        public void publish(String topic, String payload, boolean retained) {
            if (retained) {
                outbox.retained(Outgoing.retained(topic, payload));
                pump();
            } else {
                publishPassing(Outgoing.passing(topic, payload));
            }
        }

        @Override
        public void subscribe(List<String> filters) {
            connection.subscribe(filters);
        }

        @Override
        public void publishStatesAgain(DeviceId id) {
            DeviceTopics device = devices.get(id);
            if (device != null && connection.isReady()) {
                device.publishAgain();
                outbox.device(id);
                pump();
            }
        }

        @Override
        public void after(Duration delay, Runnable task) {
            loop.schedule(delay, task);
        }
    }
}
