package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.mqtt.BridgeSetup.ONE;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.settings;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.withLogin;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.withTls;
import static io.github.timeguardmqtt.protocol.RelayState.ON;
import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.mqtt.MqttSettings.Tls;
import io.github.timeguardmqtt.testing.LogLines;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway comes to a broker, and comes back. */
class MqttConnectionTest {

    @TempDir Path directory;

    private final BridgeSetup setup = new BridgeSetup();
    private final LogLines lines = new LogLines();
    private Mosquitto broker;

    @BeforeEach
    void prepare() throws Exception {
        broker = new Mosquitto(directory);
        // Many attempts in a short time.
        setup.clock = LoopClock.virtual(TestTime.NOON, 20);
    }

    @AfterEach
    void end() throws Exception {
        setup.close();
        broker.close();
        lines.close();
    }

    @Test
    void a_broker_that_comes_later_is_found_and_told_of_once() throws Exception {
        setup.start(settings(broker.port()));
        setup.changed(ONE, ON, 5);
        lines.expect("nobody listens there");
        broker.start();
        lines.expect("is there again");
        try (MqttPeer peer = new MqttPeer(broker.port())) {
            peer.expect("timeguard/0badcafe/switch_state", "ON");
            peer.expect("timeguard/lwt", "online");
        }
        assertThat(lines.with("nobody listens")).hasSize(1);
        assertThat(lines.with("is there again")).hasSize(1);
    }

    @Test
    void the_broker_tells_of_a_gateway_that_died() throws Exception {
        broker.start();
        try (BrokenLine line = new BrokenLine(broker.port(), false)) {
            setup.start(settings(line.port()));
            try (MqttPeer peer = new MqttPeer(broker.port())) {
                peer.expect("timeguard/lwt", "online");
                line.cut();
                peer.expect("timeguard/lwt", "offline");
                // And back.
                await().until(() -> peer.on("timeguard/lwt").getLast().equals("online"));
            }
        }
    }

