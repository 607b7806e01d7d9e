package io.github.timeguardmqtt.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Peer.Arrival;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.testing.TestTime;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");

    @Test
    void the_captured_frames_pass_byte_for_byte_and_are_written_down() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            passCapturedFrames(device, cloud, gateway, Bytes.of(0x78, 0x56, 0x34, 0x12));
            assertThat(gateway.log())
                    .containsExactlyElementsOf(expectedLog(device, cloud, gateway.log()));
        }
    }

    @Test
    void masked_frames_of_another_device_are_the_captured_ones() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.masked(cloud.address())) {
            passCapturedFrames(device, cloud, gateway, Bytes.of(0xfe, 0xca, 0xad, 0x0b));
            assertThat(gateway.log())
                    .containsExactlyElementsOf(expectedLog(device, cloud, gateway.log()));
        }
    }

    @Test
    void datagrams_up_to_the_largest_pass_both_ways() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            device.send(report(DEVICE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            device.send(Bytes.EMPTY, gateway.address());
            Random random = new Random(7);
            for (int size : new int[] {1, 23, 24, 1472, 1473, 9000, 65_507}) {
                byte[] content = new byte[size];
                random.nextBytes(content);
                Bytes datagram = Bytes.copyOf(content, 0, size);
                device.send(datagram, gateway.address());
                assertThat(cloud.expect()).isEqualTo(new Arrival(link, datagram));
                cloud.send(datagram, link);
                assertThat(device.expect()).isEqualTo(new Arrival(gateway.address(), datagram));
            }
        }
    }

    @Test
    void each_of_many_devices_gets_its_own_answers_in_order() {
        try (Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            List<Peer> devices = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                devices.add(new Peer());
            }
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < devices.size(); i++) {
                    devices.get(i).send(report(new DeviceId(i), round), gateway.address());
                }
            }
            Map<Bytes, List<Integer>> seen = new HashMap<>();
            for (int i = 0; i < 4 * devices.size(); i++) {
                Arrival arrival = cloud.expect();
                cloud.send(arrival.bytes(), arrival.source());
                seen.computeIfAbsent(arrival.bytes().slice(16, 4), _ -> new ArrayList<>())
                        .add(arrival.bytes().at(4));
            }
            assertThat(seen).hasSize(50).allSatisfy((_, ids) -> assertThat(ids).isSorted());
            for (int i = 0; i < devices.size(); i++) {
                for (int round = 0; round < 4; round++) {
                    assertThat(devices.get(i).expect().bytes())
                            .isEqualTo(report(new DeviceId(i), round));
                }
                devices.get(i).close();
            }
        }
    }

    @Test
    void a_device_is_followed_to_its_new_address() {
        try (Peer before = new Peer();
                Peer after = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            before.send(report(DEVICE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            after.send(report(DEVICE, 2), gateway.address());
            assertThat(cloud.expect().source()).isEqualTo(link);
            cloud.send(Bytes.of(1), link);
            assertThat(after.expect().bytes()).isEqualTo(Bytes.of(1));
        }
    }

    @Test
    void what_nobody_understands_passes_from_a_known_device_and_is_dropped_from_a_stranger() {
        try (Peer device = new Peer();
                Peer stranger = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            Bytes junk = Bytes.of(1, 2, 3);
            stranger.send(junk, gateway.address());
            device.send(report(DEVICE, 1), gateway.address());
            device.send(junk, gateway.address());
            assertThat(cloud.expect().bytes()).isEqualTo(report(DEVICE, 1));
            assertThat(cloud.expect().bytes()).isEqualTo(junk);
            assertThat(withoutTime(gateway.log()))
                    .contains(
                            "[%s -> void(%s)] [parsing:failed] 01 02 03"
                                    .formatted(text(stranger), text(cloud)),
                            "[%s -> %s] [parsing:failed] 01 02 03"
                                    .formatted(text(device), text(cloud)));
        }
    }

    @Test
    void nobody_but_the_cloud_speaks_to_a_device_as_the_server() {
        Bytes command =
                FrameCodec.fromServer(
                                DEVICE,
                                3,
                                new Message.SetWorkModeRequest(
                                        io.github.timeguardmqtt.protocol.WorkMode.ALWAYS_ON))
                        .bytes();
        try (Peer device = new Peer();
                Peer other = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway = RunningGateway.towards(cloud.address())) {
            device.send(report(DEVICE, 1), gateway.address());
            InetSocketAddress link = cloud.expect().source();
            // To the listening socket, to the device's own link, and behind a report of its own.
            other.send(command, gateway.address());
            other.send(command, link);
            device.send(command, gateway.address());
            device.send(Bytes.concat(List.of(report(DEVICE, 2), command)), gateway.address());
            device.send(report(DEVICE, 3), gateway.address());
            assertThat(cloud.expect().bytes()).isEqualTo(report(DEVICE, 3));
            cloud.send(Bytes.of(42), link);
            assertThat(device.expect().bytes()).isEqualTo(Bytes.of(42));
        }
    }

    @Test
    void beyond_the_most_devices_new_ids_are_dropped() {
        try (Peer device = new Peer();
                Peer cloud = new Peer();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(cloud.address(), 2),
                                false,
                                FrameLog.Detail.LINES)) {
            for (int id : new int[] {1, 2, 3, 1}) {
                device.send(report(new DeviceId(id), id), gateway.address());
            }
            for (int id : new int[] {1, 2, 1}) {
                assertThat(cloud.expect().bytes()).isEqualTo(report(new DeviceId(id), id));
            }
        }
    }

    @Test
    void relaying_goes_on_when_a_silent_cloud_comes_to_life() {
        Peer gone = new Peer();
        InetSocketAddress place = gone.address();
        gone.close();
        try (Peer device = new Peer();
                RunningGateway gateway = RunningGateway.towards(place)) {
            for (int i = 0; i < 5; i++) {
                device.send(report(DEVICE, i), gateway.address());
            }
            try (Peer cloud = new Peer("127.0.0.1", place.getPort())) {
                device.send(report(DEVICE, 99), gateway.address());
                Arrival arrival = cloud.expect();
                while (!arrival.bytes().equals(report(DEVICE, 99))) {
                    arrival = cloud.expect();
                }
                cloud.send(arrival.bytes(), arrival.source());
                assertThat(device.expect().bytes()).isEqualTo(report(DEVICE, 99));
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_sentence() {
        try (Peer taken = new Peer();
                EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1))) {
            GatewaySettings settings =
                    GatewaySettings.relay(
                            HostPort.parse(text(taken)), new HostPort("127.0.0.1", 1));
            assertThatThrownBy(() -> Gateway.start(settings, loop, new Mask(false), null))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(text(taken));
        }
    }

    private static void passCapturedFrames(
            Peer device, Peer cloud, RunningGateway gateway, Bytes id) {
        InetSocketAddress link = null;
        for (Captured.Sample sample : Captured.FRAMES) {
            Bytes bytes = withId(sample.bytes(), id);
            if (sample.fromServer()) {
                cloud.send(bytes, java.util.Objects.requireNonNull(link));
                assertThat(device.expect()).isEqualTo(new Arrival(gateway.address(), bytes));
            } else {
                device.send(bytes, gateway.address());
                Arrival arrival = cloud.expect();
                assertThat(arrival.bytes()).isEqualTo(bytes);
                link = arrival.source();
            }
        }
    }

    /** The frame as another device would have sent it. */
    private static Bytes withId(Bytes frame, Bytes id) {
        if (!(FrameCodec.decode(frame) instanceof io.github.timeguardmqtt.protocol.Frame valid)) {
            throw new AssertionError(frame);
        }
        Bytes payload = valid.payload();
        return FrameCodec.withPayload(
                valid, Bytes.concat(List.of(payload.slice(0, 8), id, payload.from(12))));
    }

    private static List<String> expectedLog(Peer device, Peer cloud, List<String> actual) {
        List<String> lines = new ArrayList<>();
        for (Captured.Sample sample : Captured.FRAMES) {
            String time = actual.get(lines.size()).substring(0, 28);
            assertThat(time).matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}]");
            lines.add(
                    "%s [%s -> %s] [parsing:%s] %s"
                            .formatted(
                                    time,
                                    text(sample.fromServer() ? cloud : device),
                                    text(sample.fromServer() ? device : cloud),
                                    sample.verdict(),
                                    sample.bytes().toSpacedHex()));
        }
        return lines;
    }

    private static List<String> withoutTime(List<String> lines) {
        return lines.stream().map(line -> line.substring(29)).toList();
    }

    private static Bytes report(DeviceId device, int messageId) {
        return FrameCodec.fromDevice(
                        device,
                        messageId,
                        255,
                        new Message.ReportCodeVersionRequest(Text.name("4190117051001")))
                .bytes();
    }

    private static String text(Peer peer) {
        return Addresses.text(peer.address());
    }
}
