package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.testing.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareCommandTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00Z");
    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");

    @TempDir private Path folder;

    private Path day;
    private Path shared;

    private static Packet packet(int second, Direction direction, Bytes bytes) {
        Flow flow = new Flow(Transport.UDP, at("10.1.2.3"), at("10.1.2.1"));
        return new Packet(
                "",
                Optional.of(AT.plusSeconds(second)),
                Optional.of(direction == Direction.IN ? flow : flow.reversed()),
                Side.DEVICE,
                direction,
                Disposition.PASSED,
                "heard by 10.4.4.4",
                Datagram.decode(bytes));
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    @BeforeEach
    void record() throws IOException {
        day = folder.resolve("day.pcapng");
        shared = folder.resolve("shared.zip");
        try (OutputStream out = Files.newOutputStream(day)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            writer.packet(
                    packet(
                            0,
                            Direction.OUT,
                            FrameCodec.fromServer(
                                            DEVICE,
                                            3,
                                            new Message.SetScheduleNameRequest(
                                                    1, Text.name("Nursery")))
                                    .bytes()));
            writer.packet(
                    packet(
                            1,
                            Direction.IN,
                            FrameCodec.fromDevice(
                                            DEVICE,
                                            7,
                                            0xff,
                                            new Message.ReportCodeVersionRequest(
                                                    new Text(
                                                            Bytes.copyOf(
                                                                    "1.2.3".getBytes(UTF_8),
                                                                    0,
                                                                    5))))
                                    .bytes()));
            writer.mark(new Mark("", Optional.of(AT.plusSeconds(2)), "Tom pressed boost"));
            byte[] text = "wifi=HomeOfTom".getBytes(UTF_8);
            writer.packet(
                    packet(
                            3,
                            Direction.IN,
                            Frames.unknown("0badcafe", Bytes.copyOf(text, 0, text.length))));
        }
    }

    private String[] share(String... options) {
        List<String> args = new ArrayList<>(List.of("share", "--timezone", "Europe/London"));
        args.addAll(List.of(options));
        args.addAll(List.of(day.toString(), shared.toString()));
        return args.toArray(String[]::new);
    }

    private Map<String, byte[]> parts() throws IOException {
        Map<String, byte[]> parts = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(shared))) {
            for (ZipEntry part = zip.getNextEntry(); part != null; part = zip.getNextEntry()) {
                parts.put(part.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    @Test
    void one_file_holds_everything_and_nobody_can_be_recognised_in_it() throws IOException {
        Ran ran = Ran.on("", share("--yes", "--hide", "Tom"));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        Map<String, byte[]> parts = parts();
        assertThat(parts.keySet())
                .containsExactlyInAnyOrder(
                        "README.txt", "marks.txt", "summary.txt", "capture.pcapng");
        assertThat(parts.values())
                .extracting(bytes -> new String(bytes, ISO_8859_1))
                .noneMatch(text ->
                        text.contains("Nursery")
                                || text.contains("Tom")
                                || text.contains("0badcafe")
                                || text.contains("10.1.2.3")
                                || text.contains("10.4.4.4")
                                || text.contains("\n\1\2\3")
                                || text.contains("\u00fe\u00ca\u00ad\u000b"));
        assertThat(new String(parts.get("marks.txt"), UTF_8))
                .isEqualTo("2026-07-01 13:00:02.000000+01:00  xxx pressed boost\n");
        assertThat(new String(parts.get("summary.txt"), UTF_8))
                .contains("3 frames, 1 device, 1 mark")
                .contains("type 1 flags 6");
        assertThat(new String(parts.get("README.txt"), UTF_8))
                .contains("timeguard-mqtt " + Build.version())
                .contains("12345678: code version 1.2.3");
        assertThat(Ran.on("", "decode", "--json", shared.toString()).out().lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("\"mark\":\"xxx pressed boost\""));
    }

    @Test
    void all_of_it_is_shown_before_it_is_written() {
        Ran ran = Ran.asked("n\n", share());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("== README.txt\n  Recorded traffic")
                .contains("== marks.txt\n  2026-07-01 13:00:02.000000+01:00  Tom pressed boost\n")
                .contains("== summary.txt\n  2026-07-01 13:00:00 to ")
                .contains("== capture.pcapng\n  3 packets and 1 marks, ")
                .contains("    wifi=HomeOfTom\n")
                .contains("  Comments on its packets:\n    heard by 192.0.2.1\n")
                .contains("stands for 0badcafe")
                .contains("stands for Nursery")
                .doesNotContain("is written");
        assertThat(ran.err())
                .isEqualTo(
                        "Write "
                                + shared
                                + "? [y/N, f shows every frame] timeguard share: nothing was"
                                + " written\n");
        assertThat(shared).doesNotExist();
    }

    @Test
    void every_frame_can_be_looked_at_as_it_will_be_written() {
        Ran ran = Ran.asked("f\ny\n", share("--hide", "Tom"));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("SetScheduleNameRequest to device 12345678")
                .contains("xxx pressed boost")
                .contains(shared + " is written: ")
                .doesNotContain("Nursery to");
        assertThat(shared).exists();
    }

    @Test
    void where_nobody_can_be_asked_nothing_is_written() {
        Ran ran = Ran.on("y\n", share());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith(
                        "timeguard share: nobody can be asked here: give --yes, or run it in a"
                                + " terminal\n");
        assertThat(shared).doesNotExist();
    }

    @Test
    void what_cannot_be_read_is_told_and_the_rest_is_shared() throws IOException {
        byte[] whole = Files.readAllBytes(day);
        Files.write(day, Arrays.copyOf(whole, whole.length - 5));
        Ran ran = Ran.on("", share("--yes"));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("timeguard share: packet 4: the file ends within a block");
        assertThat(ran.out()).contains("== capture.pcapng\n  2 packets and 1 marks, ");
    }

    @Test
    void what_makes_no_sense_is_refused_in_a_sentence() throws IOException {
        assertThat(Ran.on("", "share", day.toString()).err())
                .contains("name what to read, and last the file to write");
        assertThat(Ran.on("", "share", day.toString(), "day.tar").err())
                .contains("the file to write is a zip file: expected a name such as day.zip");
        Path nowhere = folder.resolve("nowhere");
        assertThat(
                        Ran.on("", "share", "--yes", day.toString(), nowhere.resolve("a.zip") + "")
                                .err())
                .contains("a.zip\": there is no folder " + nowhere);
        Files.writeString(shared, "mine");
        assertThat(Ran.on("", share("--yes")).err())
                .contains("\"" + shared + "\" is there already: name a new file");
        assertThat(shared).hasContent("mine");
        Files.delete(shared);
        Files.writeString(day, "nothing\n");
        assertThat(Ran.on("", share("--yes")).err())
                .contains("there is nothing to share: the recordings hold no traffic of a switch");
        assertThat(shared).doesNotExist();
    }
}
