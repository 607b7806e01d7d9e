package io.github.timeguardmqtt.capture.pcap;

import static io.github.timeguardmqtt.capture.pcap.Recording.lines;
import static io.github.timeguardmqtt.capture.pcap.Recording.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Captured;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00.123456789Z");
    private static final Bytes ONE = Frames.report("12345678", 1);
    private static final Bytes TWO = Frames.report("12345678", 2);

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private static Packet packet(
            Optional<Flow> flow, Side leg, Direction direction, Disposition fate) {
        return new Packet(
                "packet 1",
                Optional.of(AT),
                flow,
                leg,
                direction,
                fate,
                "odd",
                Datagram.decode(ONE));
    }

    private static Optional<Flow> flow(Transport transport, String from, String to) {
        return Optional.of(new Flow(transport, at(from, 1234), at(to, 4321)));
    }

    private static byte[] written(Captured... captured) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out, "test 1.0");
        for (Captured one : captured) {
            switch (one) {
                case Packet packet -> writer.packet(packet);
                case Mark mark -> writer.mark(mark);
                default -> throw new AssertionError(one);
            }
        }
        return out.toByteArray();
    }

    static Stream<Packet> packets() {
        return Stream.of(
                packet(
                        flow(Transport.UDP, "192.168.1.48", "192.168.1.2"),
                        Side.DEVICE,
                        Direction.IN,
                        Disposition.PASSED),
                packet(
                        flow(Transport.UDP, "2001:db8::1", "2001:db8::2"),
                        Side.CLOUD,
                        Direction.OUT,
                        Disposition.MADE),
                packet(
                        flow(Transport.TCP, "192.168.1.48", "192.168.1.2"),
                        Side.CLOUD,
                        Direction.IN,
                        Disposition.WITHHELD),
                packet(
                        flow(Transport.UDP, "127.0.0.1", "127.0.0.2"),
                        Side.UNKNOWN,
                        Direction.UNKNOWN,
                        Disposition.DROPPED),
                packet(Optional.empty(), Side.UNKNOWN, Direction.UNKNOWN, Disposition.PASSED));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void what_is_written_is_read_back(Packet packet) throws IOException {
        assertThat(read(written(packet))).containsExactly(packet);
    }

    @Test
    void a_mark_is_read_back() throws IOException {
        Mark mark = new Mark("packet 1", Optional.of(AT), "drückte „Boost“\nzweimal");
        assertThat(read(written(mark))).containsExactly(mark);
    }

    @Test
    void a_large_datagram_is_read_back() throws IOException {
        Datagram large = Datagram.decode(Bytes.of(new int[65_507]));
        Packet packet =
                new Packet(
                        "packet 1",
                        Optional.of(AT),
                        flow(Transport.UDP, "192.168.1.48", "192.168.1.2"),
                        Side.DEVICE,
                        Direction.IN,
                        Disposition.PASSED,
                        "",
                        large);
        assertThat(read(written(packet))).containsExactly(packet);
    }

    /** A block around this body, in an order of bytes. */
    private static byte[] block(ByteOrder order, int type, ByteBuffer body) {
        int length = 12 + body.capacity();
        return ByteBuffer.allocate(length)
                .order(order)
                .putInt(type)
                .putInt(length)
                .put(body.rewind())
                .putInt(length)
                .array();
    }

    private static byte[] section(ByteOrder order) {
        ByteBuffer body = ByteBuffer.allocate(16).order(order);
        return block(order, 0x0a0d0d0a, body.putInt(0x1a2b3c4d).putShort((short) 1).putLong(6, -1));
    }

    private static byte[] raw(ByteOrder order, int resolution) {
        ByteBuffer body = ByteBuffer.allocate(20).order(order);
        body.putShort((short) 101).putShort((short) 0).putInt(0);
        body.putShort((short) 9).putShort((short) 1).put((byte) resolution);
        return block(order, 1, body);
    }

    private static byte[] enhanced(ByteOrder order, long units, Bytes packet) {
        ByteBuffer body = ByteBuffer.allocate(20 + ((packet.size() + 3) & ~3)).order(order);
        body.putInt(0).putInt((int) (units >>> 32)).putInt((int) units);
        body.putInt(packet.size()).putInt(packet.size()).put(packet.toArray());
        return block(order, 6, body);
    }

    private static byte[] joined(byte[]... blocks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            all.writeBytes(block);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1782907200123456, 2026-07-01T12:00:00.123456Z",
        "3, 1782907200123, 2026-07-01T12:00:00.123Z",
        "0, 1782907200, 2026-07-01T12:00:00Z",
        "12, 1782907200123456789, 1970-01-21T15:15:07.200123456Z",
        "138, 1825696972800, 2026-07-01T12:00:00Z",
    })
    void times_are_read_in_any_resolution(int resolution, long units, String time)
            throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] capture =
                joined(
                        section(order),
                        raw(order, resolution),
                        enhanced(order, units, Recording.udp(ONE)));
        assertThat(((Packet) read(capture).getFirst()).at())
                .hasValueSatisfying(at ->
                        assertThat(at)
                                .isBetween(
                                        Instant.parse(time).minusNanos(200),
                                        Instant.parse(time).plusNanos(1000)));
    }

    @Test
    void a_time_beyond_all_calendars_is_none() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] capture =
                joined(
                        section(order),
                        raw(order, 0),
                        enhanced(order, Long.MIN_VALUE, Recording.udp(ONE)),
                        enhanced(order, -1, Recording.udp(TWO)));
        List<Captured> read = read(capture);
        assertThat(lines(read)).containsExactly(ONE.toHex(), TWO.toHex());
        assertThat(((Packet) read.getFirst()).at()).isEmpty();
    }

    @Test
    void sections_may_follow_each_other_in_either_order_of_bytes() throws IOException {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        ByteOrder big = ByteOrder.BIG_ENDIAN;
        byte[] capture =
                joined(
                        section(big),
                        raw(big, 9),
                        enhanced(big, 5, Recording.udp(ONE)),
                        block(big, 0x40000001, ByteBuffer.allocate(8)),
                        section(little),
                        raw(little, 9),
                        enhanced(little, 5, Recording.udp(TWO)));
        assertThat(lines(read(capture))).containsExactly(ONE.toHex(), TWO.toHex());
    }

    @Test
    void packets_without_a_time_are_read() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        Bytes packet = Recording.udp(ONE);
        ByteBuffer simple = ByteBuffer.allocate(4 + ((packet.size() + 3) & ~3)).order(order);
        simple.putInt(packet.size()).put(packet.toArray());
        byte[] capture = joined(section(order), raw(order, 9), block(order, 3, simple));
        Packet read = (Packet) read(capture).getFirst();
        assertThat(read.at()).isEmpty();
        assertThat(read.datagram().bytes()).isEqualTo(ONE);
    }

    @Test
    void a_packet_of_an_interface_that_is_not_described_is_said() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] capture = joined(section(order), enhanced(order, 5, Recording.udp(ONE)));
        assertThat(lines(read(capture)))
                .containsExactly("packet 1: the packet is of interface 0, which is not described");
    }

    @Test
    void a_file_that_was_cut_off_is_read_as_far_as_it_goes() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] head = joined(section(order), raw(order, 9));
        byte[] first = enhanced(order, 5, Recording.udp(ONE));
        byte[] whole = joined(head, first, enhanced(order, 6, Recording.udp(TWO)));
        for (int length = head.length + 1; length < whole.length; length++) {
            List<String> read = lines(read(Arrays.copyOf(whole, length)));
            boolean hasFirst = length >= head.length + first.length;
            assertThat(read.contains(ONE.toHex())).as("cut at %d", length).isEqualTo(hasFirst);
            if (length != head.length + first.length) {
                assertThat(read).anyMatch(line -> line.contains("the file ends within a block"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7})
    void a_block_whose_length_is_damaged_costs_no_other(int at) throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] damaged = enhanced(order, 6, Recording.udp(TWO));
        damaged[at] ^= 0x15;
        byte[] capture =
                joined(
                        section(order),
                        raw(order, 9),
                        enhanced(order, 5, Recording.udp(ONE)),
                        damaged,
                        enhanced(order, 7, Recording.udp(ONE)),
                        enhanced(order, 8, Recording.udp(TWO)));
        List<String> read = lines(read(capture));
        assertThat(read).startsWith(ONE.toHex()).endsWith(ONE.toHex(), TWO.toHex());
        assertThat(read).anyMatch(line -> line.contains("the file is damaged at byte"));
    }

    @Test
    void nothing_that_is_damaged_at_random_stops_a_reader() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] pcapng = written(packets().toArray(Packet[]::new));
        Recording older = Recording.pcap(101);
        for (int i = 0; i < 5; i++) {
            older.packet(Recording.udp(ONE)).packet(Recording.tcp(i * 40, 0x10, ONE));
        }
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = (run % 2 == 0 ? pcapng : older.bytes()).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[4 + random.nextInt(bytes.length - 4)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, 4 + random.nextInt(bytes.length - 4));
            }
            try {
                read(bytes);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", run " + run, e);
            }
        }
    }
}
