package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.JsonRequests;
import io.github.timeguardmqtt.api.Operations;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Shows at a broker what is known of the devices, and takes commands from there. It runs on a
 * thread of its own; the gateway never waits for it. While the broker is away or slow, only the
 * newest state of each device is kept, and a bounded number of results.
 *
 * <p>This class takes what happens and hands it on: to {@link PublishedDevices} and {@link
 * BridgeReports}, which tell it through {@link Publisher}, and to {@link Commands}, which come the
 * other way.
 */
public final class MqttBridge implements AutoCloseable {

    private static final int MAX_EVENTS = 10_000;

    /** Those of all commands that can be open, and of as many from before a restart. */
    private static final int MAX_UNSEEN_RESULTS = 2 * Commands.MAX_OPEN;

    /** How long an end may take, and how much of that is left for the farewell to the broker. */
    private static final long END_MILLIS = 400;

    private static final long FAREWELL_MILLIS = 100;

    private final MqttSettings settings;
    private final EventLoop loop;
    private final Optional<MqttExtension> extension;
    private final Inbox inbox = new Inbox(MAX_EVENTS, MAX_UNSEEN_RESULTS);
    private final MqttConnection connection;
    private final Publisher publisher;
    private final PublishedDevices devices;
    private final BridgeReports reports;
    private final Requests requests;
    private final Commands commands;
    private boolean isEnding;

    private MqttBridge(
            MqttSettings settings,
            EventLoop loop,
            GatewayApi gateway,
            Operations operations,
            AboutBridge about,
            Optional<Function<MqttExtension.Host, MqttExtension>> extension)
            throws IOException {
        this.settings = settings;
        this.loop = loop;
        this.extension = extension.map(made -> made.apply(new Host()));
        connection = new MqttConnection(settings, loop, new Link());
        publisher =
                new Publisher(
                        settings,
                        loop.clock(),
                        connection,
                        this::publishDevice,
                        gateway::delivered);
        devices = new PublishedDevices(settings, loop, publisher);
        reports =
                new BridgeReports(
                        settings, loop, this::inLoop, gateway, about, publisher, devices::states);
        requests =
                new JsonRequests(
                        operations, this.extension.map(it -> () -> inLoop(it::announceAgain)));
        commands =
                new Commands(
                        settings,
                        gateway,
                        requests,
                        this::inLoop,
                        publisher::passing,
                        publisher::result);
    }

    /**
     * Begins; the broker need not be there.
     *
     * @param subscribe tells a listener everything that is known, and from then on what happens
     * @param operations does what is asked on the topics of requests
     * @param extension makes whoever else speaks through the connection
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    public static MqttBridge start(
            MqttSettings settings,
            LoopClock clock,
            Consumer<Consumer<DeviceEvent>> subscribe,
            GatewayApi gateway,
            Operations operations,
            AboutBridge about,
            Optional<Function<MqttExtension.Host, MqttExtension>> extension)
            throws IOException {
        EventLoop loop = new EventLoop("mqtt", clock);
        try {
            MqttBridge bridge =
                    new MqttBridge(settings, loop, gateway, operations, about, extension);
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
        isEnding = true;
        reports.end();
        if (publisher.isReady()) {
            publisher.send(Outgoing.retained(settings.lwtTopic(), MqttConnection.OFFLINE), false);
        }
        devices.end();
        publisher.finish(() -> done.complete(null));
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
                    publisher.result(finished.result());
                }
                case DeviceEvent.Removed removed -> removed(removed.device());
            }
            // Each change by itself, as long as the broker follows.
            publisher.pump();
        }
    }

    private void changed(DeviceEvent.Changed changed) {
        DeviceState state = changed.state();
        DeviceId id = state.id();
        Optional<DeviceState> before = devices.put(state);
        if (before.isEmpty() || isListedOtherwise(before.get(), state)) {
            reports.devicesChanged();
        }
        // Before the states: options are announced before one of them is told.
        extension.ifPresent(it -> it.changed(state));
        if (publisher.isReady()) {
            devices.publishNews(id);
            String topic = settings.deviceTopic(id, StateEvents.TOPIC);
            StateEvents.between(before, changed)
                    .forEach(json -> publisher.event(Outgoing.passing(topic, json)));
        }
    }

    private void removed(DeviceId id) {
        if (devices.remove(id)) {
            reports.devicesChanged();
        }
        extension.ifPresent(it -> it.removed(id));
    }

    private void publishDevice(DeviceId id) {
        devices.publish(id);
    }

    private static boolean isListedOtherwise(DeviceState before, DeviceState now) {
        return before.online() != now.online()
                || before.mode() != now.mode()
                || !before.name().equals(now.name())
                || !before.address().equals(now.address())
                || !before.codeVersion().equals(now.codeVersion());
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
            devices.forgetPublished();
            publisher.restart(devices.ids());
            reports.connected();
            extension.ifPresent(MqttExtension::connected);
            publisher.pump();
        }

        @Override
        public void disconnected() {
            reports.disconnected();
            publisher.disconnected();
        }

        @Override
        public void message(Incoming message) {
            if (isEnding) {
                return;
            }
            commands.take(message);
            extension.ifPresent(
                    it -> it.message(message.topic(), message.payload(), message.retained()));
        }
    }

    /** For the extension. */
    private final class Host implements MqttExtension.Host {

        @Override
        public void publish(String topic, String payload, boolean retained) {
            if (retained) {
                publisher.retained(topic, payload);
            } else {
                publisher.passing(Outgoing.passing(topic, payload));
            }
        }

        @Override
        public void subscribe(List<String> filters) {
            connection.subscribe(filters);
        }

        @Override
        public void publishStatesAgain(DeviceId id) {
            devices.publishAgain(id);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            loop.schedule(delay, task);
        }
    }
}
