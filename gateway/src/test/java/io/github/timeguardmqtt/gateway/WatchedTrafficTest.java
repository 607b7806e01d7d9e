package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.LogLines;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody who records the traffic of a running gateway gets to see. */
class WatchedTrafficTest {

    private static final Bytes REPORT = Frames.report("0badcafe", 1);
    private static final Bytes COMMAND = Frames.command("0badcafe");

    private static void awaitSeen(List<Captured> seen, int count) {
        await().until(() -> seen.size() >= count);
    }

    private static void assertSeen(
            Captured seen,
            Side leg,
            Direction direction,
            Disposition fate,
            InetSocketAddress source,
            InetSocketAddress destination,
            Bytes bytes) {
        Packet packet = (Packet) seen;
        assertThat(packet.leg()).isEqualTo(leg);
        assertThat(packet.direction()).isEqualTo(direction);
        assertThat(packet.fate()).isEqualTo(fate);
        assertThat(packet.flow()).contains(new Flow(Transport.UDP, source, destination));
        assertThat(packet.datagram().bytes()).isEqualTo(bytes);
    }

    @Test
    void what_passes_is_seen_on_both_sides_with_its_real_addresses() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            List<Captured> seen = gateway.watch();
            device.send(REPORT, gateway.address());
            InetSocketAddress link = cloud.expect().source();
            cloud.send(COMMAND, link);
            device.expect();
            awaitSeen(seen, 4);
            assertSeen(
                    seen.get(0),
                    Side.DEVICE,
                    Direction.IN,
                    Disposition.PASSED,
                    device.address(),
                    gateway.address(),
                    REPORT);
            assertSeen(
                    seen.get(1),
                    Side.CLOUD,
                    Direction.OUT,
                    Disposition.PASSED,
                    link,
                    cloud.address(),
                    REPORT);
            assertSeen(
                    seen.get(2),
                    Side.CLOUD,
                    Direction.IN,
                    Disposition.PASSED,
                    cloud.address(),
                    link,
                    COMMAND);
            assertSeen(
                    seen.get(3),
                    Side.DEVICE,
                    Direction.OUT,
                    Disposition.PASSED,
                    gateway.address(),
                    device.address(),
                    COMMAND);
            assertThat(seen)
                    .extracting(it -> ((Packet) it).at().orElseThrow())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void what_the_gateway_makes_itself_is_said_to_be_so() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(cloud.address(), 10)
                                        .withMode(Mode.LOCAL))) {
            List<Captured> seen = gateway.watch();
            device.send(REPORT, gateway.address());
            Bytes answer = device.expect().bytes();
            awaitSeen(seen, 2);
            assertThat(((Packet) seen.get(0)).fate()).isEqualTo(Disposition.PASSED);
            assertSeen(
                    seen.get(1),
                    Side.DEVICE,
                    Direction.OUT,
                    Disposition.MADE,
                    gateway.address(),
                    device.address(),
                    answer);
            assertThat(((Frame) ((Packet) seen.get(1)).datagram().first()).kind())
                    .isEqualTo(Kind.REPORT_CODE_VERSION_RESPONSE);
        }
    }

    @Test
    void what_is_dropped_is_seen_with_the_reason() {
        try (Peer stranger = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            List<Captured> seen = gateway.watch();
            stranger.send(COMMAND, gateway.address());
            awaitSeen(seen, 1);
            assertSeen(
                    seen.getFirst(),
                    Side.DEVICE,
                    Direction.IN,
                    Disposition.DROPPED,
                    stranger.address(),
                    gateway.address(),
                    COMMAND);
            assertThat(((Packet) seen.getFirst()).text()).isEqualTo("server-frame");
        }
    }

    @Test
    void what_cannot_be_sent_on_came_all_the_same() {
        GatewaySettings nowhere =
                GatewaySettings.relay(
                        new HostPort("127.0.0.1", 0), new HostPort("cloud.invalid", 9997));
        try (Peer device = new Peer();
                RunningGateway gateway = RunningGateway.start(nowhere.withMode(Mode.FALLBACK))) {
            List<Captured> seen = gateway.watch();
            device.send(REPORT, gateway.address());
            device.expect();
            awaitSeen(seen, 2);
            assertThat(((Packet) seen.get(0)).fate()).isEqualTo(Disposition.WITHHELD);
            assertThat(((Packet) seen.get(0)).text()).isEqualTo("cloud-unknown");
            assertThat(((Packet) seen.get(1)).fate()).isEqualTo(Disposition.MADE);
        }
    }

    @Test
    void a_mark_stands_between_what_was_before_and_after_it() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            List<Captured> seen = gateway.watch();
            device.send(REPORT, gateway.address());
            cloud.expect();
            awaitSeen(seen, 2);
            gateway.mark("pressed boost");
            assertThat(((Mark) seen.get(2)).text()).isEqualTo("pressed boost");
            Optional<?> at = ((Mark) seen.get(2)).at();
            assertThat(at).isPresent();
        }
    }

    @Test
    void a_mark_is_masked_in_the_log() {
        try (LogLines lines = new LogLines();
                Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.masked(cloud.address())) {
            device.send(Frames.report("0badcafe", 1), gateway.address());
            lines.expect("Device 12345678 is at");
            gateway.mark("pressed boost on 0badcafe");
            assertThat(lines.with("Mark: ")).containsExactly("Mark: pressed boost on 12345678");
        }
    }
}
