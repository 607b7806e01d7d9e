package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.mqtt.BridgeSetup.ONE;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.settings;
import static io.github.timeguardmqtt.protocol.RelayState.ON;
import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The broker inside the gateway, with Debian's programs as its users. */
class EmbeddedBrokerTest {

    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static EmbeddedBroker open() throws IOException {
        return EmbeddedBroker.start(LOOPBACK, Optional.empty(), Optional.empty());
    }

    private static String subscribe(EmbeddedBroker broker, String... more) throws Exception {
        String[] start = {
            "mosquitto_sub",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(broker.address().getPort()),
            "-W",
            "5",
            "-v"
        };
        String[] all = Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Mosquitto.run(all);
    }

    @Test
    void it_keeps_what_the_gateway_shows_and_passes_commands_on() throws Exception {
        try (EmbeddedBroker broker = open();
                BridgeSetup setup = new BridgeSetup();
                LogLines lines = new LogLines()) {
            int port = broker.address().getPort();
            setup.start(settings(port, true));
            lines.expect("is connected (MQTT 3.1.1)");
            setup.changed(ONE, ON, 5);
            assertThat(subscribe(broker, "-C", "1", "-t", "timeguard/+/switch_state"))
                    .isEqualTo("timeguard/0badcafe/switch_state ON\n");
            assertThat(subscribe(broker, "-C", "1", "-t", "timeguard/lwt"))
                    .isEqualTo("timeguard/lwt online\n");
            Mosquitto.run(
                    "mosquitto_pub",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-t",
                    "timeguard/0badcafe/work_mode/set",
                    "-m",
                    "Auto");
            await().until(() -> setup.submitted.size() == 1);
            setup.close();
            assertThat(subscribe(broker, "-C", "1", "-t", "timeguard/lwt"))
                    .isEqualTo("timeguard/lwt offline\n");
        }
    }

    @Test
    void it_lets_only_those_in_who_know_the_password() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(
                        LOOPBACK, Optional.of("me"), Optional.of(new Secret("s3cret")))) {
            Mosquitto.run(
                    "mosquitto_pub",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(broker.address().getPort()),
                    "-u",
                    "me",
                    "-P",
                    "s3cret",
                    "-t",
                    "a",
                    "-m",
                    "1",
                    "-r",
                    "-q",
                    "1");
            assertThat(subscribe(broker, "-u", "me", "-P", "s3cret", "-C", "1", "-t", "a"))
                    .isEqualTo("a 1\n");
            assertThatThrownBy(() -> subscribe(broker, "-u", "me", "-P", "other", "-t", "a"))
                    .hasMessageContaining("Refused");
            assertThatThrownBy(() -> subscribe(broker, "-u", "you", "-P", "s3cret", "-t", "a"))
                    .hasMessageContaining("Refused");
            assertThatThrownBy(() -> subscribe(broker, "-t", "a")).hasMessageContaining("Refused");
        }
    }

    @Test
    void beyond_this_machine_it_wants_a_password() {
        assertThatThrownBy(() ->
                        EmbeddedBroker.start(
                                new InetSocketAddress("0.0.0.0", 0),
                                Optional.empty(),
                                Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only with a password");
    }

    @Test
    void a_port_that_is_taken_is_told_in_a_sentence() throws Exception {
        try (EmbeddedBroker broker = open()) {
            assertThatThrownBy(() ->
                            EmbeddedBroker.start(
                                    broker.address(), Optional.empty(), Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "cannot listen on 127.0.0.1:" + broker.address().getPort());
        }
    }
}
