package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be built to be sent, and what is refused. */
class FrameBuildingTest {

    private static final DeviceId DEVICE = new DeviceId(0x12345678);
    private static final int REPORT = Envelope.REPORT_SEQUENCE;
    private static final Text BROKEN = new Text(Bytes.of(0xff));

    @Test
    void a_request_of_the_servers_has_the_servers_message_id() {
        assertThat(FrameCodec.fromServer(DEVICE, 0xa2, new Message.GetHolidayRequest()).bytes())
                .isEqualTo(
                        Wire.bytes(
                                """
                                fa d4       | magic
                                0c 00       | payload size
                                ff ff ff ff | message id
                                09 0c       | GetHolidayRequest
                                00 00       | params size
                                a2          | sequence
                                00 00 00    | unknown
                                78 56 34 12 | device
                                a1 32       | checksum
                                2d df       | footer
                                """));
    }

    @Test
    void a_devices_answer_has_its_own_message_id() {
        assertThat(
                        FrameCodec.fromDevice(
                                        DEVICE,
                                        576,
                                        0xa3,
                                        new Message.SetAdvanceResponse(Toggle.ON))
                                .bytes())
                .isEqualTo(
                        Wire.bytes(
                                """
                                fa d4       | magic
                                0d 00       | payload size
                                40 02 00 00 | message id
                                0c 07       | SetAdvanceResponse
                                01 00       | params size
                                a3          | sequence
                                00 00 00    | unknown
                                78 56 34 12 | device
                                01          | on
                                a3 ca       | checksum
                                2d df       | footer
                                """));
    }

    static Stream<Arguments> fine() {
        return Stream.of(
                argumentSet("report", false, REPORT, ping(RelayState.ON, WorkMode.AUTO, Boost.OFF)),
                argumentSet("time", true, REPORT, new Message.PingResponse(0xffff_ffffL)),
                argumentSet(
                        "report of a version",
                        false,
                        REPORT,
                        new Message.ReportCodeVersionRequest(Text.name("4190117051001"))),
                argumentSet(
                        "its acknowledgement",
                        true,
                        REPORT,
                        new Message.ReportCodeVersionResponse(Text.name("4190117051001"))),
                argumentSet("sequence 0", true, 0, new Message.GetCodeVersionRequest()),
                argumentSet("sequence 254", true, 254, new Message.GetActiveScheduleRequest()),
                argumentSet("last schedule", true, 1, new Message.GetScheduleRequest(5)),
                argumentSet(
                        "reserved bits and unknown bytes",
                        true,
                        1,
                        new Message.SetScheduleRequest(
                                schedule(5, 1439, Text.name("é".repeat(25))))),
                argumentSet("no name", true, 1, new Message.SetScheduleNameRequest(0, Text.EMPTY)),
                argumentSet("boost off", true, 1, new Message.SetBoostRequest(BoostType.OFF)),
                argumentSet(
                        "last minute of the week",
                        false,
                        1,
                        new Message.SetBoostResponse(
                                new Boost(BoostType.TWO_HOURS, 10079), Boost.OFF)));
    }

    @ParameterizedTest
    @MethodSource("fine")
    void what_devices_and_servers_send_is_built(boolean server, int sequence, Message message) {
        Frame frame =
                server
                        ? FrameCodec.fromServer(DEVICE, sequence, message)
                        : FrameCodec.fromDevice(DEVICE, 0xffff_ffffL, sequence, message);

        DatagramLaws.hold(frame.bytes());
        assertThat(FrameCodec.decode(frame.bytes()))
                .isInstanceOfSatisfying(
                        Frame.class,
                        decoded -> {
                            assertThat(decoded.message()).isEqualTo(message);
                            assertThat(decoded.envelope()).isEqualTo(frame.envelope());
                            assertThat(decoded.extra()).isEqualTo(frame.extra());
                        });
        assertThat(frame.envelope().messageId()).isEqualTo(0xffff_ffffL);
    }

