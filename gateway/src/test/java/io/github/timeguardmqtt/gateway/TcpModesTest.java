package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Frames.command;
import static io.github.timeguardmqtt.testing.Frames.concat;
import static io.github.timeguardmqtt.testing.Frames.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.FrameReader;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the gateway says itself on the TCP connections of devices, and what it keeps. */
class TcpModesTest {

    private static final String DEVICE = "0badcafe";
    private static final DeviceId ID = DeviceId.parse(DEVICE);
    private static final Bytes ACKNOWLEDGED =
            FrameCodec.fromServer(
                            ID,
                            255,
                            new Message.ReportCodeVersionResponse(Text.name("4190117051001")))
                    .bytes();

    /** A socket that reads whole frames. */
    private static final class Side implements AutoCloseable {
        private final Socket socket;
        private final FrameReader reader = new FrameReader();
        private final Deque<Frame> frames = new ArrayDeque<>();

        Side(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(Patience.MILLIS);
        }

        void send(Bytes bytes) throws IOException {
            socket.getOutputStream().write(bytes.toArray());
        }

        Frame next() throws IOException {
            byte[] buffer = new byte[4096];
            while (frames.isEmpty()) {
                int count = socket.getInputStream().read(buffer);
                assertThat(count).as("the connection goes on").isPositive();
                reader.read(
                        Bytes.copyOf(buffer, 0, count),
                        new FrameReader.Sink() {
                            @Override
                            public void frame(Frame frame) {
                                frames.add(frame);
                            }

                            @Override
                            public void garbage(Bytes bytes) {
                                throw new AssertionError("garbage " + bytes);
                            }
                        });
            }
            return frames.removeFirst();
        }

        /** Reads on until this comes. */
        void expect(Bytes frame) throws IOException {
            for (Bytes next = next().bytes(); !next.equals(frame); next = next().bytes()) {}
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static ServerSocket cloud() throws IOException {
        ServerSocket cloud = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        cloud.setSoTimeout(Patience.MILLIS);
        return cloud;
    }

    private static GatewaySettings settings(ServerSocket cloud, Mode mode) {
        return RunningGateway.settings((InetSocketAddress) cloud.getLocalSocketAddress(), 10)
                .withMode(mode);
    }

    private static Side connect(RunningGateway gateway) throws IOException {
        return new Side(new Socket(gateway.address().getAddress(), gateway.address().getPort()));
    }

    private static void passes(Bytes frame, Side from, Side to) throws IOException {
        from.send(frame);
        assertThat(to.next().bytes()).isEqualTo(frame);
    }

    private static Bytes answer(Frame request, Message message) {
        return FrameCodec.fromDevice(ID, 7, request.envelope().sequence(), message).bytes();
    }

    @Test
    void in_fallback_mode_a_device_is_answered_without_the_cloud_and_connected_when_it_is_back()
            throws Exception {
        ServerSocket cloud = cloud();
        InetSocketAddress place = (InetSocketAddress) cloud.getLocalSocketAddress();
        cloud.close();
        try (RunningGateway gateway = RunningGateway.start(settings(cloud, Mode.FALLBACK));
                Side device = connect(gateway)) {
            device.send(report(DEVICE, 1));
            assertThat(device.next().bytes()).isEqualTo(ACKNOWLEDGED);
            try (ServerSocket back = new ServerSocket()) {
                back.setReuseAddress(true);
                back.bind(place);
                back.setSoTimeout(Patience.MILLIS);
                gateway.skip(Duration.ofSeconds(11));
                device.send(report(DEVICE, 2));
                try (Side server = new Side(back.accept())) {
                    server.expect(report(DEVICE, 2));
                    server.send(command(DEVICE));
                    device.expect(command(DEVICE));
                }
            }
        }
    }

    @Test
    void in_fallback_mode_the_clouds_own_acknowledgement_is_kept_back() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = RunningGateway.start(settings(cloud, Mode.FALLBACK));
                Side device = connect(gateway);
                Side server = new Side(cloud.accept())) {
            passes(report(DEVICE, 1), device, server);
            assertThat(device.next().bytes()).isEqualTo(ACKNOWLEDGED);
            assertThat(device.next().kind()).isEqualTo(Kind.GET_ACTIVE_SCHEDULE_REQUEST);
            server.send(concat(ACKNOWLEDGED, command(DEVICE)));
            assertThat(device.next().bytes()).isEqualTo(command(DEVICE));
        }
    }

    @Test
    void in_relay_mode_the_answer_to_a_users_command_does_not_reach_the_cloud() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = RunningGateway.start(settings(cloud, Mode.RELAY));
                Side device = connect(gateway);
                Side server = new Side(cloud.accept())) {
            passes(report(DEVICE, 1), device, server);
            gateway.expectOnline(DEVICE);
            gateway.submit(DEVICE, new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON));
            Frame request = device.next();
            Bytes answer = answer(request, new Message.SetWorkModeResponse(WorkMode.ALWAYS_ON));
            device.send(concat(answer, report(DEVICE, 2)));
            assertThat(server.next().bytes()).isEqualTo(report(DEVICE, 2));
        }
    }

    @Test
    void a_frame_of_our_own_is_never_put_into_one_of_the_clouds() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = RunningGateway.start(settings(cloud, Mode.RELAY));
                Side device = connect(gateway);
                Side server = new Side(cloud.accept())) {
            passes(report(DEVICE, 1), device, server);
            gateway.expectOnline(DEVICE);
            Bytes first = command(DEVICE).slice(0, 9);
            server.send(first);
            assertThat(device.socket.getInputStream().readNBytes(9)).isEqualTo(first.toArray());
            gateway.submit(DEVICE, new DeviceCommand.SetWorkMode(WorkMode.AUTO));
            server.send(command(DEVICE).from(9));
            int rest = command(DEVICE).size() - 9;
            assertThat(device.socket.getInputStream().readNBytes(rest))
                    .isEqualTo(command(DEVICE).from(9).toArray());
            assertThat(device.next().message())
                    .isEqualTo(new Message.SetWorkModeRequest(WorkMode.AUTO));
        }
    }

    @Test
    void a_device_of_its_own_local_mode_is_cut_off_from_the_cloud_before_its_first_frame()
            throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway =
                        RunningGateway.start(
                                settings(cloud, Mode.FALLBACK)
                                        .withDeviceModes(Map.of(ID, Mode.LOCAL)));
                Side device = connect(gateway);
                Socket server = cloud.accept()) {
            server.setSoTimeout(Patience.MILLIS);
            device.send(report(DEVICE, 1));
            assertThat(device.next().bytes()).isEqualTo(ACKNOWLEDGED);
            assertThat(nextByte(server)).isEqualTo(-1);
        }
    }

    @Test
    void a_device_of_its_own_relay_mode_is_relayed_from_its_first_frame_however_young_the_gateway()
            throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway =
                        RunningGateway.start(
                                settings(cloud, Mode.LOCAL)
                                        .withDeviceModes(Map.of(ID, Mode.RELAY)));
                Side device = connect(gateway)) {
            device.send(report(DEVICE, 1));
            // No time is skipped: the gateway is younger than it waits between two attempts.
            try (Side server = new Side(cloud.accept())) {
                assertThat(server.next().bytes()).isEqualTo(report(DEVICE, 1));
                passes(ACKNOWLEDGED, server, device);
                passes(report(DEVICE, 2), device, server);
            }
        }
    }

    /** Minus one at the end, of whatever kind. */
    private static int nextByte(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }
}
