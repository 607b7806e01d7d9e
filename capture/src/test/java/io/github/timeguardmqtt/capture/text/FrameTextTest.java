package io.github.timeguardmqtt.capture.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.text.FrameText.Colour;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTextTest {

    private static final String REPORT =
            "fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf";

    @Test
    void a_report_is_shown_to_the_last_bit() {
        assertThat(text(REPORT))
                .isEqualTo(
                        """
                        PingRequest from device 12345678, message 574, sequence 255
                            0  fa d4                    magic
                            2  1c 00                    payload size             28
                            4  3e 02 00 00              message id               574
                            8  00                       type                     0
                            9  06                       flags                    6           from a device, write, unknown bit 2
                           10  10 00                    params size              16
                           12  ff                       sequence                 255         a report, or the answer to one
                           13  00 00 00                 unknown                              unknown
                           16  78 56 34 12              device id                12345678
                           20  2a  ......10             relay                    2           on
                                   ....1...             load detected            1           yes
                                   ...0....             advance                  0           no
                                   ..1.....             load detected before     1           yes
                                   00...0..             state bits               0           unknown
                           21  00 64 00                 unknown                              unknown
                           24  00                       work mode                0           auto
                           25  00 00 00                 unknown                              unknown
                           28  5c 4d 00 00              uptime                   19804       5 h 30 min 4 s
                           32  00 00  00..............  boost type               0           off
                                      ..00000000000000  boost start              0
                           34  00 00                    unknown                              unknown
                           36  2e 17                    checksum                 172e        matches
                           38  2d df                    footer
                        """);
    }

    @Test
    void a_schedule_takes_a_row_a_time_and_one_for_a_period_that_is_not_used() {
        List<Period> periods =
                new ArrayList<>(
                        Collections.nCopies(
                                Schedule.PERIODS,
                                new Period(
                                        new SwitchTime(false, 0, 0),
                                        new SwitchTime(false, 0, 0),
                                        0,
                                        0)));
        periods.set(
                0,
                new Period(
                        new SwitchTime(true, 450, 2),
                        new SwitchTime(false, 540, 0),
                        Period.repeatOn(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                        0));
        Schedule schedule = new Schedule(1, periods, Text.name("Week\u001b[31m\"days\""));
        String text =
                text(
                        FrameCodec.fromServer(
                                        DeviceId.parse("12345678"),
                                        7,
                                        new Message.SetScheduleRequest(schedule))
                                .bytes()
                                .toHex());

        assertThat(text)
                .contains(
                        """
                           20  01                       schedule                 1
                           21  c2 51                    period 1 start           450         07:30
                                      010.............  period 1 start reserved  2           unknown
                           23  1c 02                    period 1 end             540         disabled (09:00)
                           25  3e  .0111110             period 1 repeat                      Mon-Fri
                           26  00                       period 1 unknown                     unknown
                           27  00 00 00 00 00 00        period 2                             unused
                        """)
                .contains(
                        """
                           57  57 65 65 6b 1b 5b 33 31  name                                 "Week\\u001b[31m\\"days\\""
                           65  6d 22 64 61 79 73 22
                           72  00, 35 times
                        """);
    }

    @Test
    void what_is_wrong_is_pointed_at() {
        assertThat(text(REPORT.replace("2e172ddf", "2e182ddf")))
                .isEqualTo(
                        """
                        Invalid, checksum at offset 36: checksum is 182e, but the payload's is 172e
                           28  .. 5c 4d 00 00 00 00 00 00 2e 18 2d df
                                                          ^^^^^
                        """);
        assertThat(text(""))
                .isEqualTo(
                        "Invalid, truncated at offset 0: ends after 0 bytes, but needs at least"
                                + " 24\n");
    }

    @Test
    void further_frames_and_what_trails_stand_below() {
        assertThat(text(REPORT + REPORT + "fad5"))
                .containsOnlyOnce("\n\nPingRequest from device 12345678")
                .endsWith(
                        """

                        Behind the last frame: Invalid, magic at offset 0: starts with fa d5, a frame with fa d4
                            0  fa d5
                               ^^^^^
                        """);
    }

    @Test
    void colour_only_adds_to_the_text() {
        StringBuilder coloured = new StringBuilder();
        new FrameText(Colour.ANSI, FrameText.Extent.FRAME)
                .datagram(Datagram.decode(Bytes.ofHex(REPORT)), coloured);

        assertThat(coloured.toString()).contains("\u001b[1mPingRequest\u001b[0m");
        assertThat(coloured.toString().replaceAll("\u001b\\[\\d+m", "")).isEqualTo(text(REPORT));
    }

    private static String text(String hex) {
        StringBuilder text = new StringBuilder();
        new FrameText(Colour.PLAIN, FrameText.Extent.FRAME)
                .datagram(Datagram.decode(Bytes.ofHex(hex)), text);
        return text.toString();
    }
}
