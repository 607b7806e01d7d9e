package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Frames.command;
import static io.github.timeguardmqtt.testing.Frames.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.timeguardmqtt.capture.Addresses;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.event.Mode;
import io.github.timeguardmqtt.protocol.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is to be seen of the traffic on both sides of the gateway. */
class TapTest {

    private static final String DEVICE = "0badcafe";

    /** A packet in words, with what it carries by its size. */
    private static String words(Captured captured) {
        return switch (captured) {
            case Packet packet -> {
                Flow flow = packet.flow().orElseThrow();
                yield "%s %s %s %s>%s %s %d%s"
                        .formatted(
                                packet.leg(),
                                packet.direction(),
                                flow.transport(),
                                Addresses.text(flow.source()),
                                Addresses.text(flow.destination()),
                                packet.fate(),
                                packet.datagram().bytes().size(),
                                packet.text().isEmpty() ? "" : " " + packet.text());
            }
            case Mark mark -> "mark " + mark.text();
            default -> captured.toString();
        };
    }

    private static List<String> seen(RunningGateway gateway, int atLeast) {
        await().until(() -> gateway.seen().size() >= atLeast);
        return gateway.seen().stream().map(TapTest::words).toList();
    }

    private static String text(SocketAddress address) {
        return Addresses.text((InetSocketAddress) address);
    }

    @Test
    void a_datagram_is_seen_on_the_side_it_comes_from_and_on_the_one_it_goes_to() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            device.send(report(DEVICE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            cloud.send(command(DEVICE), link);
            device.expect();
            String from = text(device.address());
            String here = text(gateway.address());
            String there = text(cloud.address());
            int up = report(DEVICE, 1).size();
            int down = command(DEVICE).size();
            assertThat(seen(gateway, 4))
                    .containsExactly(
                            "DEVICE IN UDP %s>%s PASSED %d".formatted(from, here, up),
                            "CLOUD OUT UDP %s>%s PASSED %d".formatted(text(link), there, up),
                            "CLOUD IN UDP %s>%s PASSED %d".formatted(there, text(link), down),
                            "DEVICE OUT UDP %s>%s PASSED %d".formatted(here, from, down));
            assertThat(((Packet) gateway.seen().get(0)).datagram().bytes())
                    .isEqualTo(report(DEVICE, 1));
            assertThat(((Packet) gateway.seen().get(1)).at())
                    .isPresent()
                    .isEqualTo(((Packet) gateway.seen().get(0)).at());
        }
    }

    @Test
    void what_the_gateway_makes_is_told_apart_and_so_is_what_it_drops() {
        try (Peer device = new Peer();
                Peer stranger = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(cloud.address(), 10).withMode(Mode.LOCAL),
                                false,
                                FrameLog.Detail.LINES)) {
            String here = text(gateway.address());
            stranger.send(Bytes.of(1, 2, 3), gateway.address());
            device.send(report(DEVICE, 1), gateway.address());
            Bytes answer = device.expect().bytes();
            List<String> seen = seen(gateway, 3);
            assertThat(seen.getFirst())
                    .startsWith(
                            "DEVICE IN UDP %s>%s DROPPED 3 "
                                    .formatted(text(stranger.address()), here));
            assertThat(seen)
                    .contains(
                            "DEVICE IN UDP %s>%s PASSED %d"
                                    .formatted(
                                            text(device.address()), here, report(DEVICE, 1).size()),
                            "DEVICE OUT UDP %s>%s MADE %d"
                                    .formatted(here, text(device.address()), answer.size()));
        }
    }

    @Test
    void the_bytes_of_connections_are_seen_on_both_sides() throws Exception {
        try (ServerSocket cloud = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                RunningGateway gateway =
                        RunningGateway.towards((InetSocketAddress) cloud.getLocalSocketAddress());
                Socket device =
                        new Socket(gateway.address().getAddress(), gateway.address().getPort());
                Socket server = cloud.accept()) {
            device.getOutputStream().write(report(DEVICE, 1).toArray());
            int up = report(DEVICE, 1).size();
            assertThat(server.getInputStream().readNBytes(up)).hasSize(up);
            server.getOutputStream().write(command(DEVICE).toArray());
            int down = command(DEVICE).size();
            assertThat(device.getInputStream().readNBytes(down)).hasSize(down);
            String from = text(device.getLocalSocketAddress());
            String here = text(gateway.address());
            String link = text(server.getRemoteSocketAddress());
            String there = text(cloud.getLocalSocketAddress());
            assertThat(seen(gateway, 4))
                    .containsExactly(
                            "DEVICE IN TCP %s>%s PASSED %d".formatted(from, here, up),
                            "CLOUD OUT TCP %s>%s PASSED %d".formatted(link, there, up),
                            "CLOUD IN TCP %s>%s PASSED %d".formatted(there, link, down),
                            "DEVICE OUT TCP %s>%s PASSED %d".formatted(here, from, down));
        }
    }

    @Test
    void a_mark_is_seen_among_the_traffic_and_stands_in_the_log_masked_where_that_is_wished() {
        try (LogLines lines = new LogLines();
                Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.masked(cloud.address())) {
            device.send(report(DEVICE, 1), gateway.address());
            lines.expect("Device 12345678 is at");
            gateway.mark("pressed boost on 0badcafe");
            assertThat(seen(gateway, 3)).contains("mark pressed boost on 0badcafe");
            assertThat(lines.with("Mark: ")).containsExactly("Mark: pressed boost on 12345678");
        }
    }
}