    static Stream<Arguments> refused() {
        Schedule schedule = schedule(6, 1440, BROKEN);
        return Stream.of(
                problems(
                        "an answer from the server",
                        1,
                        true,
                        1,
                        new Message.SetAdvanceResponse(Toggle.ON)),
                problems("a request from a device", 1, false, 1, new Message.GetHolidayRequest()),
                problems("an unknown kind", 1, true, 1, new Message.Unknown(Bytes.EMPTY)),
                problems("a request with 255", 1, true, REPORT, new Message.GetHolidayRequest()),
                problems("sequence -1", 1, true, -1, new Message.GetHolidayRequest()),
                problems("sequence 256", 1, true, 256, new Message.GetHolidayRequest()),
                problems(
                        "an answer to a report with 254",
                        1,
                        true,
                        254,
                        new Message.PingResponse(0)),
                problems(
                        "sequence and version",
                        2,
                        false,
                        0,
                        new Message.ReportCodeVersionRequest(Text.name("é"))),
                problems(
                        "everything in a report",
                        4,
                        false,
                        REPORT,
                        ping(
                                new RelayState(3),
                                new WorkMode(4),
                                new Boost(BoostType.UNSPECIFIED, 10080))),
                problems(
                        "relay 0",
                        1,
                        false,
                        REPORT,
                        ping(new RelayState(0), WorkMode.AUTO, Boost.OFF)),
                problems("schedule 6", 1, true, 1, new Message.GetScheduleRequest(6)),
                problems("schedule 255", 1, false, 1, new Message.SetActiveScheduleResponse(255)),
                problems(
                        "id, name and twelve minutes",
                        14,
                        true,
                        1,
                        new Message.SetScheduleRequest(schedule)),
                problems(
                        "the same from a device with a request's sequence",
                        15,
                        false,
                        REPORT,
                        new Message.GetScheduleResponse(schedule)),
                problems(
                        "name and schedule",
                        2,
                        true,
                        1,
                        new Message.SetScheduleNameRequest(200, BROKEN)),
                problems(
                        "work mode 4", 1, true, 1, new Message.SetWorkModeRequest(new WorkMode(4))),
                problems("advance 2", 1, true, 1, new Message.SetAdvanceRequest(new Toggle(2))),
                problems("boost 3", 1, true, 1, new Message.SetBoostRequest(BoostType.UNSPECIFIED)),
                problems(
                        "both boosts",
                        3,
                        false,
                        1,
                        new Message.SetBoostResponse(
                                new Boost(BoostType.UNSPECIFIED, 16383),
                                new Boost(BoostType.ONE_HOUR, 10080))),
                problems(
                        "holiday 2",
                        1,
                        true,
                        1,
                        new Message.SetHolidayRequest(
                                new Holiday(new Toggle(2), Wire.zeros(3), 0, 0))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refusal_names_every_problem(
            int problems, boolean server, int sequence, Message message) {
        assertThat(Sendable.problems(server, 1, sequence, message))
                .hasSize(problems)
                .doesNotHaveDuplicates();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    if (server) {
                        FrameCodec.fromServer(DEVICE, sequence, message);
                    } else {
                        FrameCodec.fromDevice(DEVICE, 1, sequence, message);
                    }
                });
    }

    @Test
    void a_bad_message_id_is_one_of_the_problems() {
        Message message = new Message.SetActiveScheduleResponse(6);
        for (long messageId : new long[] {-1, 0x1_0000_0000L}) {
            assertThat(Sendable.problems(false, messageId, 1, message)).hasSize(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FrameCodec.fromDevice(DEVICE, messageId, 1, message));
        }
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                refusal("schedule 256", () -> new Message.GetScheduleRequest(256)),
                refusal("schedule -1", () -> new Message.SetActiveScheduleRequest(-1)),
                refusal("time -1", () -> new Message.PingResponse(-1)),
                refusal("time 2^32", () -> new Message.PingResponse(0x1_0000_0000L)),
                refusal("work mode 256", () -> new WorkMode(256)),
                refusal("relay 4", () -> new RelayState(4)),
                refusal("toggle -1", () -> new Toggle(-1)),
                refusal("boost of two bits", () -> new Boost(new BoostType(4), 0)),
                refusal("boost of fourteen bits", () -> new Boost(BoostType.OFF, 16384)),
                refusal("minute of twelve bits", () -> new SwitchTime(true, 4096, 0)),
                refusal("reserved of three bits", () -> new SwitchTime(true, 0, 8)),
                refusal("five periods", () -> new Schedule(0, periods(5), Text.EMPTY)),
                refusal("seven periods", () -> new Schedule(0, periods(7), Text.EMPTY)),
                refusal(
                        "a name of 51 bytes",
                        () -> new Schedule(0, periods(6), new Text(Bytes.ofHex("61".repeat(51))))),
                refusal(
                        "a version of 14 bytes",
                        () -> new Message.GetCodeVersionResponse(Text.name("1".repeat(14)))),
                refusal("a text with NUL", () -> new Text(Bytes.of(0x61, 0))),
                refusal(
                        "two unknown bytes of three",
                        () -> new Holiday(Toggle.ON, Wire.zeros(2), 0, 0)),
                refusal(
                        "a known bit among the unknown",
                        () ->
                                new Status(
                                        RelayState.ON,
                                        false,
                                        false,
                                        false,
                                        0x08,
                                        Wire.zeros(3),
                                        WorkMode.AUTO,
                                        Wire.zeros(3),
                                        0,
                                        Boost.OFF,
                                        Wire.zeros(2))),
                refusal("type 16", () -> new Envelope(0, 16, 0, 0, 0, Wire.zeros(3), DEVICE)),
                refusal("flags 16", () -> new Envelope(0, 0, 16, 0, 0, Wire.zeros(3), DEVICE)),
                refusal(
                        "params size 65536",
                        () -> new Envelope(0, 0, 0, 65_536, 0, Wire.zeros(3), DEVICE)),
                refusal(
                        "four unknown bytes of three",
                        () -> new Envelope(0, 0, 0, 0, 0, Wire.zeros(4), DEVICE)));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void what_does_not_fit_the_wire_cannot_be_made(Runnable make) {
        assertThatIllegalArgumentException().isThrownBy(make::run);
    }

    private static Message ping(RelayState relay, WorkMode workMode, Boost boost) {
        return new Message.PingRequest(
                new Status(
                        relay,
                        false,
                        true,
                        false,
                        0xc4,
                        Bytes.of(0, 0x64, 0),
                        workMode,
                        Bytes.of(1, 2, 3),
                        0xffff_ffffL,
                        boost,
                        Bytes.of(4, 5)));
    }

    private static Schedule schedule(int id, int minute, Text name) {
        SwitchTime time = new SwitchTime(true, minute, 7);
        return new Schedule(
                id,
                Collections.nCopies(Schedule.PERIODS, new Period(time, time, 0xff, 0xff)),
                name);
    }

    private static List<Period> periods(int count) {
        SwitchTime time = new SwitchTime(true, 0, 0);
        return Collections.nCopies(count, new Period(time, time, 0, 0));
    }

    private static Arguments problems(
            String name, int problems, boolean server, int sequence, Message message) {
        return argumentSet(name, problems, server, sequence, message);
    }

    private static Arguments refusal(String name, Runnable make) {
        return argumentSet(name, make);
    }
}
