package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind's params, byte by byte, against docs/reference/protocol.md. */
class KindsTest {

    private static final Text VERSION = text("4190117051001");

    private static final String CODE_VERSION =
            """
            34 31 39 30 31          | model 41901
            31 37 30 35 31 30 30 31 | firmware 17051001
            """;

    private static final String SCHEDULE =
            """
            02                | schedule 2
            c2 11 fe 11 3e 00 | 07:30 to 08:30, both on, Monday to Friday
            3c 00 9f 05 41 4f | 01:00 to 23:59, both off, Sunday and Saturday, unknown 4f
            ff ff ff 3f ff ff | minute 4095, reserved 7 and 1, all days and bit 7, unknown ff
            00 00 00 00 00 00 | nothing
            00 10 00 00 02 00 | on at 00:00, Monday
            00 20 00 40 80 00 | reserved 1 and 2, bit 7
            43 61 66 c3 a9 20 e4 b8 ad 20 f0 9f 94 a5 | "Café 中 🔥"
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | padding
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | padding
            """;

    private static final Schedule SCHEDULE_2 =
            new Schedule(
                    2,
                    List.of(
                            new Period(time(true, 450, 0), time(true, 510, 0), 0x3e, 0),
                            new Period(time(false, 60, 0), time(false, 1439, 0), 0x41, 0x4f),
                            new Period(time(true, 4095, 7), time(true, 4095, 1), 0xff, 0xff),
                            new Period(time(false, 0, 0), time(false, 0, 0), 0, 0),
                            new Period(time(true, 0, 0), time(false, 0, 0), 0x02, 0),
                            new Period(time(false, 0, 1), time(false, 0, 2), 0x80, 0)),
                    text("Café 中 🔥"));

    private static final String HOLIDAY =
            """
            01          | active
            74 00 00    | unknown
            c8 73 ea 60 | first 1625977800
            00 86 eb 60 | second 1626048000
            """;

    private static final Holiday HOLIDAY_2021 =
            new Holiday(Toggle.ON, Bytes.of(0x74, 0, 0), 1625977800, 1626048000);

