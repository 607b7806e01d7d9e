package io.github.timeguardmqtt.app.doctor;

import static java.util.stream.Collectors.joining;

import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.StatusReport;
import io.github.timeguardmqtt.app.link.StatusReport.ToldSwitch;
import io.github.timeguardmqtt.app.settings.EmbeddedBrokerSettings;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.mqtt.BrokerException;
import io.github.timeguardmqtt.mqtt.BrokerVisit;
import io.github.timeguardmqtt.mqtt.MqttSettings;
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

    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final String ONLINE = "online";
    private static final String OFFLINE = "offline";

    /** The name of the gateway's link to its broker, and how that begins when it stands. */
    private static final String LINK = "mqtt";

    private static final String CONNECTED = "connected";

    /** What a broker says to a client that another of the same id has pushed out. */
    private static final String TAKEN_OVER = "session taken over";

    /** The names of more are not told. */
    private static final int NAMED = 5;

    private BrokerChecks() {}

    /**
     * @return two findings: on the broker, and on the discovery
     */
    static List<Finding> of(RunOptions options, Optional<StatusReport> status, Mask mask)
            throws InterruptedException {
        if (options.mqtt().isEmpty()) {
            return unnamed(status);
        }
        MqttSettings settings = options.mqtt().get();
        Optional<EmbeddedBrokerSettings> embedded = options.embeddedBroker();
        if (embedded.isPresent() && status.isEmpty()) {
            return List.of(
                    embedded(embedded.get()),
                    Diagnosis.DISCOVERY_WAITS.found("the broker runs only with the gateway"));
        }
        if (settings.port() == 0) {
            return List.of(
                    Diagnosis.BROKER_SOMEWHERE.found(
                            "the gateway brings one along, on a port that only its log tells"),
                    unseen());
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
        } catch (BrokerException e) {
            return List.of(keptOut(e.reason()).found(told(where, e)), unseen());
        } catch (IOException e) {
            return List.of(Diagnosis.BROKER_TLS.found(told(where, e)), unseen());
        }
    }

    private static String told(String where, IOException e) {
        return "%s: %s".formatted(where, ShownText.safe(String.valueOf(e.getMessage())));
    }

    private static Diagnosis keptOut(BrokerException.Reason reason) {
        return switch (reason) {
            case LOGIN -> Diagnosis.BROKER_REFUSES;
            case TLS -> Diagnosis.BROKER_TLS;
            case OTHER -> Diagnosis.BROKER_AWAY;
        };
    }

    /** A gateway that runs may have a broker all the same. */
    private static List<Finding> unnamed(Optional<StatusReport> status) {
        Optional<String> link = status.map(told -> told.links().get(LINK));
        if (link.isEmpty()) {
            return List.of(
                    Diagnosis.BROKER_NONE.found("no MQTT broker is named in the settings"),
                    unseen());
        }
        boolean isConnected = link.get().startsWith(CONNECTED);
        return List.of(
                isConnected
                        ? Diagnosis.BROKER_CONNECTED.found("the gateway is " + link.get())
                        : Diagnosis.BROKER_LINK.found("the gateway is " + link.get()),
                Diagnosis.DISCOVERY_UNTOLD.found(
                        "not looked at: the settings given here name no broker"));
    }

    private static Finding unseen() {
        return Diagnosis.DISCOVERY_UNSEEN.found("there is no broker to look at");
    }

    /** One that comes with the gateway, which does not run. */
    private static Finding embedded(EmbeddedBrokerSettings settings) {
        String where = "%s:%d".formatted(settings.host(), settings.port());
        try (ServerSocket _ =
                new ServerSocket(settings.port(), 1, InetAddress.getByName(settings.host()))) {
            return Diagnosis.BROKER_COMES.found(
                    "comes with the gateway; its port %s is free".formatted(where));
        } catch (IOException e) {
            return Diagnosis.BROKER_PORT_TAKEN.found(
                    "the gateway cannot bring one along at %s: %s"
                            .formatted(where, e.getMessage()));
        }
    }

    private static Finding broker(
            String where, MqttSettings settings, BrokerVisit visit, Optional<StatusReport> status) {
        String lets = "%s lets us in (%s)".formatted(where, visit.version());
        String said = visit.bridge().map(ShownText::safe).orElse("nothing");
        String topic = settings.rootTopic() + "/lwt";
        if (status.isEmpty()) {
            return said.equals(ONLINE)
                    ? Diagnosis.BROKER_TWO.found(
                            "%s, but %s says that a gateway is online already"
                                    .formatted(lets, topic))
                    : Diagnosis.BROKER_OPEN.found(lets);
        }
        Optional<String> link = Optional.ofNullable(status.get().links().get(LINK));
        if (link.isEmpty()) {
            return Diagnosis.BROKER_OTHER_SETTINGS.found(
                    lets + ", but the gateway that runs was started without it");
        }
        if (!link.get().startsWith(CONNECTED)) {
            return link.get().contains(TAKEN_OVER)
                    ? Diagnosis.BROKER_CLASH.found(
                            "%s, but the gateway is %s".formatted(lets, link.get()),
                            settings.clientId())
                    : Diagnosis.BROKER_LINK.found(
                            "%s, but the gateway is %s".formatted(lets, link.get()));
        }
        return said.equals(ONLINE)
                ? Diagnosis.BROKER_CONNECTED.found(lets + ", and the gateway is connected")
                : Diagnosis.BROKER_MUTE.found(
                        "%s and the gateway is connected, but %s says %s"
                                .formatted(lets, topic, said),
                        settings.rootTopic());
    }

    private static Finding discovery(
            MqttSettings settings, BrokerVisit visit, Optional<StatusReport> status, Mask mask) {
        if (settings.discoveryPrefix().isEmpty()) {
            return Diagnosis.DISCOVERY_OFF.found("not switched on");
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
            return Diagnosis.DISCOVERY_MISSING.found(
                    "nothing is kept below %s/device for %s"
                            .formatted(
                                    prefix,
                                    missing.stream()
                                            .limit(NAMED)
                                            .map(ToldSwitch::label)
                                            .collect(joining(", "))),
                    prefix);
        }
        if (announced.isEmpty()) {
            return Diagnosis.DISCOVERY_WAITS.found(
                    "nothing is announced below %s/device yet".formatted(prefix));
        }
        String found =
                "announced below %s/device: %s"
                        .formatted(
                                prefix,
                                visit.announced().stream()
                                        .limit(NAMED)
                                        .map(id -> mask.mask(id).toString())
                                        .collect(joining(", ")));
        String birth = settings.homeAssistantStatusTopic();
        // Home Assistant says it without the retain flag, unless it was told otherwise.
        Optional<String> said = visit.homeAssistant().map(ShownText::safe);
        return said.filter(OFFLINE::equals).isPresent()
                ? Diagnosis.DISCOVERY_OFFLINE.found(
                        "%s, but %s says offline".formatted(found, birth))
                : Diagnosis.DISCOVERY_ANNOUNCED.found(
                        "%s; %s says %s"
                                .formatted(found, birth, said.orElse("nothing, which is usual")));
    }
}
