package io.github.timeguardmqtt.capture.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRecordingTest {

    private static final String REPORT =
            "fad41c003e0200000006" + "1000ff000000785634122a006400000000005c4d0000000000002e172ddf";
    private static final String SHORT = Frames.command("12345678").toHex();

    /** As tcpdump wrote them of one packet. */
    private static final String RAW =
            """
            \t0x0000:  4500 0044 0001 0000 4011 1884 c0a8 0130  E..D....@......0
            \t0x0010:  1fc1 808b 270d 270d 0030 f8c3 fad4 1c00  ....'.'..0......
            \t0x0020:  3e02 0000 0006 1000 ff00 0000 7856 3412  >...........xV4.
            \t0x0030:  2a00 6400 0000 0000 5c4d 0000 0000 0000  *.d.....\\M......
            \t0x0040:  2e17 2ddf                                ..-.
            """;

    private static final String ETHERNET =
            """
            0000  02 00 00 00 00 01 02 00 00 00 00 02 08 00 45 00   ..............E.
            0010  00 44 00 01 00 00 40 11 18 84 c0 a8 01 30 1f c1   .D....@......0..
            0020  80 8b 27 0d 27 0d 00 30 f8 c3 fa d4 1c 00 3e 02   ..'.'..0......>.
            0030  00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00   ..........xV4.*.
            0040  64 00 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17   d.....\\M........
            0050  2d df                                             -.
            """;

    private static List<Captured> read(String text) {
        List<Captured> read = new ArrayList<>();
        TextRecording recording = new TextRecording("", ZoneId.of("Europe/London"), read::add);
        Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)), () -> {});
        try {
            while (lines.next()) {
                recording.line(lines);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        recording.end();
        return read;
    }

    private static List<String> hex(String text) {
        return read(text).stream()
                .map(one ->
                        switch (one) {
                            case Packet packet -> packet.datagram().bytes().toHex();
                            case Unreadable none -> none.reason();
                            default -> throw new AssertionError(one);
                        })
                .toList();
    }

    private static Packet only(String text) {
        return (Packet) assertThat(read(text)).singleElement().actual();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2021-07-13 21:18:07.920480] [192.168.1.48:9997 -> 31.193.128.139:9997] [parsing:success] | 2021-07-13T20:18:07.920480Z | 192.168.1.48:9997 | 31.193.128.139:9997 | PASSED",
                "[2021-12-13 21:18:07] [[fd00::1]:9997 -> cloud.example:9997] [parsing:success] | 2021-12-13T21:18:07Z | [fd00::1]:9997 | cloud.example:9997 | PASSED",
                "[2021-07-13 21:18:07.92] [gateway:9997 -> 192.168.1.48:9997] [parsing:success] | 2021-07-13T20:18:07.920Z | gateway:9997 | 192.168.1.48:9997 | MADE",
                "[2021-07-13 21:18:07.92] [10.0.0.1:1 -> void(10.0.0.2:2)] [parsing:success] | 2021-07-13T20:18:07.920Z | 10.0.0.1:1 | 10.0.0.2:2 | WITHHELD",
                "[13/07/2021 21:18:07] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [192.168.1.48:9997 -> void(1.2.3.4)] [parsing:success] | 2021-07-13T20:18:07Z | 192.168.1.48:9997 | 1.2.3.4:0 | WITHHELD",
                "[13/07/2021 21:18:07,123] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [internal -> 192.168.1.48:9997] [parsing:success] | 2021-07-13T20:18:07.123Z | internal:0 | 192.168.1.48:9997 | MADE",
                "[13/07/2021 21:18:07] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [192.168.1.48:9997 -> None:None] [parsing:success] | 2021-07-13T20:18:07Z | 192.168.1.48:9997 | None:0 | PASSED",
            })
    void a_line_of_a_log_says_when_and_between_whom(
            String before, Instant at, String source, String destination, Disposition fate) {
        for (String bytes : List.of(REPORT, Bytes.ofHex(REPORT).toSpacedHex())) {
            Packet packet = only(before + " " + bytes);
            assertThat(packet.datagram().bytes().toHex()).isEqualTo(REPORT);
            assertThat(packet.at()).contains(at);
            assertThat(packet.fate()).isEqualTo(fate);
            assertThat(Addresses.text(packet.flow().orElseThrow().source())).isEqualTo(source);
            assertThat(Addresses.text(packet.flow().orElseThrow().destination()))
                    .isEqualTo(destination);
            assertThat(packet.text()).isEmpty();
        }
    }

    @Test
    void what_stands_between_the_lines_of_a_log_is_passed_over() {
        List<String> log =
                hex(
                        """
                        Starting up
                        listening on dead

                        [13/07/2021 21:18:07] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [192.168.1.48:9997 -> 31.193.128.139:9997] [parsing:success] %s
                        {
                            'checksum': 0x2e17,
                            'raw': beef

                        }
                        [13/07/2021 21:18:08] [INFO] [timeguard_mqtt] [mqtt:12] connected to 10.0.0.1
                        [13/07/2021 21:18:09] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [None:None -> None:None] [parsing:failed] 0102
                        """
                                .formatted(REPORT));
        assertThat(log).containsExactly(REPORT, "0102");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2021-07-13 21:18:07.92] [10.0.0.1:1 -> 10.0.0.2:2] [parsing:success] fa d4 1",
                "[13/07/2021 21:18:07] [DEBUG] [timeguard_mqtt] [protocol_handler:93] [10.0.0.1:1 -> 10.0.0.2:2] [parsing:success] fad41c003",
            })
    void a_line_of_a_log_that_was_cut_within_a_byte_is_said(String cut) {
        assertThat(hex("words\n" + cut + "\nwords")).containsExactly("no-hex");
    }

    @Test
    void without_a_log_each_line_is_a_datagram_or_said_to_be_none() {
        assertThat(hex("hello\n\n" + REPORT + "\nworld\n"))
                .containsExactly("no-hex", "", REPORT, "no-hex");
    }

    @Test
    void a_date_that_is_none_leaves_the_packet_without_a_time() {
        String line = "[2021-02-30 21:18:07.92] [10.0.0.1:1 -> 10.0.0.2:2] [parsing:success] ";
        assertThat(only(line + REPORT).at()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "21:18:07.920480 IP 192.168.1.48.9997 > 31.193.128.139.9997: UDP, length 40 |",
                "2021-07-13 21:18:07.920480 IP 192.168.1.48.9997 > 31.193.128.139.9997: UDP, length 40 | 2021-07-13T20:18:07.920480Z",
                "1626211087.920480 IP 192.168.1.48.9997 > 31.193.128.139.9997: UDP | 2021-07-13T21:18:07.920480Z",
                "No.     Time           Source                Destination |",
            })
    void dumps_of_packets_are_read_with_their_times_and_addresses(String header, Instant at) {
        for (String dump : List.of(RAW, ETHERNET)) {
            List<Captured> read = read(header + "\n" + dump + "\n" + header + "\n" + dump);
            assertThat(read).hasSize(2);
            for (Captured one : read) {
                Packet packet = (Packet) one;
                assertThat(packet.datagram().bytes().toHex()).isEqualTo(REPORT);
                assertThat(packet.at().orElse(null)).isEqualTo(at);
                assertThat(Addresses.text(packet.flow().orElseThrow().source()))
                        .isEqualTo("192.168.1.48:9997");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                0000  fa d4 0d 00 ff ff ff ff 08 0e 01 00 03 00 00 00   ................
                0010  78 56 34 12 02 fe ff 2d df                        xV4....-.
                """,
                """
                00000000  fa d4 0d 00 ff ff ff ff  08 0e 01 00 03 00 00 00  |................|
                00000010  78 56 34 12 02 fe ff 2d  df                       |xV4....-.|
                00000019
                """,
                """
                00000000: fad4 0d00 ffff ffff 080e 0100 0300 0000  ................
                00000010: 7856 3412 02fe ff2d df                   xV4....-.
                """,
                """
                \t0x0000:  fad4 0d00 ffff ffff 080e 0100 0300 0000
                \t0x0010:  7856 3412 02fe ff2d df
                """
            })
    void dumps_of_a_frame_alone_are_read(String dump) {
        assertThat(hex(dump)).containsExactly(SHORT);
        assertThat(hex("\n" + dump + "\n\n" + dump + "\n")).containsExactly(SHORT, SHORT);
    }

    @Test
    void a_dump_that_goes_on_at_another_offset_is_another_line() {
        assertThat(hex("0000  fa d4 0d 00\n0008  01 02\n"))
                .startsWith("fad40d00"); // and the second is a line of its own
    }

    @Test
    void junk_of_any_kind_stops_nothing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] parts = {
            RAW,
            ETHERNET,
            REPORT,
            "[2021-07-13 21:18:07.92] [10.0.0.1:1 -> 10.0.0.2:2]",
            " [parsing:success] ",
            "0000  ",
            "0x0000: ",
            "\n",
            "\n\n",
            "] [",
            "dead",
            "void(",
            ")",
            "99999999999.5 x",
            "é",
            "\u0000",
            "00000010: 0102"
        };
        for (int run = 0; run < 5000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String part = parts[random.nextInt(parts.length)];
                text.append(
                        random.nextInt(3) > 0
                                ? part
                                : part.substring(0, random.nextInt(part.length() + 1)));
            }
            try {
                read(text.toString());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", run " + run, e);
            }
        }
    }
}