    static Stream<Arguments> kinds() {
        return Stream.of(
                row(
                        "PingRequest",
                        0,
                        0x6,
                        """
                        2a          | on, load now and before
                        00 64 00    | unknown
                        00          | auto
                        00 00 00    | unknown
                        5c 4d 00 00 | up for 19804 s
                        00 00       | no boost
                        00 00       | unknown
                        """,
                        new Message.PingRequest(
                                new Status(
                                        RelayState.ON,
                                        true,
                                        false,
                                        true,
                                        0,
                                        Bytes.of(0, 0x64, 0),
                                        WorkMode.AUTO,
                                        Bytes.of(0, 0, 0),
                                        19804,
                                        Boost.OFF,
                                        Bytes.of(0, 0)))),
                row(
                        "PingRequest",
                        0,
                        0x6,
                        """
                        d5          | off, advance, all unknown bits
                        01 02 03    | unknown
                        09          | a work mode that nobody has seen
                        04 05 06    | unknown
                        ff ff ff ff | up for 136 years
                        5f 67       | one hour from Saturday 23:59
                        07 08       | unknown
                        """,
                        new Message.PingRequest(
                                new Status(
                                        RelayState.OFF,
                                        false,
                                        true,
                                        false,
                                        0xc4,
                                        Bytes.of(1, 2, 3),
                                        new WorkMode(9),
                                        Bytes.of(4, 5, 6),
                                        0xffff_ffffL,
                                        new Boost(BoostType.ONE_HOUR, 0x275f),
                                        Bytes.of(7, 8)))),
                row(
                        "PingResponse",
                        0,
                        0xf,
                        "0f 03 ee 60 | 2021-07-13 21:18:07 UTC",
                        new Message.PingResponse(1626211087)),
                row(
                        "PingResponse",
                        0,
                        0xf,
                        "ff ff ff ff | 2106-02-07, unsigned",
                        new Message.PingResponse(0xffff_ffffL)),
                row(
                        "ReportCodeVersionRequest",
                        2,
                        0x6,
                        CODE_VERSION,
                        new Message.ReportCodeVersionRequest(VERSION)),
                row(
                        "ReportCodeVersionResponse",
                        2,
                        0xb,
                        CODE_VERSION,
                        new Message.ReportCodeVersionResponse(VERSION)),
                row("GetCodeVersionRequest", 2, 0xc, "", new Message.GetCodeVersionRequest()),
                row(
                        "GetCodeVersionResponse",
                        2,
                        0x5,
                        CODE_VERSION,
                        new Message.GetCodeVersionResponse(VERSION)),
                row(
                        "GetCodeVersionResponse",
                        2,
                        0x5,
                        """
                        34 31 ff                      | not ASCII
                        00 00 00 00 00 00 00 00 00 00 | padding
                        """,
                        new Message.GetCodeVersionResponse(new Text(Bytes.of(0x34, 0x31, 0xff)))),
                row(
                        "GetScheduleRequest",
                        5,
                        0xc,
                        "05 | schedule",
                        new Message.GetScheduleRequest(5)),
                row(
                        "GetScheduleResponse",
                        5,
                        0x5,
                        SCHEDULE,
                        new Message.GetScheduleResponse(SCHEDULE_2)),
                row(
                        "SetScheduleRequest",
                        5,
                        0xe,
                        SCHEDULE,
                        new Message.SetScheduleRequest(SCHEDULE_2)),
                row(
                        "SetScheduleResponse",
                        5,
                        0x7,
                        SCHEDULE,
                        new Message.SetScheduleResponse(SCHEDULE_2)),
                row(
                        "SetWorkModeRequest",
                        8,
                        0xe,
                        "02 | always on",
                        new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON)),
                row(
                        "SetWorkModeResponse",
                        8,
                        0x7,
                        "ff | never seen",
                        new Message.SetWorkModeResponse(new WorkMode(255))),
                row("GetHolidayRequest", 9, 0xc, "", new Message.GetHolidayRequest()),
                row(
                        "GetHolidayResponse",
                        9,
                        0x5,
                        HOLIDAY,
                        new Message.GetHolidayResponse(HOLIDAY_2021)),
                row(
                        "SetHolidayRequest",
                        9,
                        0xe,
                        HOLIDAY,
                        new Message.SetHolidayRequest(HOLIDAY_2021)),
                row(
                        "SetHolidayResponse",
                        9,
                        0x7,
                        """
                        02          | a flag that nobody has seen
                        01 02 03    | unknown
                        ff ff ff ff | first
                        00 00 00 80 | second
                        """,
                        new Message.SetHolidayResponse(
                                new Holiday(
                                        new Toggle(2),
                                        Bytes.of(1, 2, 3),
                                        0xffff_ffffL,
                                        0x8000_0000L))),
                row(
                        "SetScheduleNameRequest",
                        10,
                        0xe,
                        "01 | schedule\n" + "61 ".repeat(50) + "| a name that fills its field",
                        new Message.SetScheduleNameRequest(1, text("a".repeat(50)))),
                row(
                        "SetScheduleNameRequest",
                        10,
                        0xe,
                        "fe | schedule\nc3 28 | not UTF-8\n" + "00 ".repeat(48) + "| padding",
                        new Message.SetScheduleNameRequest(254, new Text(Bytes.of(0xc3, 0x28)))),
                row(
                        "SetScheduleNameResponse",
                        10,
                        0x7,
                        "03 | schedule",
                        new Message.SetScheduleNameResponse(3)),
                row(
                        "GetActiveScheduleRequest",
                        11,
                        0xc,
                        "",
                        new Message.GetActiveScheduleRequest()),
                row(
                        "GetActiveScheduleResponse",
                        11,
                        0x5,
                        "04 | schedule",
                        new Message.GetActiveScheduleResponse(4)),
                row(
                        "SetActiveScheduleRequest",
                        11,
                        0xe,
                        "00 | schedule",
                        new Message.SetActiveScheduleRequest(0)),
                row(
                        "SetActiveScheduleResponse",
                        11,
                        0x7,
                        "ff | a schedule that no device has",
                        new Message.SetActiveScheduleResponse(255)),
                row(
                        "SetAdvanceRequest",
                        12,
                        0xe,
                        "01 | on",
                        new Message.SetAdvanceRequest(Toggle.ON)),
                row(
                        "SetAdvanceResponse",
                        12,
                        0x7,
                        "02 | never seen",
                        new Message.SetAdvanceResponse(new Toggle(2))),
                row(
                        "SetBoostRequest",
                        13,
                        0xe,
                        "03 | unspecified",
                        new Message.SetBoostRequest(BoostType.UNSPECIFIED)),
                row(
                        "SetBoostRequest",
                        13,
                        0xe,
                        "04 | never seen",
                        new Message.SetBoostRequest(new BoostType(4))),
                row(
                        "SetBoostResponse",
                        13,
                        0x7,
                        """
                        ff ff | unspecified, minute 16383
                        5f a7 | two hours from Saturday 23:59
                        """,
                        new Message.SetBoostResponse(
                                new Boost(BoostType.UNSPECIFIED, 16383),
                                new Boost(BoostType.TWO_HOURS, 10079))),
                row(
                        "Unknown",
                        4,
                        0x5,
                        "00 00 00 00 | perhaps a time zone",
                        new Message.Unknown(Wire.zeros(4))),
                row("Unknown", 15, 0xf, "", new Message.Unknown(Bytes.EMPTY)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void params_are_read_and_written(
            String kind, int type, int flags, String params, Message message) {
        Bytes bytes = Wire.frame(type, flags, Wire.bytes(params));

        Frame frame = decoded(bytes);

        assertThat(frame.message()).isEqualTo(message);
        assertThat(frame.kind().label()).isEqualTo(kind);
        assertThat(frame.extra()).isEqualTo(Bytes.EMPTY);
        assertThat(frame.device()).hasToString("12345678");
        assertThat(frame.envelope().fromServer()).isEqualTo(flags >= 8);
        assertThat(FrameCodec.exact(frame.envelope(), message, Bytes.EMPTY)).isEqualTo(frame);
    }

    @Test
    void every_kind_has_its_row() {
        Set<Kind> rows =
                kinds().map(row -> ((Message) row.get()[4]).kind()).collect(Collectors.toSet());

        assertThat(rows).containsExactlyInAnyOrder(Kind.values());
        assertThat(Kind.values()).hasSize(26 + 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void longer_params_are_the_same_message_and_extra_bytes(
            String kind, int type, int flags, String params, Message message) {
        if (message instanceof Message.Unknown) {
            return;
        }
        Bytes extra = Bytes.of(0, 0xaa, 0xbb);
        Bytes all = Wire.concat(Wire.bytes(params), extra);

        for (int told = all.size() - 3; told <= all.size(); told++) {
            Frame frame = decoded(Wire.frame(type, flags, told, all));

            assertThat(frame.message()).isEqualTo(message);
            assertThat(frame.extra()).isEqualTo(extra);
            assertThat(frame.envelope().paramsSize()).isEqualTo(told);
            assertThat(FrameCodec.exact(frame.envelope(), message, extra)).isEqualTo(frame);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shorter_params_are_unknown_and_what_is_behind_them_extra(
            String kind, int type, int flags, String params, Message message) {
        Bytes all = Wire.bytes(params);
        for (int told = 0; told < all.size(); told++) {
            Frame frame = decoded(Wire.frame(type, flags, told, all));

            assertThat(frame.message()).isEqualTo(new Message.Unknown(all.slice(0, told)));
            assertThat(frame.extra()).isEqualTo(all.from(told));
            assertThat(FrameCodec.exact(frame.envelope(), frame.message(), frame.extra()))
                    .isEqualTo(frame);
        }
    }

    @Test
    void pairs_that_are_in_no_row_are_unknown() {
        int known = 0;
        for (int type = -1; type <= 16; type++) {
            for (int flags = -1; flags <= 16; flags++) {
                Kind kind = Kind.of(type, flags);
                if (kind != Kind.UNKNOWN) {
                    known++;
                    assertThat(kind.type()).isEqualTo(type);
                    assertThat(kind.flags()).isEqualTo(flags);
                }
            }
        }
        assertThat(known).isEqualTo(26);
    }

    @Test
    void requests_and_answers_come_from_opposite_sides() {
        assertThat(Kind.PING_REQUEST.isResponse()).isFalse();
        assertThat(Kind.PING_REQUEST.fromServer()).isFalse();
        assertThat(Kind.PING_RESPONSE.isResponse()).isTrue();
        assertThat(Kind.PING_RESPONSE.fromServer()).isTrue();
        assertThat(Kind.SET_BOOST_REQUEST.fromServer()).isTrue();
        assertThat(Kind.SET_BOOST_RESPONSE.fromServer()).isFalse();
    }

    @Test
    void what_stands_behind_the_nul_of_a_text_is_no_part_of_it_but_kept() {
        Bytes bytes =
                Wire.frame(
                        10,
                        0xe,
                        Wire.bytes(
                                """
                                01       | schedule
                                61 62 00 | "ab"
                                63 64    | behind its end
                                """
                                        + "00 ".repeat(45)));

        Frame frame = decoded(bytes);

        assertThat(frame.message())
                .isEqualTo(new Message.SetScheduleNameRequest(1, Text.name("ab")));
        assertThat(frame.bytes()).isEqualTo(bytes);
    }

    @Test
    void days_are_told_sunday_first() {
        assertThat(new Period(time(false, 0, 0), time(false, 0, 0), 0xff, 0).days())
                .containsExactly(
                        DayOfWeek.SUNDAY,
                        DayOfWeek.MONDAY,
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.FRIDAY,
                        DayOfWeek.SATURDAY);
        assertThat(Period.repeatOn(EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY)))
                .isEqualTo(0x41);
    }

    @Test
    void values_without_a_name_are_shown_as_numbers() {
        assertThat(new WorkMode(9)).hasToString("9");
        assertThat(new RelayState(0)).hasToString("0");
        assertThat(new RelayState(3)).hasToString("3");
        assertThat(RelayState.ON).hasToString("ON");
        assertThat(new Toggle(2)).hasToString("2");
        assertThat(BoostType.UNSPECIFIED).hasToString("UNSPECIFIED");
        assertThat(new BoostType(4)).hasToString("4");
    }

    private static Frame decoded(Bytes bytes) {
        return switch (FrameCodec.decode(bytes)) {
            case Frame frame -> frame;
            case Rejected rejected -> throw new AssertionError(rejected);
        };
    }

    private static Arguments row(String kind, int type, int flags, String params, Message message) {
        String first = params.lines().findFirst().orElse("no params");
        return argumentSet(kind + ": " + first, kind, type, flags, params, message);
    }

    private static SwitchTime time(boolean enabled, int minute, int reserved) {
        return new SwitchTime(enabled, minute, reserved);
    }

    private static Text text(String text) {
        return Text.name(text);
    }
}
