package io.github.timeguardmqtt.capture.pcap;

import static io.github.timeguardmqtt.capture.pcap.Recording.concat;
import static io.github.timeguardmqtt.capture.pcap.Recording.ipv4;
import static io.github.timeguardmqtt.capture.pcap.Recording.ipv6;
import static io.github.timeguardmqtt.capture.pcap.Recording.lines;
import static io.github.timeguardmqtt.capture.pcap.Recording.pcap;
import static io.github.timeguardmqtt.capture.pcap.Recording.segment;
import static io.github.timeguardmqtt.capture.pcap.Recording.tcp;
import static io.github.timeguardmqtt.capture.pcap.Recording.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Frames;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {

    private static final int RAW = 101;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int ACK = 0x10;
    private static final Bytes ONE = Frames.report("12345678", 1);
    private static final Bytes TWO = Frames.report("12345678", 2);
    private static final Bytes MACS = Bytes.ofHex("020000000001020000000002");

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void times_and_addresses_are_those_of_the_capture(String order) throws IOException {
        ByteOrder of = order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Packet packet = (Packet) pcap(of, RAW).packet(udp(ONE)).read().getFirst();
        assertThat(packet.where()).isEqualTo("packet 1");
        assertThat(packet.at()).contains(Instant.ofEpochSecond(1_780_000_000, 123_456_000));
        assertThat(packet.flow().orElseThrow().transport()).isEqualTo(Transport.UDP);
        assertThat(Addresses.text(packet.flow().orElseThrow().source()))
                .isEqualTo("192.168.1.48:9997");
        assertThat(Addresses.text(packet.flow().orElseThrow().destination()))
                .isEqualTo("192.168.1.2:10997");
        assertThat(packet.datagram().bytes()).isEqualTo(ONE);
    }

    @ParameterizedTest(name = "link type {0}, head {1}")
    @CsvSource({
        "0, 02000000",
        "0, 00000002",
        "1, 0200000000010200000000020800",
        "1, 020000000001020000000002810000050800",
        "1, 02000000000102000000000288a80001810000050800",
        "1, 020000000001020000000002886411001234002a0021",
        "9, 0021",
        "9, ff030021",
        "12, ''",
        "14, ''",
        "101, ''",
        "108, 00000002",
        "113, 00000001000602000000000100000800",
        "228, ''",
        "276, 0800000000000002000100060200000000010000",
    })
    void every_link_that_is_known_is_taken_off(int type, String head) throws IOException {
        Bytes packet = concat(Bytes.ofHex(head), udp(ONE));
        assertThat(lines(pcap(type).packet(packet).read())).containsExactly(ONE.toHex());
    }

    @ParameterizedTest(name = "link type {0}, head {1}")
    @CsvSource({
        "0, 1e000000",
        "1, 02000000000102000000000286dd",
        "113, 000000010006020000000001000086dd",
        "229, ''",
        "276, 86dd000000000002000100060200000000010000",
    })
    void so_is_that_around_ipv6(int type, String head) throws IOException {
        Bytes packet = concat(Bytes.ofHex(head), ipv6(17, segment(ONE)));
        List<Captured> read = pcap(type).packet(packet).read();
        assertThat(lines(read)).containsExactly(ONE.toHex());
        assertThat(Addresses.text(((Packet) read.getFirst()).flow().orElseThrow().destination()))
                .isEqualTo("[2001:db8::2]:10997");
    }

    @ParameterizedTest
    @CsvSource({"0000, IN", "0004, OUT", "0003, UNKNOWN"})
    void linux_says_which_way_a_packet_went(String type, Direction direction) throws IOException {
        Bytes head = Bytes.ofHex(type + "0001000602000000000100000800");
        Captured read = pcap(113).packet(concat(head, udp(ONE))).read().getFirst();
        assertThat(((Packet) read).direction()).isEqualTo(direction);
    }

    @Test
    void a_link_that_is_not_known_is_said_once() throws IOException {
        assertThat(lines(pcap(105).packet(udp(ONE)).packet(udp(TWO)).read()))
                .first()
                .asString()
                .isEqualTo(
                        "packet 1: packets of link type 105 cannot be read: expected Ethernet,"
                                + " Linux cooked, PPP or raw IP");
    }

    @Test
    void the_padding_of_a_short_packet_is_not_part_of_it() throws IOException {
        Bytes padded = concat(MACS, Bytes.of(8, 0), udp(ONE), Bytes.of(0, 0, 0, 0, 0, 0));
        assertThat(lines(pcap(1).packet(padded).read())).containsExactly(ONE.toHex());
    }

    @Test
    void headers_between_ipv6_and_udp_are_passed_over() throws IOException {
        Bytes hopByHop = Bytes.of(17, 0, 0, 0, 0, 0, 0, 0);
        assertThat(lines(pcap(RAW).packet(ipv6(0, concat(hopByHop, segment(ONE)))).read()))
                .containsExactly(ONE.toHex());
    }

    @Test
    void other_traffic_is_passed_over_and_frames_on_other_ports_are_not() throws IOException {
        Bytes dns = ipv4(17, 0, 0, concat(Bytes.ofHex("d43100350009000001")));
        Bytes elsewhere = ipv4(17, 0, 0, concat(Bytes.ofHex("d43100360000" + "0000"), TWO));
        Bytes icmp = ipv4(1, 0, 0, ONE);
        Bytes arp = concat(MACS, Bytes.of(8, 6), ONE);
        assertThat(lines(pcap(RAW).packet(dns).packet(icmp).packet(elsewhere).read()))
                .containsExactly(TWO.toHex());
        assertThat(lines(pcap(1).packet(arp).read()))
                .containsExactly(
                        "the capture: no packet of 1 goes to or from port 9997, or holds a frame");
    }

    @Test
    void fragments_are_no_frames_and_those_of_ours_are_told() throws IOException {
        Bytes whole = segment(concat(ONE, Bytes.of(new int[100])));
        Bytes first = ipv4(17, 7, 0x2000, whole.slice(0, 48));
        Bytes last = ipv4(17, 7, 6, whole.from(48));
        Bytes firstOfIpv6 = ipv6(44, concat(Bytes.of(17, 0, 0, 1, 0, 0, 0, 9), whole.slice(0, 24)));
        Bytes lastOfIpv6 = ipv6(44, concat(Bytes.of(17, 0, 0, 24, 0, 0, 0, 9), whole.from(24)));
        Recording recording = pcap(RAW).packet(first).packet(last);
        recording.packet(firstOfIpv6).packet(lastOfIpv6).packet(udp(TWO));
        assertThat(lines(recording.read()))
                .containsExactly(
                        "packet 1: the packet was sent in fragments, as no frame is",
                        "packet 3: the packet was sent in fragments, as no frame is",
                        TWO.toHex());
    }

    @Test
    void a_stream_is_put_together_whatever_the_order_and_however_often() throws IOException {
        Bytes stream = concat(ONE, TWO);
        Recording recording = pcap(RAW).packet(tcp(99, SYN, Bytes.EMPTY));
        recording.packet(tcp(110, ACK, stream.slice(10, 20)));
        recording.packet(tcp(100, ACK, stream.slice(0, 10)));
        recording.packet(tcp(100, ACK, stream.slice(0, 30)));
        recording.packet(tcp(99, ACK, Bytes.of(0))); // a keep-alive
        recording.packet(tcp(125, ACK, stream.from(25)));
        List<Captured> read = recording.read();
        assertThat(lines(read)).containsExactly(ONE.toHex(), TWO.toHex());
        assertThat(read)
                .allSatisfy(captured ->
                        assertThat(((Packet) captured).flow().orElseThrow().transport())
                                .isEqualTo(Transport.TCP));
    }

    @Test
    void what_came_early_and_again_with_more_is_read_to_its_end() throws IOException {
        Recording recording = pcap(RAW).packet(tcp(99, SYN, Bytes.EMPTY));
        int second = 100 + ONE.size();
        recording.packet(tcp(second, ACK, TWO)).packet(tcp(second, ACK, concat(TWO, ONE)));
        recording.packet(tcp(100, ACK, ONE));
        assertThat(lines(recording.read())).containsExactly(ONE.toHex(), TWO.toHex(), ONE.toHex());
    }

    @Test
    void of_streams_that_miss_something_not_all_wait_without_end() throws IOException {
        Bytes part = Bytes.of(new int[65_000]);
        int streams = 140;
        Recording recording = pcap(RAW);
        for (int i = 0; i < streams; i++) {
            recording.packet(from(i, tcp(99, SYN, Bytes.EMPTY)));
            for (int j = 0; j < 4; j++) {
                recording.packet(from(i, tcp(105 + j * part.size(), ACK, part)));
            }
        }
        List<String> read = lines(recording.packet(udp(ONE)).read());
        assertThat(read.subList(0, read.indexOf(ONE.toHex())))
                .anyMatch(line -> line.contains("5 bytes of a TCP stream are missing"));
    }

    /** The same from another port. */
    private static Bytes from(int port, Bytes packet) {
        return concat(
                packet.slice(0, 20),
                Recording.be16(20_000 + port),
                Recording.be16(9997),
                packet.from(24));
    }

    @Test
    void a_stream_across_the_wrap_of_its_numbers_goes_on() throws IOException {
        Recording recording = pcap(RAW);
        recording.packet(tcp(-10, ACK, ONE.slice(0, 20))).packet(tcp(10, ACK, ONE.from(20)));
        assertThat(lines(recording.read())).containsExactly(ONE.toHex());
    }

    @Test
    void what_a_stream_misses_is_said_and_the_rest_is_read() throws IOException {
        Recording recording = pcap(RAW).packet(tcp(100, ACK, ONE));
        recording.packet(tcp(100 + ONE.size() + 5, ACK, TWO));
        assertThat(lines(recording.read()))
                .containsExactly(
                        ONE.toHex(),
                        "packet 1: 5 bytes of a TCP stream are missing behind it",
                        TWO.toHex());
    }

    /** The end of a connection takes a number, and is acknowledged with the one behind it. */
    @Test
    void of_a_connection_that_was_closed_nothing_is_missing() throws IOException {
        int end = 100 + ONE.size();
        Recording recording = pcap(RAW).packet(tcp(99, SYN, Bytes.EMPTY));
        recording.packet(tcp(100, ACK, ONE));
        recording.packet(tcp(end, FIN | ACK, Bytes.EMPTY)).packet(tcp(end + 1, ACK, Bytes.EMPTY));
        assertThat(lines(recording.read())).containsExactly(ONE.toHex());
    }

    @Test
    void the_end_of_a_stream_that_was_not_recorded_is_missing() throws IOException {
        Recording recording = pcap(RAW).packet(tcp(100, ACK, ONE));
        int end = 100 + ONE.size() + TWO.size();
        recording.packet(tcp(end, FIN | ACK, Bytes.EMPTY)).packet(tcp(end + 1, ACK, Bytes.EMPTY));
        assertThat(lines(recording.read()))
                .containsExactly(
                        ONE.toHex(),
                        "packet 1: %d bytes of a TCP stream are missing behind it"
                                .formatted(TWO.size()));
    }

    @Test
    void what_a_stream_misses_right_at_its_beginning_is_said() throws IOException {
        Recording recording = pcap(RAW).packet(tcp(99, SYN, Bytes.EMPTY));
        recording.packet(tcp(100 + ONE.size(), ACK, TWO));
        assertThat(lines(recording.read()))
                .containsExactly(
                        "packet 1: %d bytes of a TCP stream are missing behind it"
                                .formatted(ONE.size()),
                        TWO.toHex());
    }

    @Test
    void a_connection_that_begins_anew_on_the_same_ports_is_read() throws IOException {
        Recording recording = pcap(RAW).packet(tcp(2_000_000, ACK, ONE));
        recording.packet(tcp(99, SYN, Bytes.EMPTY)).packet(tcp(100, ACK, TWO));
        recording.packet(tcp(-2_000_000, ACK, ONE));
        assertThat(lines(recording.read())).containsExactly(ONE.toHex(), TWO.toHex(), ONE.toHex());
    }

    @Test
    void a_packet_that_was_not_recorded_whole_is_said_to_be_cut_off() throws IOException {
        Bytes packet = udp(ONE);
        assertThat(lines(pcap(RAW).packet(packet.slice(0, 40), packet.size()).read()))
                .containsExactly(
                        "packet 1: only 40 of the packet's %d bytes were recorded"
                                .formatted(packet.size()));
    }

    @Test
    void of_a_connection_of_others_nothing_is_said_however_little_of_it_was_recorded()
            throws IOException {
        byte[] others = tcp(100, ACK, ONE).toArray();
        others[20] = 4; // another port than ours
        Bytes packet = Bytes.copyOf(others);
        Bytes ours = tcp(100, ACK, ONE);
        Recording recording = pcap(RAW).packet(packet.slice(0, 38), packet.size());
        recording.packet(packet.slice(0, 30), packet.size());
        recording.packet(ours.slice(0, 38), ours.size()).packet(udp(TWO));
        assertThat(lines(recording.read()))
                .containsExactly(
                        "packet 3: only 38 of the packet's %d bytes were recorded"
                                .formatted(ours.size()),
                        TWO.toHex());
    }

    @Test
    void an_odd_packet_is_said_to_be_damaged() throws IOException {
        assertThat(lines(pcap(RAW).packet(Bytes.of(0x15, 0, 0)).packet(udp(ONE)).read()))
                .containsExactly(
                        "packet 1: the packet's lengths contradict each other", ONE.toHex());
    }

    @Test
    void after_nonsense_the_next_packet_is_found() throws IOException {
        Bytes nonsense = Bytes.ofHex("ffffffffffffffffffffffffffffffffff0102");
        Recording recording = pcap(RAW).packet(udp(ONE)).nonsense(nonsense);
        recording.packet(udp(TWO)).packet(udp(ONE));
        int at = 24 + 16 + udp(ONE).size();
        assertThat(lines(recording.read()))
                .containsExactly(
                        ONE.toHex(),
                        "packet 2: the file is damaged at byte %d: 19 bytes are no packet"
                                .formatted(at),
                        TWO.toHex(),
                        ONE.toHex());
    }

    @Test
    void what_follows_when_the_clock_of_the_recorder_is_set_is_read() throws IOException {
        Recording recording = pcap(RAW).at(100).packet(udp(ONE)).packet(udp(TWO));
        recording.at(1_780_000_000).packet(udp(ONE)).packet(udp(TWO));
        recording.at(5).packet(udp(TWO));
        assertThat(lines(recording.read()))
                .containsExactly(ONE.toHex(), TWO.toHex(), ONE.toHex(), TWO.toHex(), TWO.toHex());
    }

    @Test
    void a_file_that_was_cut_off_is_read_as_far_as_it_goes() throws IOException {
        byte[] whole = pcap(RAW).packet(udp(ONE)).packet(udp(TWO)).bytes();
        for (int length = 4; length < whole.length; length++) {
            List<String> read = lines(Recording.read(Arrays.copyOf(whole, length)));
            assertThat(read.isEmpty()).isEqualTo(length == 24); // nothing was recorded yet
            if (length < 24 + 16 + udp(ONE).size()) {
                assertThat(read).noneMatch(line -> line.equals(ONE.toHex()));
            } else {
                assertThat(read).startsWith(ONE.toHex());
            }
        }
    }
}
