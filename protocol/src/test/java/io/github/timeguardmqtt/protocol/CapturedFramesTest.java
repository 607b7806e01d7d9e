package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames of docs/reference/protocol.md, as devices and the cloud sent them. */
class CapturedFramesTest {

    static Stream<Arguments> frames() {
        return Stream.of(
                argumentSet(
                        "21:18:07.92, a switch reports",
                        """
                        fa d4 1c 00 3e 02 00 00             | magic, size 28, id 574
                        00 06 10 00 ff 00 00 00 78 56 34 12 | PingRequest, params size 16
                        2a 00 64 00 00 00 00 00             | on, load now and before, auto
                        5c 4d 00 00 00 00 00 00             | up for 19804 s, no boost
                        2e 17 2d df                         | checksum, footer
                        """,
                        "PingRequest",
                        574L,
                        0xff,
                        "000000",
                        Map.ofEntries(
                                Map.entry("relay", "ON"),
                                Map.entry("loadDetected", true),
                                Map.entry("advance", false),
                                Map.entry("loadDetectedBefore", true),
                                Map.entry("stateUnknown", 0L),
                                Map.entry("unknown1", "006400"),
                                Map.entry("workMode", "AUTO"),
                                Map.entry("unknown2", "000000"),
                                Map.entry("uptime", 19804L),
                                Map.entry("boost", Map.of("type", "OFF", "start", 0L)),
                                Map.entry("unknown3", "0000"))),
                argumentSet(
                        "21:18:08.02, the cloud answers",
                        """
                        fa d4 10 00 ff ff ff ff             | magic, size 16, id of the server
                        00 0f 04 00 ff 5f 63 6f 78 56 34 12 | PingResponse, params size 4
                        0f 03 ee 60                         | 1626211087
                        c2 c1 2d df                         | checksum, footer
                        """,
                        "PingResponse",
                        0xffff_ffffL,
                        0xff,
                        "5f636f",
                        Map.of("time", 1626211087L)),
                argumentSet(
                        "21:18:08.02, the cloud asks something unknown",
                        """
                        fa d4 0c 00 ff ff ff ff             | magic, size 12, id of the server
                        04 0c 00 00 a1 31 37 30 78 56 34 12 | type 4, read
                        12 e5 2d df                         | checksum, footer
                        """,
                        "Unknown",
                        0xffff_ffffL,
                        0xa1,
                        "313730",
                        Map.of("raw", "")),
                argumentSet(
                        "21:18:11.03, the cloud asks again",
                        """
                        fa d4 0c 00 ff ff ff ff             | magic, size 12, id of the server
                        04 0c 00 00 a1 73 74 61 78 56 34 12 | type 4, read
                        8e 43 2d df                         | checksum, footer
                        """,
                        "Unknown",
                        0xffff_ffffL,
                        0xa1,
                        "737461",
                        Map.of("raw", "")),
                argumentSet(
                        "21:18:11.34, the switch answers",
                        """
                        fa d4 10 00 40 02 00 00             | magic, size 16, id 576
                        04 05 04 00 a1 00 00 00 78 56 34 12 | type 4, answer to a read
                        00 00 00 00                         | perhaps a time zone
                        dd 03 2d df                         | checksum, footer
                        """,
                        "Unknown",
                        576L,
                        0xa1,
                        "000000",
                        Map.of("raw", "00000000")),
                argumentSet(
                        "21:18:11.44, the cloud asks for the holiday",
                        """
                        fa d4 0c 00 ff ff ff ff             | magic, size 12, id of the server
                        09 0c 00 00 a2 5f 63 6f 78 56 34 12 | GetHolidayRequest
                        02 bf 2d df                         | checksum, footer
                        """,
                        "GetHolidayRequest",
                        0xffff_ffffL,
                        0xa2,
                        "5f636f",
                        Map.of()),
                argumentSet(
                        "21:18:11.55, the switch tells the holiday",
                        """
                        fa d4 18 00 41 02 00 00             | magic, size 24, id 577
                        09 05 0c 00 a2 00 00 00 78 56 34 12 | GetHolidayResponse, params size 12
                        00 74 00 00                         | not active, unknown
                        c8 73 ea 60 00 86 eb 60             | 1625977800, 1626048000
                        1e be 2d df                         | checksum, footer
                        """,
                        "GetHolidayResponse",
                        577L,
                        0xa2,
                        "000000",
                        Map.of(
                                "active",
                                false,
                                "unknown",
                                "740000",
                                "first",
                                1625977800L,
                                "second",
                                1626048000L)));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void captured_frames_are_understood(
            String annotated,
            String kind,
            long messageId,
            int sequence,
            String unknown,
            Map<String, Object> params) {
        Bytes bytes = Wire.bytes(annotated);

        Datagram datagram = Datagram.decode(bytes);

        assertThat(datagram.frames())
                .singleElement()
                .satisfies(frame -> {
                    assertThat(frame.kind().label()).isEqualTo(kind);
                    assertThat(frame.bytes()).isEqualTo(bytes);
                    assertThat(frame.envelope().messageId()).isEqualTo(messageId);
                    assertThat(frame.envelope().sequence()).isEqualTo(sequence);
                    assertThat(frame.envelope().unknown()).hasToString(unknown);
                    assertThat(frame.device()).hasToString("12345678");
                    assertThat(DecodedMap.params(frame.message())).isEqualTo(params);
                });
        assertThat(datagram.trailing()).isEqualTo(Bytes.EMPTY);
        DatagramLaws.hold(bytes);
    }
}
