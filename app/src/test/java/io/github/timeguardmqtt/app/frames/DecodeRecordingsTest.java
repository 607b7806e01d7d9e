package io.github.timeguardmqtt.app.frames;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Main;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.Reporter;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.capture.text.FrameText.Colour;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code timeguard decode} of captures, what is wanted of them, and files that grow. */
class DecodeRecordingsTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00.123456789Z");
    private static final DeviceId ONE = DeviceId.parse("00000001");
    private static final DeviceId TWO = DeviceId.parse("00000002");

    @TempDir private Path folder;

    private Path day;

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static Packet packet(int minute, Bytes bytes) {
        return new Packet(
                "",
                Optional.of(AT.plusSeconds(60L * minute)),
                Optional.of(new Flow(Transport.UDP, at("192.168.1.48"), at("192.168.1.2"))),
                Side.DEVICE,
                Direction.IN,
                Disposition.PASSED,
                "",
                Datagram.decode(bytes));
    }

    private static Bytes advance(DeviceId device, Toggle toggle) {
        return FrameCodec.fromServer(device, 3, new Message.SetAdvanceRequest(toggle)).bytes();
    }

    private static Bytes mode(DeviceId device, int value) {
        return FrameCodec.exact(
                        new Envelope(3, 8, 7, 1, 3, Bytes.of(0, 0, 0), device),
                        new Message.SetWorkModeResponse(new WorkMode(value)),
                        Bytes.EMPTY)
                .bytes();
    }

    @BeforeEach
    void record() throws IOException {
        day = folder.resolve("day.pcapng");
        try (OutputStream out = Files.newOutputStream(day)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            writer.packet(packet(0, advance(ONE, Toggle.ON)));
            writer.packet(packet(1, advance(ONE, Toggle.ON)));
            writer.packet(packet(2, advance(TWO, Toggle.ON)));
            writer.mark(new Mark("", Optional.of(AT.plusSeconds(150)), "pressed „A“"));
            writer.packet(packet(3, advance(ONE, Toggle.OFF)));
            writer.packet(packet(4, Frames.unknown("00000001", Bytes.of(1))));
            writer.packet(packet(5, mode(ONE, 9)));
            writer.packet(packet(6, mode(ONE, 0)));
            writer.packet(packet(7, Bytes.of(1, 2, 3)));
        }
    }

    /** Which of the lines above are shown: a number each, m for the mark. */
    private String shown(String... options) {
        List<String> args = new ArrayList<>(List.of("decode", "--json", "--timezone", "UTC"));
        args.addAll(List.of(options));
        args.add(day.toString());
        Ran ran = Ran.on("", args.toArray(String[]::new));
        assertThat(ran.err()).isEmpty();
        StringBuilder shown = new StringBuilder();
        ran.out()
                .lines()
                .forEach(line ->
                        shown.append(
                                line.contains("\"mark\"")
                                        ? "m"
                                        : line.replaceAll(".*\"time\":\"[^:]*:0(.).*", "$1")));
        return shown.toString();
    }

    @Test
    void what_a_capture_says_of_a_packet_is_in_its_object() {
        Ran ran = Ran.on("", "decode", "--json", day.toString());
        assertThat(ran.out())
                .contains(
                        "\"time\":\"2026-07-01T12:00:00.123456789Z\","
                                + "\"source\":\"192.168.1.48:9997\","
                                + "\"destination\":\"192.168.1.2:9997\",\"transport\":\"UDP\","
                                + "\"leg\":\"DEVICE\",\"direction\":\"IN\"}")
                .contains("{\"mark\":\"pressed „A“\",\"time\":\"2026-07-01T12:02:30.123456789Z\"}")
                .contains("\"reason\":\"magic\"");
        assertThat(Ran.on(ran.out().lines().findFirst().orElseThrow(), "encode").out())
                .isEqualTo(advance(ONE, Toggle.ON).toHex() + "\n");
    }

    @Test
    void it_stands_above_its_frame() {
        assertThat(Ran.on("", "decode", "--timezone", "Europe/London", day.toString()).out())
                .startsWith(
                        "2026-07-01 13:00:00.123456+01:00  192.168.1.48:9997 -> 192.168.1.2:9997"
                                + "  device side  in\nSetAdvanceRequest to device 00000001")
                .contains("\n2026-07-01 13:02:30.123456+01:00  mark: pressed „A“\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | 012m34567",
                "--device 00000002                   | 2m",
                "--kind SetAdvanceRequest            | 012m3",
                "--kind unknown                      | m4",
                "--kind unknown --kind setworkmoderesponse | m456",
                "--since 12:03                       | 34567",
                "--since 12:01 --until 12:03         | 12m",
                "--since 2026-07-01T12:06:00Z        | 67",
                "--since 2026-07-01T12:06Z           | 67",
                "--since 2026-07-01T14:06:00.5+02:00 | 7",
                "--since 2026-07-01T07:06-05:00      | 67",
                "--since 2026-07-01 --until 12:01    | 0",
                "--since 2026-07-02                  | ''",
                "--until 2026-07-01T12:01            | 0",
                "--changes                           | 02m3456",
                "--changes --device 00000001 --kind SetAdvanceRequest | 0m3",
                "--only-unknown                      | m457",
            })
    void only_what_is_wanted_is_shown(String options, String shown) {
        assertThat(shown(options.isEmpty() ? new String[0] : options.split(" "))).isEqualTo(shown);
    }

    @Test
    void the_fields_that_have_changed_are_named() {
        Ran ran = Ran.on("", "decode", "--changes", "--json", day.toString());
        assertThat(ran.out().lines().filter(line -> line.contains("\"changed\"")))
                .hasSize(2)
                .allMatch(line ->
                        line.endsWith("\"changed\":[\"advance\"]}")
                                || line.endsWith("\"changed\":[\"workMode\"]}"));
        assertThat(Ran.on("", "decode", "--changes", day.toString()).out())
                .contains("  changed: advance\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kind PingRequst | --kind: there is no kind \"PingRequst\"; did you mean"
                        + " PingRequest?",
                "--device 1 | --device: a device id is eight hex digits, like 0badcafe, not \"1\"",
                "--since noon | --since: \"noon\" is not a time: expected one like"
                        + " 2026-03-28T20:00, 2026-03-28T20:00Z, 2026-03-28 or 20:00",
                "--until 2026-02-30T12:00 | --until: \"2026-02-30T12:00\" is not a time",
                "--timezone Europe/Londn | is not a time zone: expected one like Europe/London; did"
                        + " you mean Europe/London?",
                "--follow --follow | --follow",
            })
    void what_makes_no_sense_is_refused_in_a_sentence(String options, String sentence) {
        List<String> args = new ArrayList<>(List.of("decode"));
        args.addAll(List.of(options.split(" ")));
        args.add(day.toString());
        Ran ran = Ran.on("", args.toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains(sentence);
    }

    /** A command that goes on until it is interrupted. */
    private static final class Following implements AutoCloseable {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Thread thread;

        Following(String... args) {
            thread =
                    Thread.ofPlatform()
                            .start(() ->
                                    Main.run(
                                            StandardStreams.of(
                                                    new ByteArrayInputStream(new byte[0]),
                                                    out,
                                                    err,
                                                    Colour.PLAIN,
                                                    false),
                                            Map.of(),
                                            args));
        }

        String text() {
            return out.toString(UTF_8);
        }

        String errors() {
            return err.toString(UTF_8);
        }

        void awaitKinds(String... kinds) {
            await().untilAsserted(() ->
                    assertThat(
                                    out.toString(UTF_8)
                                            .lines()
                                            .map(line ->
                                                    line.replaceAll(
                                                            ".*\"kind\":\"(\\w+)\".*", "$1")))
                            .containsExactly(kinds));
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void a_log_that_grows_and_is_rotated_is_followed() throws Exception {
        Path log = folder.resolve("frames.log");
        String line = advance(ONE, Toggle.ON).toHex() + "\n";
        Files.writeString(log, line);
        try (Following following = new Following("decode", "--json", "--follow", log.toString())) {
            following.awaitKinds("SetAdvanceRequest");
            Files.writeString(log, mode(ONE, 0).toHex() + "\n", StandardOpenOption.APPEND);
            following.awaitKinds("SetAdvanceRequest", "SetWorkModeResponse");
            Files.move(log, folder.resolve("frames.log.1"));
            Files.writeString(log, line + line);
            following.awaitKinds(
                    "SetAdvanceRequest",
                    "SetWorkModeResponse",
                    "SetAdvanceRequest",
                    "SetAdvanceRequest");
            Files.writeString(log, mode(ONE, 0).toHex() + "\n"); // shorter than before
            following.awaitKinds(
                    "SetAdvanceRequest",
                    "SetWorkModeResponse",
                    "SetAdvanceRequest",
                    "SetAdvanceRequest",
                    "SetWorkModeResponse");
        }
    }

    @Test
    void captures_in_a_folder_are_followed_one_after_the_other() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        Path first = captures.resolve("1.pcapng");
        try (OutputStream out = Files.newOutputStream(first)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            writer.packet(packet(0, advance(ONE, Toggle.ON)));
            try (Following following =
                    new Following("decode", "--json", "--follow", captures.toString())) {
                following.awaitKinds("SetAdvanceRequest");
                writer.packet(packet(1, mode(ONE, 0)));
                following.awaitKinds("SetAdvanceRequest", "SetWorkModeResponse");
                try (OutputStream next = Files.newOutputStream(captures.resolve("2.pcapng"))) {
                    new PcapngWriter(next, "test 1.0").packet(packet(2, mode(ONE, 1)));
                }
                following.awaitKinds(
                        "SetAdvanceRequest", "SetWorkModeResponse", "SetWorkModeResponse");
            }
        }
    }

    @Test
    void only_one_file_can_be_followed() {
        assertThat(Ran.on("", "decode", "--follow", "a", "b").err())
                .contains("--follow is for one file or folder, but there are 2");
    }

    @Test
    void what_passes_a_running_gateway_is_followed_to_its_end() throws Exception {
        Path data = folder.resolve("data");
        try (GatewayProcess gateway =
                        GatewayProcess.start(data, 0, Map.of(), List.of("--mode=local", "--mask"));
                Reporter device = new Reporter(gateway.address())) {
            await().until(() -> Files.exists(data.resolve("control")));
            try (Following following =
                    new Following(
                            "decode",
                            "--json",
                            "--follow",
                            "--kind=ReportCodeVersionRequest",
                            "--kind=ReportCodeVersionResponse",
                            "--data",
                            data.toString())) {
                // Until it is known to listen.
                await().until(() -> {
                    device.exchange();
                    return following.text().contains("\"fate\":\"MADE\"");
                });
                Ran marked = Ran.on("", "mark", "pressed", "it", "--data", data.toString());
                assertThat(marked).isEqualTo(new Ran(0, "", ""));
                await().until(() -> following.text().contains("{\"mark\":\"pressed it\""));
                assertThat(following.text())
                        .contains("\"leg\":\"DEVICE\",\"direction\":\"IN\"")
                        .contains("\"deviceId\":\"12345678\"")
                        .doesNotContain("0badcafe");
                gateway.terminate();
                await().until(() -> following.errors().contains("the gateway has ended"));
            }
        }
    }

    @Test
    void a_gateway_that_cannot_be_followed_is_told_in_one_sentence() {
        assertThat(Ran.on("", "decode", "--follow", "--data", folder.toString()))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard decode: no gateway answers at %s: start one, or name its data directory with --data\n"
                                        .formatted(folder.resolve("control"))));
        assertThat(Ran.on("", "decode", "--data", folder.toString(), day.toString()).err())
                .isEqualTo(
                        "timeguard decode: --data names a running gateway: it goes with --follow,"
                                + " and without a file\n");
    }
}
