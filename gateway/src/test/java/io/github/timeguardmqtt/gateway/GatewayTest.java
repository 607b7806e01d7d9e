package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Frames.command;
import static io.github.timeguardmqtt.testing.Frames.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.LogLines;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong around a gateway, and what it does then. */
class GatewayTest {

    private static final String ONE = "0badcafe";
    private static final String TWO = "cafed00d";

    private static GatewaySettings settings(String listen, String cloud) {
        return GatewaySettings.relay(HostPort.parse(listen), HostPort.parse(cloud))
                .withMaxDevices(10);
    }

    private static void expectRefusal(GatewaySettings settings, String sentence) {
        try (EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1))) {
            assertThatThrownBy(() -> Gateway.start(settings, loop, new Mask(false), null))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(sentence);
        }
    }

    @Test
    void who_goes_on_starting_after_the_end_does_no_harm() throws Exception {
        EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1));
        Gateway gateway =
                Gateway.start(settings("127.0.0.1:0", "127.0.0.1:1"), loop, new Mask(false), null);
        gateway.close();
        loop.close();
        gateway.subscribe(_ -> {});
        gateway.resume();
        assertThat(gateway.devices()).isCompletedExceptionally();
    }

    /** A port that is free for UDP and for TCP. */
    private static int freePort() throws IOException {
        try (DevicePort port = DevicePort.bind(HostPort.parse("0.0.0.0:0").resolve())) {
            return port.address().getPort();
        }
    }

    static Stream<String> ownAddresses() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> Addresses.text(new InetSocketAddress(address, 1)))
                .map(text -> text.substring(0, text.lastIndexOf(':')));
    }

    @ParameterizedTest
    @MethodSource("ownAddresses")
    void listening_everywhere_every_address_of_this_machine_is_the_gateway_itself(String own)
            throws IOException {
        int port = freePort();
        expectRefusal(settings("0.0.0.0:" + port, own + ":" + port), "is this gateway itself");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, localhost",
        "0.0.0.0, 0.0.0.0",
        "0.0.0.0, 127.9.9.9",
        "[::], 127.0.0.1",
        "[::], [::1]",
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1, localhost",
        "127.0.0.1, 0.0.0.0",
        "localhost, localhost",
    })
    void a_cloud_that_is_the_gateway_itself_is_refused(String listen, String cloud)
            throws IOException {
        int port = freePort();
        expectRefusal(settings(listen + ":" + port, cloud + ":" + port), "is this gateway itself");
    }

    @Test
    void another_port_of_this_machine_may_be_the_cloud() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway =
                        RunningGateway.start(
                                settings("0.0.0.0:0", Addresses.text(cloud.address())))) {
            device.send(
                    report(ONE, 1),
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), gateway.address().getPort()));
            assertThat(cloud.expect().bytes()).isEqualTo(report(ONE, 1));
        }
    }

    @Test
    void a_port_that_is_taken_for_tcp_alone_is_refused_and_given_back_for_udp() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String place = "127.0.0.1:" + taken.getLocalPort();
            expectRefusal(settings(place, "127.0.0.1:1"), "Cannot listen on " + place);
            new Peer("127.0.0.1", taken.getLocalPort()).close();
        }
    }

    @Test
    void an_address_of_another_machine_or_an_unknown_name_is_refused() {
        expectRefusal(settings("192.0.2.1:0", "127.0.0.1:1"), "Cannot listen on 192.0.2.1:0");
        expectRefusal(settings("no.such.host.invalid:0", "127.0.0.1:1"), "no.such.host.invalid");
    }

    @Test
    void a_silent_device_is_forgotten_its_socket_closed_and_a_later_frame_opens_a_new_one() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway =
                        RunningGateway.start(RunningGateway.settings(cloud.address(), 1))) {
            device.send(report(ONE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            gateway.skip(Duration.ofMinutes(9));
            device.send(report(ONE, 2), gateway.address());
            assertThat(cloud.expect().source()).isEqualTo(link);
            gateway.skip(Duration.ofMinutes(9));
            device.send(Bytes.of(1), gateway.address());
            assertThat(cloud.expect().source()).isEqualTo(link);
            gateway.skip(Duration.ofMinutes(10));
            lines.expect("has been silent for 10 minutes");
            // The one place is free again, and so is the socket's port.
            new Peer("127.0.0.1", link.getPort()).close();
            device.send(report(TWO, 2), gateway.address());
            InetSocketAddress other = cloud.expect().source();
            cloud.send(command(TWO), other);
            assertThat(device.expect().bytes()).isEqualTo(command(TWO));
        }
    }

    @Test
    void two_devices_at_one_address_have_a_socket_each() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            device.send(report(ONE, 1), gateway.address());
            InetSocketAddress one = cloud.expect().source();
            device.send(report(TWO, 1), gateway.address());
            InetSocketAddress two = cloud.expect().source();
            assertThat(two).isNotEqualTo(one);
            cloud.send(command(ONE), one);
            assertThat(device.expect().bytes()).isEqualTo(command(ONE));
            cloud.send(command(TWO), two);
            assertThat(device.expect().bytes()).isEqualTo(command(TWO));
            device.send(report(ONE, 2), gateway.address());
            assertThat(cloud.expect().source()).isEqualTo(one);
        }
    }

    @Test
    void a_device_that_moves_is_followed_from_its_next_valid_frame_on() {
        try (Peer before = new Peer();
                Peer after = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            before.send(report(ONE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            after.send(Frames.with(report(ONE, 2), 22, 0xff), gateway.address());
            before.send(Bytes.of(1), gateway.address());
            assertThat(cloud.expect().bytes()).isEqualTo(Bytes.of(1));
            cloud.send(command(ONE), link);
            assertThat(before.expect().bytes()).isEqualTo(command(ONE));
            after.send(report(ONE, 3), gateway.address());
            assertThat(cloud.expect().source()).isEqualTo(link);
            cloud.send(command(ONE), link);
            assertThat(after.expect().bytes()).isEqualTo(command(ONE));
        }
    }

    @Test
    void while_the_cloud_has_no_address_frames_are_counted_and_it_is_told_once() {
        try (Peer device = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway =
                        RunningGateway.start(settings("127.0.0.1:0", "cloud.invalid:9997"))) {
            assertThat(lines.with("cloud.invalid, cannot be resolved")).hasSize(1);
            for (int i = 0; i < 3; i++) {
                device.send(report(ONE, i), gateway.address());
                gateway.expectLogged(
                        "-> void(cloud.invalid:9997)] [parsing:success] "
                                + report(ONE, i).toSpacedHex());
            }
            gateway.close();
            assertThat(lines.with("dropped 3 (cloud-unknown 3)")).hasSize(1);
            assertThat(lines.with("Dropped")).isEmpty();
            assertThat(lines.with("cannot be resolved")).hasSize(1);
        }
    }

    @Test
    void a_cloud_that_refuses_is_told_when_it_begins_and_when_it_ends() {
        Peer gone = new Peer();
        InetSocketAddress place = gone.address();
        gone.close();
        try (Peer device = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway = RunningGateway.towards(place)) {
            for (int i = 0; i < 5; i++) {
                device.send(report(ONE, i), gateway.address());
            }
            lines.expect("cannot be reached: nobody listens there; relaying goes on");
            try (Peer cloud = new Peer("127.0.0.1", place.getPort())) {
                device.send(report(ONE, 99), gateway.address());
                Peer.Arrival arrival = cloud.expect();
                cloud.send(command(ONE), arrival.source());
                assertThat(device.expect().bytes()).isEqualTo(command(ONE));
            }
            lines.expect("The cloud answers again");
            assertThat(lines.with("cannot be reached")).hasSize(1);
            assertThat(lines.with("Dropped")).isEmpty();
        }
    }

    @Test
    void a_cloud_that_says_nothing_for_a_minute_is_told_when_it_begins_and_when_it_ends() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway =
                        RunningGateway.start(RunningGateway.settings(cloud.address(), 10))) {
            device.send(report(ONE, 1), gateway.address());
            cloud.expect();
            gateway.skip(Duration.ofSeconds(61));
            device.send(report(ONE, 2), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            lines.expect("has not answered for a minute");
            cloud.send(command(ONE), link);
            assertThat(device.expect().bytes()).isEqualTo(command(ONE));
            lines.expect("The cloud answers again");
        }
    }

    @Test
    void what_strangers_send_is_dropped_counted_and_told_once_for_each_reason() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                Peer stranger = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            device.send(report(ONE, 1), gateway.address());
            cloud.expect();
            stranger.send(Bytes.of(1), gateway.address());
            stranger.send(command(ONE), gateway.address());
            stranger.send(Bytes.of(2), gateway.address());
            device.send(report(ONE, 2), gateway.address());
            assertThat(cloud.expect().bytes()).isEqualTo(report(ONE, 2));
            gateway.close();
            assertThat(lines.with("Dropped (not-a-device-frame)")).hasSize(1);
            assertThat(lines.with("Dropped (server-frame)")).hasSize(1);
            assertThat(lines.with("Relayed 2 datagrams to the cloud and 0 to devices"))
                    .singleElement()
                    .asString()
                    .contains("dropped 3 (server-frame 1, not-a-device-frame 2)");
        }
    }

    @Test
    void masked_no_id_is_in_any_output() {
        String[] ids = {ONE, TWO, "00c0ffee"};
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                LogLines lines = new LogLines();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(cloud.address(), 2),
                                true,
                                FrameLog.Detail.LINES_AND_FIELDS)) {
            for (String id : ids) {
                device.send(report(id, 1), gateway.address());
                device.send(command(id), gateway.address());
                device.send(Frames.with(report(id, 1), 22, 0xff), gateway.address());
            }
            device.send(report(ONE, 2), gateway.address());
            Peer.Arrival arrival = cloud.expect();
            while (!arrival.bytes().equals(report(ONE, 2))) {
                arrival = cloud.expect();
            }
            cloud.send(command(ONE), arrival.source());
            device.expect();
            String written = String.join("\n", gateway.log()) + String.join("\n", lines.all());
            assertThat(written).contains("Device 12345678 is at", "Device 12345679 is at");
            for (String id : ids) {
                assertThat(written)
                        .doesNotContain(id)
                        .doesNotContain(Frames.wire(id).toSpacedHex());
            }
        }
    }

    @Test
    void it_ends_only_once() {
        try (Peer cloud = new Peer();
                LogLines lines = new LogLines()) {
            RunningGateway gateway = RunningGateway.towards(cloud.address());
            gateway.close();
            gateway.close();
            assertThat(lines.with("Relayed 0 datagrams")).hasSize(1);
        }
    }
}
