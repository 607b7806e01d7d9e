package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.mqtt.BridgeSetup.ONE;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.settings;
import static io.github.timeguardmqtt.protocol.RelayState.ON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.mqtt.BrokerException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who want one thing of a real broker: who asks a gateway, and who looks around. */
class BrokerSessionTest {

    private static final JsonObject NOTHING = JsonValue.object().build();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final BridgeSetup setup = new BridgeSetup();
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(directory);
    }

    @AfterEach
    void end() throws Exception {
        setup.close();
        broker.close();
    }

    private MqttSettings another() {
        return settings(broker.port()).withClientId("another");
    }

    private void startBridge() throws Exception {
        setup.start(settings(broker.port()));
        try (MqttPeer peer = new MqttPeer(broker.port())) {
            peer.expectPart("timeguard/bridge/health", "uptime");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_gateway_is_asked_through_its_broker(boolean only311) throws Exception {
        startBridge();
        MqttSettings asking = settings(broker.port(), only311).withClientId("another");
        try (BridgeClient client = BridgeClient.connect(asking)) {
            assertThat(client.ask("health_check", NOTHING, LONG))
                    .contains("\"healthy\":true", "\"status\":\"ok\"");
            assertThat(client.ask("mark", JsonValue.object().put("comment", "here").build(), LONG))
                    .contains("\"comment\":\"here\"");
            assertThat(client.ask("nonsense", NOTHING, LONG)).contains("is not a request");
        }
    }

    @Test
    void a_gateway_that_has_ended_is_not_waited_for() throws Exception {
        startBridge();
        setup.close();
        try (MqttPeer peer = new MqttPeer(broker.port());
                BridgeClient client = BridgeClient.connect(another())) {
            peer.expect("timeguard/lwt", "offline");
            assertThatThrownBy(() -> client.ask("health_check", NOTHING, LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the gateway is not connected to the MQTT broker");
        }
    }

    @Test
    void where_no_gateway_ever_was_nobody_answers() throws Exception {
        try (BridgeClient client = BridgeClient.connect(another())) {
            assertThatThrownBy(() -> client.ask("health_check", NOTHING, Duration.ofMillis(100)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "no gateway answers at the MQTT broker at 127.0.0.1:%d under \"timeguard\"",
                            broker.port());
        }
    }

    @Test
    void a_broker_that_goes_away_ends_the_waiting() throws Exception {
        try (MqttPeer peer = new MqttPeer(broker.port());
                BridgeClient client = BridgeClient.connect(another())) {
            CompletableFuture<String> asked =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return client.ask("health_check", NOTHING, LONG);
                        } catch (IOException | InterruptedException e) {
                            throw new CompletionException(e);
                        }
                    });
            peer.expectPart("timeguard/bridge/request/health_check", "transaction");
            broker.stop();
            assertThatThrownBy(asked::join).hasMessageContaining("the MQTT broker went away");
            assertThatThrownBy(() -> client.ask("health_check", NOTHING, LONG))
                    .hasMessage("the MQTT broker went away");
        }
    }

    @Test
    void what_keeps_a_stranger_out_is_told_and_typed() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThatThrownBy(() -> BridgeClient.connect(settings(port)))
                .isInstanceOf(IOException.class)
                .hasMessage("the MQTT broker at 127.0.0.1:%d: nobody listens there", port);
        assertThatThrownBy(() -> BrokerVisit.of(settings(port), LONG))
                .isInstanceOfSatisfying(
                        BrokerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER));
        MqttSettings withTls = BridgeSetup.withTls(another(), "127.0.0.1", MqttSettings.Tls.PLAIN);
        assertThatThrownBy(() -> BrokerVisit.of(withTls, LONG))
                .isInstanceOfSatisfying(
                        BrokerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TLS));
    }

    @Test
    void a_wrong_password_is_told_as_such() throws Exception {
        broker.stop();
        broker.withPassword("gateway", "secret").start();
        assertThatThrownBy(() ->
                        BrokerVisit.of(BridgeSetup.withLogin(another(), "gateway", "wrong"), LONG))
                .isInstanceOfSatisfying(
                        BrokerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN));
    }

    @Test
    void a_visit_sees_what_the_broker_keeps() throws Exception {
        startBridge();
        setup.changed(ONE, ON, 5);
        try (MqttPeer peer = new MqttPeer(broker.port())) {
            peer.publish("homeassistant/status", "online", true);
            peer.publish("homeassistant/device/0badcafe/config", "{\"t\":\"timeguard/x\"}", true);
            peer.publish("homeassistant/device/0badcaff/config", "{\"t\":\"other/x\"}", true);
            peer.publish("homeassistant/device/zigbee/config", "{\"t\":\"timeguard/x\"}", true);
        }
        BrokerVisit visit = BrokerVisit.of(withDiscovery(another()), LONG);
        assertThat(visit)
                .isEqualTo(
                        new BrokerVisit(
                                "MQTT 5",
                                Optional.of("online"),
                                Optional.of("online"),
                                List.of(ONE)));
        assertThat(BrokerVisit.of(settings(broker.port(), true), LONG).version())
                .isEqualTo("MQTT 3.1.1");
    }

    private static MqttSettings withDiscovery(MqttSettings plain) {
        return new MqttSettings(
                plain.host(),
                plain.port(),
                plain.tls(),
                plain.clientId(),
                plain.rootTopic(),
                plain.username(),
                plain.password(),
                Optional.of("homeassistant"),
                plain.homeAssistantStatusTopic(),
                plain.rawCommands(),
                plain.powerOffIsAuto(),
                plain.only311());
    }
}
