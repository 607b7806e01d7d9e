package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Frames.command;
import static io.github.timeguardmqtt.testing.Frames.concat;
import static io.github.timeguardmqtt.testing.Frames.report;
import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.LogLines;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpServerTest {

    /** How long nothing is sent. */
    private static final int IDLE_MILLIS = 1500;

    /** A loop that rests uses a millisecond at most, one that does not all that it can get. */
    private static final int REST_MILLIS = 15;

    private static final String DEVICE = "0badcafe";

    /** A cloud that takes TCP connections. */
    private static ServerSocket cloud() throws IOException {
        ServerSocket cloud = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        cloud.setSoTimeout(Patience.MILLIS);
        return cloud;
    }

    private static RunningGateway towards(ServerSocket cloud) {
        return RunningGateway.towards((InetSocketAddress) cloud.getLocalSocketAddress());
    }

    private static Socket connect(RunningGateway gateway) throws IOException {
        Socket device = new Socket(gateway.address().getAddress(), gateway.address().getPort());
        device.setSoTimeout(Patience.MILLIS);
        return device;
    }

    private static Socket accept(ServerSocket cloud) throws IOException {
        Socket accepted = cloud.accept();
        accepted.setSoTimeout(Patience.MILLIS);
        return accepted;
    }

    private static void send(Socket from, Bytes bytes) throws IOException {
        from.getOutputStream().write(bytes.toArray());
    }

    private static void expect(Socket at, Bytes bytes) throws IOException {
        assertThat(at.getInputStream().readNBytes(bytes.size())).isEqualTo(bytes.toArray());
    }

    private static void expectReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytes_pass_both_ways_as_they_are() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud);
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            for (Bytes bytes : List.of(report(DEVICE, 1), Bytes.of(1), command(DEVICE))) {
                send(device, bytes);
                expect(server, bytes);
                send(server, bytes);
                expect(device, bytes);
            }
        }
    }

    @Test
    void large_streams_pass_at_once_both_ways_to_readers_that_start_late() throws Exception {
        byte[] up = random(1, 24 << 20);
        byte[] down = random(2, 24 << 20);
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud);
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            CompletableFuture<Void> upSent = sendAll(device, up);
            CompletableFuture<Void> downSent = sendAll(server, down);
            // More than all the buffers between hold, so both writers wait for their readers.
            assertThatThrownBy(() -> upSent.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(downSent).isNotDone();
            CompletableFuture<byte[]> upReceived = receiveAll(server);
            assertThat(Arrays.mismatch(upReceived.get(Patience.SECONDS, TimeUnit.SECONDS), up))
                    .isNegative();
            assertThat(
                            Arrays.mismatch(
                                    receiveAll(device).get(Patience.SECONDS, TimeUnit.SECONDS),
                                    down))
                    .isNegative();
        }
    }

    private static CompletableFuture<Void> sendAll(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        out.write(bytes);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private static CompletableFuture<byte[]> receiveAll(Socket socket) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        // The stream stays open: closing it would end what the socket still sends.
                        return socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void after_the_end_of_one_direction_the_other_goes_on() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud);
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            send(device, report(DEVICE, 1));
            device.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes())
                    .isEqualTo(report(DEVICE, 1).toArray());
            send(server, command(DEVICE));
            expect(device, command(DEVICE));
            server.shutdownOutput();
            assertThat(device.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_reset_of_either_side_resets_the_other() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud)) {
            try (Socket device = connect(gateway);
                    Socket server = accept(cloud)) {
                device.setSoLinger(true, 0);
                device.close();
                expectReset(server);
            }
            try (Socket device = connect(gateway);
                    Socket server = accept(cloud)) {
                server.setSoLinger(true, 0);
                server.close();
                expectReset(device);
            }
        }
    }

    @Test
    void where_the_cloud_refuses_the_device_is_reset_at_once_and_that_is_told_once()
            throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket closed = cloud()) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        try (LogLines lines = new LogLines();
                RunningGateway gateway = RunningGateway.towards(nobody)) {
            for (int i = 0; i < 3; i++) {
                try (Socket device = connect(gateway)) {
                    expectReset(device);
                }
            }
            assertThat(lines.with("takes no TCP connections")).hasSize(1);
            try (ServerSocket cloud = new ServerSocket()) {
                cloud.bind(nobody);
                cloud.setSoTimeout(Patience.MILLIS);
                try (Socket device = connect(gateway);
                        Socket server = accept(cloud)) {
                    send(device, report(DEVICE, 1));
                    expect(server, report(DEVICE, 1));
                }
                assertThat(lines.with("The cloud takes TCP connections again")).hasSize(1);
            }
        }
    }

    @Test
    void where_the_cloud_is_silent_the_device_is_reset_after_two_seconds() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            InetSocketAddress place = (InetSocketAddress) full.getLocalSocketAddress();
            fill(place, fillers);
            try (RunningGateway gateway =
                            RunningGateway.stepped(RunningGateway.settings(place, 10));
                    Socket device = connect(gateway)) {
                gateway.pass(Duration.ofMillis(1999));
                device.setSoTimeout(1);
                assertThatThrownBy(() -> device.getInputStream().read())
                        .isInstanceOf(java.net.SocketTimeoutException.class);
                device.setSoTimeout(Patience.MILLIS);
                gateway.pass(Duration.ofMillis(2));
                expectReset(device);
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Connects until nobody answers any more: nothing is ever accepted there. */
    private static void fill(InetSocketAddress place, List<Socket> fillers) throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(place, 300);
            } catch (java.net.SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("the backlog of " + place + " has no end");
    }

    @Test
    void many_connections_are_kept_apart() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud)) {
            List<Socket> devices = new ArrayList<>();
            List<Socket> servers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                devices.add(connect(gateway));
                servers.add(accept(cloud));
            }
            for (int i = 0; i < 20; i++) {
                send(devices.get(i), report(DEVICE, i));
                send(servers.get(i), Bytes.of(i, i));
            }
            for (int i = 0; i < 20; i++) {
                expect(servers.get(i), report(DEVICE, i));
                expect(devices.get(i), Bytes.of(i, i));
                devices.get(i).close();
                servers.get(i).close();
            }
        }
    }

    @Test
    void beyond_the_most_connections_devices_are_reset_until_one_leaves() throws Exception {
        try (ServerSocket cloud = cloud();
                LogLines lines = new LogLines();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(
                                        (InetSocketAddress) cloud.getLocalSocketAddress(), 1))) {
            try (Socket device = connect(gateway);
                    Socket server = accept(cloud)) {
                send(device, report(DEVICE, 1));
                expect(server, report(DEVICE, 1));
                try (Socket second = connect(gateway)) {
                    expectReset(second);
                }
                lines.expect("Dropped (max-devices)");
                device.close();
                assertThat(server.getInputStream().read()).isEqualTo(-1);
            }
            try (Socket next = connect(gateway);
                    Socket server = accept(cloud)) {
                send(next, report(DEVICE, 2));
                expect(server, report(DEVICE, 2));
            }
        }
    }

    @Test
    void the_frames_of_a_stream_are_written_down_however_it_is_cut() throws Exception {
        Bytes one = report(DEVICE, 1);
        Bytes two = report(DEVICE, 2);
        Bytes garbage = Bytes.of(1, 2, 3);
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud);
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            for (Bytes part :
                    List.of(
                            one.slice(0, 5),
                            one.from(5),
                            concat(one, two.slice(0, 30)),
                            two.from(30))) {
                send(device, part);
                expect(server, part);
            }
            send(server, concat(garbage, command(DEVICE)));
            expect(device, concat(garbage, command(DEVICE)));
            device.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);

            String at = "127.0.0.1:" + device.getLocalPort();
            String to = "127.0.0.1:" + cloud.getLocalPort();
            String up = "[%s -> %s] [parsing:success] ".formatted(at, to);
            assertThat(gateway.log().stream().map(line -> line.substring(29)))
                    .containsExactly(
                            up + one.toSpacedHex(),
                            up + one.toSpacedHex(),
                            up + two.toSpacedHex(),
                            "[%s -> %s] [parsing:failed] 01 02 03".formatted(to, at),
                            "[%s -> %s] [parsing:success] %s"
                                    .formatted(to, at, command(DEVICE).toSpacedHex()));
        }
    }

    @Test
    void a_frame_that_stays_incomplete_is_written_down_after_a_pause() throws Exception {
        Bytes half = report(DEVICE, 1).slice(0, 20);
        try (ServerSocket cloud = cloud();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(
                                        (InetSocketAddress) cloud.getLocalSocketAddress(), 10));
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            send(device, half);
            expect(server, half);
            gateway.skip(Duration.ofSeconds(2));
            gateway.expectLogged("[parsing:failed] " + half.toSpacedHex());
            send(device, report(DEVICE, 2));
            gateway.expectLogged("[parsing:success] " + report(DEVICE, 2).toSpacedHex());
        }
    }

    @Test
    void a_silent_connection_is_closed_and_a_lively_one_is_not() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.settings(
                                        (InetSocketAddress) cloud.getLocalSocketAddress(), 10));
                Socket silent = connect(gateway);
                Socket silentServer = accept(cloud);
                Socket lively = connect(gateway);
                Socket livelyServer = accept(cloud)) {
            for (Socket device : List.of(silent, lively)) {
                send(device, Bytes.of(7));
            }
            expect(silentServer, Bytes.of(7));
            expect(livelyServer, Bytes.of(7));
            gateway.skip(Duration.ofMinutes(9));
            send(livelyServer, Bytes.of(8));
            expect(lively, Bytes.of(8));
            gateway.skip(Duration.ofMinutes(2));
            expectReset(silent);
            expectReset(silentServer);
            send(livelyServer, Bytes.of(9));
            expect(lively, Bytes.of(9));
        }
    }

    @Test
    void a_connection_on_which_nothing_happens_costs_no_processor_time() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket cloud = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                LogLines lines = new LogLines()) {
            InetSocketAddress place = (InetSocketAddress) cloud.getLocalSocketAddress();
            fill(place, fillers);
            // Elsewhere than on loopback it is usual that connecting takes a while.
            try (RunningGateway gateway = RunningGateway.slow(place);
                    Socket device = connect(gateway)) {
                await().until(() -> isConnecting(place));
                cloud.setSoTimeout(Patience.MILLIS);
                for (int i = 0; i < fillers.size() - 1; i++) {
                    cloud.accept().close();
                }
                lines.expect("A device is connected by TCP");
                try (Socket server = accept(cloud)) {
                    expectRest(gateway, device);
                    server.shutdownOutput();
                    assertThat(device.getInputStream().read()).isEqualTo(-1);
                    expectRest(gateway, server);
                }
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Whether a connection to this port is being made, which is state 2 of Linux. */
    private static boolean isConnecting(InetSocketAddress place) throws IOException {
        String line = ".*:%04X 02 .*".formatted(place.getPort());
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.readAllLines(Path.of(table)).stream().anyMatch(each -> each.matches(line))) {
                return true;
            }
        }
        return false;
    }

    private static void expectRest(RunningGateway gateway, Socket silent) throws IOException {
        silent.setSoTimeout(IDLE_MILLIS);
        long before = gateway.cpuNanos();
        assertThatThrownBy(() -> silent.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.ofNanos(gateway.cpuNanos() - before).toMillis())
                .isLessThan(REST_MILLIS);
    }

    @Test
    void the_end_of_the_gateway_is_the_end_of_its_connections() throws Exception {
        try (ServerSocket cloud = cloud();
                RunningGateway gateway = towards(cloud);
                Socket device = connect(gateway);
                Socket server = accept(cloud)) {
            send(device, report(DEVICE, 1));
            expect(server, report(DEVICE, 1));
            gateway.close();
            assertThat(device.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }
    }
}
