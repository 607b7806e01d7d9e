package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was captured in 2021, played against a gateway: it must do now what the cloud did then. */
class ReplayCommandTest {

    private static final String DEVICE = "12345678";

    @TempDir private Path folder;

    private Path captured() throws IOException {
        try (InputStream log =
                Objects.requireNonNull(getClass().getResourceAsStream("captured.log"))) {
            return Files.write(folder.resolve("captured.log"), log.readAllBytes());
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        }
    }

    private static Ran replay(Path recording, String... more) {
        String[] args = new String[2 + more.length];
        args[0] = "replay";
        args[1] = recording.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return Ran.on("", args);
    }

    private static CompletableFuture<Ran> later(Path recording, String... more) {
        return CompletableFuture.supplyAsync(() -> replay(recording, more));
    }

    @Test
    void a_relay_between_both_sides_of_a_recording_makes_no_difference() throws Exception {
        Path recording = captured();
        int cloud = freePort();
        CompletableFuture<Ran> ofCloud =
                later(recording, "--as", "cloud", "--to", "127.0.0.1:" + cloud, "--speed", "4");
        try (EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1));
                Gateway gateway =
                        Gateway.start(
                                GatewaySettings.relay(
                                        new HostPort("127.0.0.1", 0),
                                        new HostPort("127.0.0.1", cloud)),
                                loop,
                                new Mask(false),
                                null)) {
            Ran ofDevice =
                    replay(
                            recording,
                            "--to",
                            "127.0.0.1:" + gateway.address().getPort(),
                            "--speed",
                            "4",
                            "--device",
                            DEVICE + "=0badcafe");
            assertThat(ofDevice.err()).isEmpty();
            assertThat(ofDevice.out())
                    .isEqualTo(
                            DEVICE + ": 1 frame sent, 4 that came back compared, no difference\n");
            assertThat(ofDevice.exitCode()).isZero();
            Ran answers = ofCloud.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(answers.err()).isEmpty();
            assertThat(answers.out())
                    .isEqualTo(
                            DEVICE + ": 3 frames sent, 2 that came back compared, no difference\n");
            assertThat(answers.exitCode()).isZero();
            assertThat(gateway.device(DeviceId.parse("0badcafe")).join()).isPresent();
        }
    }

    @Test
    void what_a_gateway_does_otherwise_is_told() throws Exception {
        try (EventLoop loop = new EventLoop("gateway", LoopClock.real());
                Gateway gateway =
                        Gateway.start(
                                GatewaySettings.relay(
                                                new HostPort("127.0.0.1", 0),
                                                new HostPort("127.0.0.1", 1))
                                        .withMode(Mode.LOCAL),
                                loop,
                                new Mask(false),
                                null)) {
            Ran ran =
                    replay(
                            captured(),
                            "--to",
                            "127.0.0.1:" + gateway.address().getPort(),
                            "--speed",
                            "8");
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out())
                    .contains("Unknown (type 4, flags 12) was asked 2 times, and now never")
                    .contains("GetCodeVersionRequest is asked, which was not asked then")
                    .doesNotContain("PingResponse");
        }
    }

    @Test
    void answers_that_differ_are_told_field_by_field() throws Exception {
        int port = freePort();
        Path recording = folder.resolve("advance.log");
        DeviceId device = DeviceId.parse(DEVICE);
        Bytes ask = FrameCodec.fromServer(device, 3, set(Toggle.ON)).bytes();
        Bytes on = FrameCodec.fromDevice(device, 5, 3, done(Toggle.ON)).bytes();
        Bytes off = FrameCodec.fromDevice(device, 5, 3, done(Toggle.OFF)).bytes();
        Files.writeString(recording, ask.toHex() + "\n" + on.toHex() + "\n", UTF_8);
        CompletableFuture<Ran> ran =
                later(recording, "--as", "cloud", "--to", "127.0.0.1:" + port, "--speed", "50");
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(200);
            byte[] hello = off.toArray(); // of an advance that nobody asked for yet
            byte[] buffer = new byte[100];
            java.net.DatagramPacket asked = new java.net.DatagramPacket(buffer, buffer.length);
            while (true) {
                try {
                    socket.send(new java.net.DatagramPacket(hello, hello.length));
                    socket.receive(asked);
                    break;
                } catch (IOException e) {
                    // it does not listen yet
                }
            }
            assertThat(Bytes.copyOf(buffer, 0, asked.getLength())).isEqualTo(ask);
            socket.send(new java.net.DatagramPacket(hello, hello.length));
            assertThat(ran.get(Patience.SECONDS, TimeUnit.SECONDS).out())
                    .contains("line 2: SetAdvanceResponse: advance was ON and is OFF")
                    .contains("SetAdvanceResponse came, which nobody asked for");
        }
    }

    private static Message set(Toggle advance) {
        return new Message.SetAdvanceRequest(advance);
    }

    private static Message done(Toggle advance) {
        return new Message.SetAdvanceResponse(advance);
    }

    @Test
    void of_somebody_who_says_nothing_everything_is_missing() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String to = "127.0.0.1:" + silent.getLocalPort();
            Ran ran = replay(captured(), "--to", to, "--speed", "20");
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out())
                    .contains("PingRequest was answered with PingResponse, and now with nothing")
                    .contains("GetHolidayRequest was asked once, and now never");
        }
    }

    @Test
    void where_nobody_listens_it_is_given_up() throws Exception {
        String to = "127.0.0.1:" + freePort();
        assertThat(replay(captured(), "--to", to, "--speed", "20"))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard replay: nobody listens at %s: start the gateway first\n"
                                        .formatted(to)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--speed 0 | --speed 0.0 is not possible: expected a number above 0",
                "--device 00000001=2 | not \"2\"",
                "--device 00000001=00000002 | the device 00000001 is not in the recording: there is 12345678",
                "--as both | both",
                "--to nowhere.invalid:9997 | --to: there is no host \"nowhere.invalid\"",
            })
    void what_makes_no_sense_is_refused_in_a_sentence(String args, String sentence)
            throws Exception {
        String to = args.startsWith("--to") ? "" : "--to 127.0.0.1:9 ";
        Ran ran = replay(captured(), (to + args).split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void a_recording_of_nothing_is_refused() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing.log"), "hello\n");
        assertThat(replay(nothing, "--to", "127.0.0.1:9").err())
                .contains("holds no frame: expected a capture or a log with some");
    }
}
