package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, as Wireshark's own reader takes it. */
class PcapngWriterTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00.123456789Z");
    private static final Bytes REPORT = Frames.report("12345678", 1);

    @TempDir private Path folder;

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private static Packet packet(
            Transport transport, String from, String to, Side leg, Disposition fate, Bytes bytes) {
        return new Packet(
                "",
                Optional.of(AT),
                Optional.of(new Flow(transport, at(from, 9997), at(to, 10997))),
                leg,
                leg == Side.DEVICE ? Direction.IN : Direction.OUT,
                fate,
                "",
                Datagram.decode(bytes));
    }

    /** A writer of which is known what it hands over at a time. */
    private static final class Written extends OutputStream {

        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final List<byte[]> blocks = new ArrayList<>();

        @Override
        public void write(int octet) {
            throw new AssertionError("a byte alone");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            all.write(bytes, offset, length);
            blocks.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    /** A row a packet, the fields with bars between them. */
    private List<String> tshark(byte[] capture, String... fields) throws Exception {
        Path file = Files.write(folder.resolve("written.pcapng"), capture);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.find("tshark"),
                                "-n",
                                "-r",
                                file.toString(),
                                "-T",
                                "fields"));
        command.addAll(List.of("-E", "separator=|", "-o", "ip.check_checksum:TRUE"));
        command.addAll(List.of("-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        Path errors = folder.resolve("errors");
        Process tshark = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String out = new String(tshark.getInputStream().readAllBytes(), UTF_8);
        assertThat(tshark.waitFor()).as(Files.readString(errors)).isZero();
        return out.lines().toList();
    }

    private static byte[] written(Packet... packets) throws IOException {
        Written out = new Written();
        PcapngWriter writer = new PcapngWriter(out, "test 1.0");
        for (Packet packet : packets) {
            writer.packet(packet);
        }
        return out.all.toByteArray();
    }

    @Test
    void addresses_times_interfaces_directions_and_checksums_are_right() throws Exception {
        byte[] capture =
                written(
                        packet(
                                Transport.UDP,
                                "192.168.1.48",
                                "192.168.1.2",
                                Side.DEVICE,
                                Disposition.PASSED,
                                REPORT),
                        packet(
                                Transport.UDP,
                                "2001:db8::1",
                                "2001:db8::2",
                                Side.CLOUD,
                                Disposition.MADE,
                                REPORT));
        assertThat(
                        tshark(
                                capture,
                                "frame.time_epoch",
                                "frame.interface_name",
                                "frame.packet_flags_direction",
                                "frame.comment",
                                "ip.checksum.status",
                                "udp.checksum.status",
                                "ip.src",
                                "ipv6.dst",
                                "udp.srcport",
                                "udp.dstport",
                                "udp.payload"))
                .containsExactly(
                        "1782907200.123456789|device|0x00000001||1|1|192.168.1.48||9997|10997|"
                                + REPORT.toHex(),
                        "1782907200.123456789|cloud|0x00000002|made by the gateway||1||2001:db8::2"
                                + "|9997|10997|"
                                + REPORT.toHex());
    }

    @Test
    void a_stream_goes_on_where_it_ended() throws Exception {
        Packet packet =
                packet(
                        Transport.TCP,
                        "192.168.1.48",
                        "192.168.1.2",
                        Side.DEVICE,
                        Disposition.PASSED,
                        REPORT);
        assertThat(
                        tshark(
                                written(packet, packet),
                                "tcp.seq",
                                "tcp.checksum.status",
                                "tcp.len",
                                "tcp.analysis.flags"))
                .containsExactly(
                        "1|1|" + REPORT.size() + "|",
                        (1 + REPORT.size()) + "|1|" + REPORT.size() + "|");
    }

    @Test
    void the_largest_datagram_there_can_be_is_written() throws Exception {
        Bytes bytes = Bytes.copyOf(new byte[65_507], 0, 65_507);
        Packet packet =
                packet(
                        Transport.UDP,
                        "192.168.1.48",
                        "192.168.1.2",
                        Side.DEVICE,
                        Disposition.DROPPED,
                        bytes);
        assertThat(tshark(written(packet), "udp.length", "udp.checksum.status", "frame.comment"))
                .containsExactly("65515|1|dropped by the gateway");
    }

    @Test
    void a_mark_is_a_text_and_a_comment_with_its_time() throws Exception {
        Written out = new Written();
        PcapngWriter writer = new PcapngWriter(out, "test 1.0");
        writer.mark(new Mark("", Optional.of(AT), "pressed boost"));
        assertThat(
                        tshark(
                                out.all.toByteArray(),
                                "frame.time_epoch",
                                "frame.interface_name",
                                "frame.comment",
                                "data-text-lines"))
                .singleElement()
                .asString()
                .startsWith("1782907200.123456789|marks|mark: pressed boost|")
                .contains("pressed boost");
    }

    @Test
    void every_block_is_written_at_once() throws Exception {
        Written out = new Written();
        PcapngWriter writer = new PcapngWriter(out, "test 1.0");
        writer.packet(
                packet(
                        Transport.UDP,
                        "192.168.1.48",
                        "192.168.1.2",
                        Side.DEVICE,
                        Disposition.PASSED,
                        REPORT));
        writer.mark(new Mark("", Optional.of(AT), "odd"));
        assertThat(out.blocks).hasSize(5);
        assertThat(out.blocks)
                .allSatisfy(block -> {
                    assertThat(block.length % 4).isZero();
                    Bytes bytes = Bytes.copyOf(block);
                    assertThat(bytes.u32(4)).isEqualTo(block.length);
                    assertThat(bytes.u32(block.length - 4)).isEqualTo(block.length);
                });
    }
}
