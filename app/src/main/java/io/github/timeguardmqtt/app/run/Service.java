package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.JsonRequests;
import io.github.timeguardmqtt.api.Operations;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.control.ControlSocket;
import io.github.timeguardmqtt.app.control.LinkState;
import io.github.timeguardmqtt.app.control.StatusAnswer;
import io.github.timeguardmqtt.app.settings.EmbeddedBrokerSettings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.capture.CaptureFiles;
import io.github.timeguardmqtt.gateway.capture.CaptureSettings;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.LiveCapture;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.mqtt.AboutBridge;
import io.github.timeguardmqtt.mqtt.EmbeddedBroker;
import io.github.timeguardmqtt.mqtt.MqttBridge;
import io.github.timeguardmqtt.mqtt.MqttExtension;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.mqtt.homeassistant.Discovery;
import io.github.timeguardmqtt.mqtt.homeassistant.HomeAssistant;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway with all that belongs to it: what it remembers, MQTT, Home Assistant, the control
 * socket.
 *
 * @param capture where traffic is recorded; nothing for nowhere
 * @param data where it remembers, held by this process; nothing for remembering nothing
 * @param broker to bring along
 * @param shown the settings as a user may see them
 */
public record Service(
        GatewaySettings gateway,
        Optional<CaptureSettings> capture,
        Optional<Path> data,
        Optional<EmbeddedBrokerSettings> broker,
        Optional<MqttSettings> mqtt,
        CommandRules rules,
        SequencedMap<String, String> shown) {

    /** What a capture says that wrote it. */
    private static final String APPLICATION = "timeguard " + Build.version();

    private static final Logger log = LoggerFactory.getLogger(Service.class);

    /**
     * What was started.
     *
     * @param broker where the embedded one is
     */
    public record Started(Gateway gateway, Optional<InetSocketAddress> broker) {}

    /**
     * Starts everything, the devices' side first: they are answered before the rest is there.
     *
     * @throws StartException when something cannot be started, in one sentence
     */
    public Started start(Running running, EventLoop loop, Mask mask, @Nullable FrameLog frameLog)
            throws StartException {
        Tap tap = new Tap();
        LiveCapture live = new LiveCapture(tap, mask, APPLICATION);
        Optional<CaptureFiles> files = record(running, loop, tap, mask);
        Gateway started = Gateway.start(gateway, loop, mask, frameLog, tap);
        // The gateway ends before its store: what it does until its end is stored. It is closed
        // also
        // where the process is told to end while the store is being opened, which takes a moment.
        AtomicReference<@Nullable SqliteStore> store = new AtomicReference<>();
        running.closeLater(() -> {
            SqliteStore open = store.get();
            if (open != null) {
                open.close();
            }
        });
        running.closeLater(started);
        if (data.isPresent()) {
            SqliteStore opened = SqliteStore.open(data.get(), loop.clock());
            store.set(opened);
            started.remember(opened);
        }
        Optional<InetSocketAddress> embedded = Optional.empty();
        try {
            if (broker.isPresent()) {
                embedded = Optional.of(startBroker(running, broker.get()));
            }
            Optional<MqttBridge> bridge = Optional.empty();
            if (mqtt.isPresent()) {
                MqttSettings to = embedded.map(mqtt.get()::at).orElse(mqtt.get());
                bridge = Optional.of(running.closeLater(startBridge(to, started, loop)));
            }
            started.resume();
            if (data.isPresent()) {
                Requests requests =
                        bridge.map(MqttBridge::requests)
                                .orElseGet(() ->
                                        new JsonRequests(
                                                operations(started, loop), Optional.empty()));
                control(data.get(), started, bridge, files, live, requests)
                        .ifPresent(running::closeLater);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
        return new Started(started, embedded);
    }

    private Optional<CaptureFiles> record(Running running, EventLoop loop, Tap tap, Mask mask)
            throws StartException {
        if (capture.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    running.closeLater(
                            CaptureFiles.open(
                                    capture.get(), loop.clock(), tap, mask, APPLICATION)));
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    private static InetSocketAddress startBroker(Running running, EmbeddedBrokerSettings settings)
            throws IOException {
        EmbeddedBroker embedded =
                running.closeLater(
                        EmbeddedBroker.start(
                                new InetSocketAddress(settings.host(), settings.port()),
                                settings.username(),
                                settings.password()));
        log.info("The embedded MQTT broker is at {}", Addresses.text(embedded.address()));
        return embedded.address();
    }

    private MqttBridge startBridge(MqttSettings settings, Gateway to, EventLoop loop)
            throws IOException {
        Optional<Function<MqttExtension.Host, MqttExtension>> guest =
                settings.discoveryPrefix()
                        .map(prefix ->
                                host ->
                                        new HomeAssistant(
                                                prefix,
                                                settings.homeAssistantStatusTopic(),
                                                new Discovery(
                                                        settings.rootTopic(), Build.version()),
                                                new SplittableRandom(),
                                                host));
        return MqttBridge.start(
                settings,
                loop.clock(),
                to::subscribe,
                to,
                operations(to, loop),
                new AboutBridge(Build.version(), gateway.mode(), shown),
                guest);
    }

    private Operations operations(Gateway to, EventLoop loop) {
        SecureRandom random = new SecureRandom();
        return new Operations(
                to,
                rules,
                loop.clock(),
                gateway.offlineWait(),
                () -> HexFormat.of().toHexDigits(random.nextLong()),
                Thread::startVirtualThread);
    }

    private static Optional<ControlSocket> control(
            Path directory,
            Gateway gateway,
            Optional<MqttBridge> bridge,
            Optional<CaptureFiles> files,
            LiveCapture live,
            Requests requests) {
        return ControlSocket.open(
                directory,
                Map.of(
                        "status",
                        new StatusAnswer(
                                gateway,
                                gateway::devices,
                                () -> files.map(CaptureFiles::state),
                                () -> {
                                    List<LinkState> links = new ArrayList<>();
                                    links.add(
                                            new LinkState(
                                                    "devices",
                                                    Addresses.text(gateway.address())
                                                            + " (UDP and TCP)"));
                                    links.add(
                                            new LinkState(
                                                    "cloud",
                                                    gateway.cloudState()
                                                            .completeOnTimeout(
                                                                    "not known",
                                                                    3,
                                                                    TimeUnit.SECONDS)
                                                            .join()));
                                    bridge.ifPresent(
                                            to -> links.add(new LinkState("mqtt", to.state())));
                                    return links;
                                })),
                Map.of("traffic", live::write),
                requests);
    }
}
