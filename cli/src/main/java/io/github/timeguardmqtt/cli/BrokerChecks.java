package io.github.timeguardmqtt.cli;

import static java.util.stream.Collectors.joining;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.cli.ToldStatus.ToldSwitch;
import io.github.timeguardmqtt.gateway.mqtt.BrokerVisit;
import io.github.timeguardmqtt.gateway.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the broker lets the gateway in, and Home Assistant can find the switches there. */
final class BrokerChecks {

    private static final String BROKER = "broker";
    private static final String DISCOVERY = "discovery";
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String OFFLINE = "offline";

    private BrokerChecks() {}

    /**
     * @return two findings: on the broker, and on the discovery
     */
    static List<Finding> of(RunOptions options, Optional<ToldStatus> status, Mask mask)
            throws InterruptedException {
        if (options.mqtt().isEmpty()) {
            return List.of(
                    Finding.skip(
                            BROKER,
                            "no MQTT broker is configured",
                            "Name one with --mqtt-host, where you want MQTT or Home Assistant."),
                    noBroker());
        }
        MqttSettings settings = options.mqtt().get();
        Optional<EmbeddedBrokerSettings> embedded = options.embeddedBroker();
        if (embedded.isPresent() && status.isEmpty()) {
            return List.of(embedded(embedded.get()), notRunning());
        }
        if (settings.port() == 0) {
            return List.of(
                    Finding.skip(
                            BROKER,
                            "the gateway brings one along, on a port that only its log tells",
                            "Give it a port with --mqtt-embedded."),
                    noBroker());
        }
        if (embedded.isPresent()) {
            settings =
                    settings.at(
                            InetSocketAddress.createUnresolved(settings.host(), settings.port()));
        }
        String where = "%s:%d".formatted(settings.host(), settings.port());
        try {
            BrokerVisit visit = BrokerVisit.of(settings, PATIENCE);
            return List.of(
                    broker(where, settings, visit, status),
                    discovery(settings, visit, status, mask));
        } catch (IOException e) {
            return List.of(
                    Finding.fail(
                            BROKER,
                            "%s: %s".formatted(where, StatusText.safe("" + e.getMessage())),
                            "Is the broker on, and are address, port, user, password and TLS those that it wants? The switches work without it."),
                    noBroker());
        }
    }

    private static Finding noBroker() {
        return Finding.skip(DISCOVERY, "there is no broker to look at", "See \"broker\".");
    }

    private static Finding notRunning() {
        return Finding.skip(
                DISCOVERY,
                "the broker runs only with the gateway",
                "Start `timeguard run`, and ask again while it runs.");
    }

    /** One that comes with the gateway, which does not run. */
    private static Finding embedded(EmbeddedBrokerSettings settings) {
        String where = "%s:%d".formatted(settings.host(), settings.port());
        try (ServerSocket _ =
                new ServerSocket(settings.port(), 1, InetAddress.getByName(settings.host()))) {
            return Finding.ok(
                    BROKER, "comes with the gateway; its port %s is free".formatted(where));
        } catch (IOException e) {
            return Finding.fail(
                    BROKER,
                    "the gateway cannot bring one along at %s: %s".formatted(where, e.getMessage()),
                    "Another broker may have this port: use that one with --mqtt-host, or give another port with --mqtt-embedded.");
        }
    }

    private static Finding broker(
            String where, MqttSettings settings, BrokerVisit visit, Optional<ToldStatus> status) {
        String lets = "%s lets us in (%s)".formatted(where, visit.version());
        String link = status.map(told -> told.links().getOrDefault("mqtt", "")).orElse("");
        String topic = settings.rootTopic() + "/lwt";
        if (status.isPresent() && link.isEmpty()) {
            return Finding.warn(
                    BROKER,
                    lets + ", but the gateway that runs was started without it",
                    "Start the gateway with the settings given here.");
        }
        if (status.isPresent() && !link.startsWith("connected")) {
            return Finding.fail(
                    BROKER,
                    "%s, but the gateway is %s".formatted(lets, link),
                    "Was it started with these settings? Another client of the id \"%s\" may push it out, such as an earlier bridge."
                            .formatted(settings.clientId()));
        }
        boolean isOnline = visit.bridge().filter("online"::equals).isPresent();
        if (status.isEmpty() && isOnline) {
            return Finding.warn(
                    BROKER,
                    "%s, but %s says that a gateway is online already".formatted(lets, topic),
                    "One that runs elsewhere: end it, or give this one another --mqtt-root-topic and --mqtt-clientid.");
        }
        if (status.isPresent() && !isOnline) {
            return Finding.warn(
                    BROKER,
                    "%s and the gateway is connected, but %s says %s"
                            .formatted(
                                    lets,
                                    topic,
                                    visit.bridge().map(StatusText::safe).orElse("nothing")),
                    "The broker may not let it publish there, or us read it; or the gateway was started with another --mqtt-root-topic.");
        }
        return Finding.ok(
                BROKER, status.isPresent() ? lets + ", and the gateway is connected" : lets);
    }

    private static Finding discovery(
            MqttSettings settings, BrokerVisit visit, Optional<ToldStatus> status, Mask mask) {
        if (settings.discoveryPrefix().isEmpty()) {
            return Finding.skip(
                    DISCOVERY,
                    "not switched on",
                    "Add --homeassistant-discovery, where Home Assistant is to find the switches.");
        }
        Set<DeviceId> announced = new HashSet<>(visit.announced());
        List<ToldSwitch> missing =
                status.map(told ->
                                told.online().stream()
                                        .filter(device -> !announced.contains(device.id()))
                                        .toList())
                        .orElse(List.of());
        String prefix = settings.discoveryPrefix().get();
        if (!missing.isEmpty()) {
            return Finding.fail(
                    DISCOVERY,
                    "nothing is kept below %s/device for %s"
                            .formatted(
                                    prefix,
                                    missing.stream()
                                            .limit(5)
                                            .map(ToldSwitch::label)
                                            .collect(joining(", "))),
                    "Publish an empty message on %s/bridge/request/restart_discovery. If that changes nothing, the broker does not let the gateway write there."
                            .formatted(settings.rootTopic()));
        }
        String found =
                announced.isEmpty()
                        ? "nothing is announced below %s/device yet".formatted(prefix)
                        : "announced below %s/device: %s"
                                .formatted(
                                        prefix,
                                        visit.announced().stream()
                                                .limit(5)
                                                .map(id -> mask.mask(id).toString())
                                                .collect(joining(", ")));
        if (announced.isEmpty()) {
            return Finding.skip(
                    DISCOVERY, found, "The gateway announces each switch when it is heard.");
        }
        return visit.homeAssistant().filter(OFFLINE::equals).isPresent()
                ? Finding.warn(
                        DISCOVERY,
                        "%s, but %s says offline"
                                .formatted(found, settings.homeAssistantStatusTopic()),
                        "Start Home Assistant, and see that its MQTT integration has the same broker.")
                : Finding.ok(DISCOVERY, found);
    }
}
