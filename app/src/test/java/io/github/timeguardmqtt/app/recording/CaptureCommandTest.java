package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureCommandTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00Z");
    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");
    private static final Bytes NAMED =
            FrameCodec.fromServer(
                            DEVICE, 3, new Message.SetScheduleNameRequest(1, Text.name("Nursery")))
                    .bytes();

    @TempDir private Path folder;

    private Path day;

    @BeforeEach
    void record() throws IOException {
        day = folder.resolve("day.pcapng");
        try (OutputStream out = Files.newOutputStream(day)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            writer.packet(
                    new Packet(
                            "",
                            Optional.of(AT),
                            Optional.of(
                                    new Flow(Transport.UDP, at("31.193.128.139"), at("10.1.2.3"))),
                            Side.DEVICE,
                            Direction.OUT,
                            Disposition.PASSED,
                            "",
                            Datagram.decode(NAMED)));
            writer.mark(new Mark("", Optional.of(AT), "renamed Nursery for Tom"));
        }
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static List<Captured> read(Path file) throws IOException {
        List<Captured> read = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(file);
        CaptureFile.read(new ByteArrayInputStream(bytes), "", ZoneOffset.UTC, () -> {}, read::add);
        return read;
    }

    private Ran capture(String... args) {
        List<String> command = new ArrayList<>(List.of("capture"));
        command.addAll(Arrays.asList(args));
        return Ran.on("", command.toArray(String[]::new));
    }

    @Test
    void nothing_of_the_originals_is_left_and_it_is_told_what_stands_for_what() throws IOException {
        Path shared = folder.resolve("shared.pcapng");
        Ran ran = capture("--mask", "--hide", "Tom", day.toString(), shared.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .startsWith(shared + ": 1 packets, 1 marks\n")
                .contains("id       12345678 ", "stands for 0badcafe")
                .contains("address  192.0.2.2 ", "stands for 10.1.2.3")
                .contains("name     name1.. ", "stands for Nursery")
                .endsWith("The written file was looked through again: nothing of it is left.\n");
        assertThat(Files.readString(shared, ISO_8859_1))
                .doesNotContain("Nursery")
                .doesNotContain("Tom")
                .doesNotContain(new String(NAMED.slice(16, 4).toArray(), ISO_8859_1))
                .doesNotContain("\n\1\2\3");
        assertThat(((Mark) read(shared).get(1)).text()).isEqualTo("renamed name1.. for xxx");
    }

    @Test
    void without_a_mask_recordings_of_any_kind_become_one_capture() throws IOException {
        Path log = Files.writeString(folder.resolve("frames.log"), NAMED.toSpacedHex() + "\n");
        Path packed = folder.resolve("day.pcapng.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(Files.readAllBytes(day));
        }
        Path all = folder.resolve("all.pcapng");
        Ran ran = capture(day.toString(), log.toString(), packed.toString(), all.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo(all + ": 3 packets, 2 marks\n");
        assertThat(read(all))
                .filteredOn(Packet.class::isInstance)
                .extracting(one -> ((Packet) one).datagram().bytes())
                .containsOnly(NAMED);
    }

    @Test
    void what_cannot_be_read_is_told_and_the_rest_is_written() throws IOException {
        byte[] whole = Files.readAllBytes(day);
        Path cut = folder.resolve("cut.pcapng");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 5));
        Ran ran = capture("--mask", cut.toString(), folder.resolve("out.pcapng").toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains(": 1 packets, 0 marks\n");
        assertThat(ran.err())
                .isEqualTo(
                        "timeguard capture: packet 2: the file ends within a block: it was not"
                                + " written to its end, or is still written\n");
    }

    @Test
    void what_makes_no_sense_is_refused_in_a_sentence() throws IOException {
        String there = day.toString();
        String out = folder.resolve("out.pcapng").toString();
        assertThat(capture(there).err()).contains("name what to read, and last the file to write");
        assertThat(capture(there, there).err())
                .contains("\"" + there + "\" is there already: name a new file");
        assertThat(capture(folder.resolve("none").toString(), out).err())
                .contains("none\": there is no such file");
        assertThat(capture("--hide", "Tom", there, out).err())
                .contains("--hide is for --mask: expected both");
        assertThat(capture("--mask", "--hide", "ab", there, out).err())
                .contains("--hide: \"ab\" is too short to be hidden: expected 3 letters or more");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(capture(empty.toString(), out).err())
                .contains("there is no file in this folder");
        assertThat(capture(there, folder.resolve("no/out.pcapng").toString()).err())
                .contains("cannot write");
        assertThat(Files.exists(Path.of(out))).isFalse();
    }
}