    @Test
    void a_wrong_password_is_told_once_and_works_when_it_is_right() throws Exception {
        broker.withPassword("heater", "other").start();
        setup.start(withLogin(settings(broker.port()), "heater", "s3cret"));
        lines.expect("does not accept the user name or password");
        broker.withPassword("heater", "s3cret").reload();
        lines.expect("accepts the gateway now");
        assertThat(lines.with("does not accept")).hasSize(1);
        assertThat(lines.all()).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void an_unknown_name_is_told_as_such() throws Exception {
        MqttSettings plain = settings(broker.port());
        setup.start(
                new MqttSettings(
                        "no-such-broker.invalid",
                        plain.port(),
                        plain.tls(),
                        plain.clientId(),
                        plain.rootTopic(),
                        plain.username(),
                        plain.password(),
                        plain.discoveryPrefix(),
                        plain.homeAssistantStatusTopic(),
                        plain.rawCommands(),
                        plain.powerOffIsAuto(),
                        plain.only311()));
        lines.expect("its name is unknown");
    }

    @Test
    void a_broker_that_speaks_only_3_1_1_is_spoken_to_in_that() throws Exception {
        broker.start();
        try (BrokenLine line = new BrokenLine(broker.port(), true)) {
            setup.start(settings(line.port()));
            lines.expect("is connected (MQTT 3.1.1)");
            assertThat(line.refused()).isEqualTo(1);
            try (MqttPeer peer = new MqttPeer(broker.port())) {
                peer.expect("timeguard/lwt", "online");
                peer.publish("timeguard/0badcafe/work_mode/set", "Auto", false);
                await().until(() -> setup.submitted.size() == 1);
                setup.changed(ONE, ON, 5);
                peer.expect("timeguard/0badcafe/switch_state", "ON");
                setup.close();
                peer.expect("timeguard/0badcafe/lwt", "offline");
            }
        }
    }

    @Test
    void tls_works_with_an_own_ca_and_a_client_certificate() throws Exception {
        Certificates own = new Certificates(directory, "own");
        own.sign("server", "DNS:localhost,IP:127.0.0.1").sign("gateway", "DNS:gateway");
        broker.with(
                        "allow_anonymous true\ncafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\n"
                                .formatted(
                                        own.certificate("ca"),
                                        own.certificate("server"),
                                        own.key("server")))
                .start();
        setup.start(
                withTls(
                        settings(broker.port()),
                        "127.0.0.1",
                        new Tls(
                                Optional.of(own.certificate("ca")),
                                Optional.of(own.certificate("gateway")),
                                Optional.of(own.key("gateway")))));
        lines.expect("is connected (MQTT 5)");
    }

    @Test
    void a_missing_client_certificate_is_told() throws Exception {
        Certificates own = new Certificates(directory, "own");
        own.sign("server", "DNS:localhost,IP:127.0.0.1");
        broker.with(
                        "allow_anonymous true\ncafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\n"
                                .formatted(
                                        own.certificate("ca"),
                                        own.certificate("server"),
                                        own.key("server")))
                .start();
        setup.start(
                withTls(
                        settings(broker.port()),
                        "127.0.0.1",
                        new Tls(
                                Optional.of(own.certificate("ca")),
                                Optional.empty(),
                                Optional.empty())));
        lines.expect("certificate");
        assertThat(lines.with("The MQTT broker at").getFirst()).contains("certificate");
    }

    @Test
    void a_certificate_that_is_not_trusted_or_for_another_name_is_refused() throws Exception {
        Certificates own = new Certificates(directory, "own");
        own.sign("server", "DNS:localhost");
        Certificates other = new Certificates(directory, "other");
        broker.with(
                        "allow_anonymous true\ncertfile %s\nkeyfile %s\n"
                                .formatted(own.certificate("server"), own.key("server")))
                .start();
        Optional<Path> nothing = Optional.empty();
        setup.start(
                withTls(
                        settings(broker.port()),
                        "localhost",
                        new Tls(Optional.of(other.certificate("ca")), nothing, nothing)));
        lines.expect("its certificate is not trusted");
        setup.close();
        setup.start(
                withTls(
                        settings(broker.port()),
                        "127.0.0.1",
                        new Tls(Optional.of(own.certificate("ca")), nothing, nothing)));
        lines.expect("its certificate does not fit");
        setup.close();
        setup.start(
                withTls(
                        settings(broker.port()),
                        "localhost",
                        new Tls(Optional.of(own.certificate("ca")), nothing, nothing)));
        lines.expect("is connected");
    }

    @Test
    void a_broker_without_tls_is_told_as_such() throws Exception {
        broker.start();
        setup.start(withTls(settings(broker.port()), "127.0.0.1", Tls.PLAIN));
        lines.expect("The MQTT broker at 127.0.0.1:" + broker.port() + ": ");
        assertThat(lines.with("The MQTT broker at").getFirst()).contains("TLS");
    }

    @Test
    void wrong_files_for_tls_are_named() throws Exception {
        Certificates own = new Certificates(directory, "own");
        own.sign("one", "DNS:one").sign("two", "DNS:two");
        Path text = Files.writeString(directory.resolve("text.pem"), "nothing of use");
        Optional<Path> nothing = Optional.empty();
        Optional<Path> one = Optional.of(own.certificate("one"));
        expectRefusal(
                new Tls(Optional.of(directory.resolve("none.pem")), nothing, nothing),
                "none.pem is not there");
        expectRefusal(
                new Tls(Optional.of(text), nothing, nothing), "text.pem holds no CA certificate");
        expectRefusal(new Tls(nothing, one, nothing), "needs its key");
        expectRefusal(new Tls(nothing, one, Optional.of(text)), "text.pem holds no plain key");
        expectRefusal(new Tls(nothing, one, Optional.of(own.key("ca"))), "holds no RSA key");
        expectRefusal(
                new Tls(nothing, one, Optional.of(own.key("two"))),
                "is not that of the certificate");
    }

    private void expectRefusal(Tls tls, String sentence) {
        assertThatThrownBy(() -> setup.start(withTls(settings(1883), "127.0.0.1", tls)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }

    /** A way to the broker that can be cut, and may let nothing through but MQTT 3.1.1. */
    private static final class BrokenLine implements AutoCloseable {

        /** What 3.1.1 says to another version. */
        private static final byte[] REFUSAL = {0x20, 2, 0, 1};

        private final ServerSocket door = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        private final int target;
        private final boolean only311;
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile Socket last = new Socket();

        BrokenLine(int target, boolean only311) throws IOException {
            this.target = target;
            this.only311 = only311;
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return door.getLocalPort();
        }

        int refused() {
            return refusals.get();
        }

        void cut() throws IOException {
            last.close();
        }

        private void serve() {
            try {
                while (true) {
                    Socket in = door.accept();
                    last = in;
                    // Fixed header, "MQTT", and then the version.
                    byte[] head = in.getInputStream().readNBytes(9);
                    int version = head[8];
                    if (only311 && version != 4) {
                        refusals.incrementAndGet();
                        in.getOutputStream().write(REFUSAL);
                        in.close();
                        continue;
                    }
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
                    out.getOutputStream().write(head);
                    copy(in, out);
                    copy(out, in);
                }
            } catch (IOException e) {
                // the end
            }
        }

        private static void copy(Socket from, Socket to) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (from;
                                to) {
                            from.getInputStream().transferTo(to.getOutputStream());
                        } catch (IOException e) {
                            // cut
                        }
                    });
        }

        @Override
        public void close() throws IOException {
            door.close();
            last.close();
        }
    }
}
