package io.github.timeguardmqtt.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.VirtualSwitch.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts: what comes in and when, what goes out. */
class VirtualSwitchTest {

    private static final DeviceId DEVICE = DeviceId.parse("12345678");
    private static final CodeVersion VERSION = new CodeVersion("4190117051001");
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Bytes HOLIDAY_UNKNOWN = Bytes.of(0x74, 0, 0);

    /** A Wednesday; the factory's Weekdays schedule is on from 17:00 to 19:00. */
    private static final Instant NOON = Instant.parse("2026-01-07T12:00:00Z");

    private Instant now = NOON;
    private final VirtualSwitch device =
            new VirtualSwitch(
                    new SwitchOptions(DEVICE, VERSION, INTERVAL, HolidayReading.SEEN, 1), now);
    private Output last = device.powerUp(now);

    @Test
    void it_reports_its_code_version_until_acknowledged_then_its_status() {
        assertSent(new ReportCodeVersionRequest(VERSION.text()));
        assertThat(last.deadline()).isEqualTo(NOON.plusSeconds(3));
        toDeadline();
        assertSent(new ReportCodeVersionRequest(VERSION.text()));
        receive(new ReportCodeVersionResponse(Text.name("4190117051009")));
        assertSent();
        receive(new ReportCodeVersionResponse(VERSION.text()));
        assertThat(sentStatus().uptime()).isEqualTo(3);
        assertThat(last.deadline()).isEqualTo(now.plus(INTERVAL));
        receive(new ReportCodeVersionResponse(VERSION.text()));
        assertSent();
        toDeadline();
        assertThat(sentStatus().uptime()).isEqualTo(18);
    }

    @Test
    void it_counts_its_message_ids_up_by_one_and_begins_anew_after_a_power_cut() {
        assertThat(last.frames().getFirst().envelope().messageId()).isEqualTo(1);
        toDeadline();
        assertThat(last.frames().getFirst().envelope().messageId()).isEqualTo(2);
        last = device.powerUp(now);
        assertThat(last.frames().getFirst().envelope().messageId()).isEqualTo(1);
    }

    @Test
    void a_status_has_the_bytes_of_the_captured_one() {
        comeUp();
        pass(Duration.ofHours(5));
        // 2a: on, load now and before | unknown | auto | unknown | uptime | no boost | unknown
        assertThat(last.frames().getLast().bytes().slice(20, 16))
                .isEqualTo(Bytes.ofHex("2a 00 64 00 00 00 00 00 50 46 00 00 00 00 00 00"));
    }

    static Stream<Arguments> answers() {
        SwitchSettings factory = SwitchSettings.factory(HolidayReading.Order.START_FIRST);
        Holiday holiday = new Holiday(Toggle.ON, Bytes.of(1, 2, 3), 100, 200);
        Schedule schedule = new Schedule(4, Periods.of("mon 01:00-02:00"), Text.name("Änderung"));
        Schedule impossible =
                new Schedule(1, factory.schedules().get(0).periods(), new Text(Bytes.of(0xff)));
        return Stream.of(
                argumentSet(
                        "code version",
                        new GetCodeVersionRequest(),
                        new GetCodeVersionResponse(VERSION.text())),
                argumentSet(
                        "schedule",
                        new GetScheduleRequest(1),
                        new GetScheduleResponse(factory.schedules().get(1))),
                argumentSet(
                        "holiday",
                        new GetHolidayRequest(),
                        new GetHolidayResponse(
                                new Holiday(
                                        Toggle.OFF,
                                        HOLIDAY_UNKNOWN,
                                        1_625_977_800,
                                        1_626_048_000))),
                argumentSet(
                        "active schedule",
                        new GetActiveScheduleRequest(),
                        new GetActiveScheduleResponse(0)),
                argumentSet(
                        "write a schedule",
                        new SetScheduleRequest(schedule),
                        new SetScheduleResponse(schedule)),
                argumentSet(
                        "name a schedule",
                        new SetScheduleNameRequest(5, Text.name("Bath")),
                        new SetScheduleNameResponse(5)),
                argumentSet(
                        "activate a schedule",
                        new SetActiveScheduleRequest(1),
                        new SetActiveScheduleResponse(1)),
                argumentSet(
                        "write the work mode",
                        new SetWorkModeRequest(WorkMode.ALWAYS_OFF),
                        new SetWorkModeResponse(WorkMode.ALWAYS_OFF)),
                argumentSet(
                        "write the holiday",
                        new SetHolidayRequest(holiday),
                        new SetHolidayResponse(holiday)),
                argumentSet(
                        "advance",
                        new SetAdvanceRequest(Toggle.ON),
                        new SetAdvanceResponse(Toggle.ON)),
                argumentSet(
                        "boost, on a Wednesday at noon",
                        new SetBoostRequest(BoostType.TWO_HOURS),
                        new SetBoostResponse(
                                new Boost(BoostType.TWO_HOURS, 3 * 1440 + 840),
                                new Boost(BoostType.TWO_HOURS, 3 * 1440 + 720))),
                argumentSet(
                        "no boost",
                        new SetBoostRequest(BoostType.OFF),
                        new SetBoostResponse(Boost.OFF, Boost.OFF)),
                argumentSet(
                        "a work mode that it does not know is not taken",
                        new SetWorkModeRequest(new WorkMode(9)),
                        new SetWorkModeResponse(WorkMode.AUTO)),
                argumentSet(
                        "a schedule that it does not have is not activated",
                        new SetActiveScheduleRequest(6),
                        new SetActiveScheduleResponse(0)),
                argumentSet(
                        "a boost of no known length is not started",
                        new SetBoostRequest(BoostType.UNSPECIFIED),
                        new SetBoostResponse(Boost.OFF, Boost.OFF)),
                argumentSet(
                        "a schedule that it cannot hold is not taken",
                        new SetScheduleRequest(impossible),
                        new SetScheduleResponse(factory.schedules().get(1))));
    }

    @ParameterizedTest
    @MethodSource
    void answers(Message request, Message answer) {
        comeUp();
        request(0x21, request);
        assertThat(last.frames().getFirst().message()).isEqualTo(answer);
        assertThat(last.frames().getFirst().envelope().sequence()).isEqualTo(0x21);
    }

    @Test
    void what_was_written_is_read_back() {
        comeUp();
        Schedule schedule = new Schedule(3, Periods.of("sun 23:00-01:00"), Text.name("Late"));
        request(1, new SetScheduleRequest(schedule));
        request(2, new SetScheduleNameRequest(3, Text.name("Later")));
        request(3, new SetActiveScheduleRequest(3));
        request(4, new GetScheduleRequest(3));
        assertSent(
                new GetScheduleResponse(new Schedule(3, schedule.periods(), Text.name("Later"))));
        request(5, new GetActiveScheduleRequest());
        assertSent(new GetActiveScheduleResponse(3));
        last = device.resetToFactory(now);
        request(6, new GetActiveScheduleRequest());
        assertSent(new GetActiveScheduleResponse(0));
    }

    @Test
    void the_captured_question_of_the_unknown_type_is_answered_as_captured() {
        comeUp();
        Bytes question =
                Bytes.ofHex(
                        "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df");
        last = device.receive((Frame) FrameCodec.decode(question), now);
        // From the type on; the message id before it is the switch's own count.
        assertThat(last.frames().getFirst().bytes().from(8))
                .isEqualTo(
                        Bytes.ofHex("04 05 04 00 a1 00 00 00 78 56 34 12 00 00 00 00 dd 03 2d df"));
    }

    static Stream<Arguments> ignored() {
        Message mode = new SetWorkModeRequest(WorkMode.ALWAYS_ON);
        return Stream.of(
                argumentSet(
                        "for another device",
                        FrameCodec.fromServer(DeviceId.parse("12345679"), 1, mode)),
                argumentSet(
                        "from a device",
                        FrameCodec.fromDevice(
                                DEVICE, 1, 1, new SetWorkModeResponse(WorkMode.ALWAYS_ON))),
                argumentSet(
                        "a schedule that no device has", fromServer(1, new GetScheduleRequest(6))));
    }

    @ParameterizedTest
    @MethodSource
    void ignored(Frame frame) {
        comeUp();
        last = device.receive(frame, now);
        assertSent();
        assertThat(device.isOn()).isFalse();
    }

    @Test
    void a_repeated_write_is_answered_again_and_carried_out_once() {
        comeUp();
        request(7, new SetBoostRequest(BoostType.ONE_HOUR));
        Message first = last.frames().getFirst().message();
        pass(Duration.ofSeconds(3));
        request(8, new SetBoostRequest(BoostType.OFF));
        pass(Duration.ofSeconds(3));
        request(7, new SetBoostRequest(BoostType.ONE_HOUR));
        assertThat(last.frames().getFirst().message()).isEqualTo(first);
        assertThat(device.isOn()).isFalse();
        pass(Duration.ofMinutes(1));
        request(7, new SetBoostRequest(BoostType.ONE_HOUR));
        assertThat(device.isOn()).isTrue();
    }

    @Test
    void its_schedule_cannot_run_before_it_knows_the_time() {
        receive(new ReportCodeVersionResponse(VERSION.text()));
        now = Instant.parse("2026-01-07T17:30:00Z");
        last = device.tick(now);
        assertThat(device.isOn()).isFalse();
        request(1, new SetBoostRequest(BoostType.ONE_HOUR));
        assertSent(new SetBoostResponse(Boost.OFF, Boost.OFF));
        receive(new PingResponse(now.getEpochSecond()));
        assertThat(device.isOn()).isTrue();
        assertThat(sentStatus().relay()).isEqualTo(RelayState.ON);
    }

    @Test
    void it_lives_by_the_time_that_it_is_told() {
        comeUp();
        receive(new PingResponse(Instant.parse("2026-07-07T04:29:50Z").getEpochSecond()));
        assertThat(device.isOn()).isFalse();
        assertThat(device.state(now).nextChange()).contains(Instant.parse("2026-07-07T05:30:00Z"));
        receive(new PingResponse(Instant.parse("2026-07-07T05:29:50Z").getEpochSecond()));
        assertThat(last.deadline()).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void a_late_answer_does_not_set_its_clock_back() {
        comeUp();
        now = Instant.parse("2026-01-07T17:00:01Z");
        last = device.tick(now);
        assertThat(device.isOn()).isTrue();
        receive(new PingResponse(Instant.parse("2026-01-07T16:59:58Z").getEpochSecond()));
        assertThat(device.isOn()).isTrue();
    }

    @Test
    void it_wakes_for_its_schedule_and_reports_at_once() {
        comeUp();
        now = Instant.parse("2026-01-07T16:59:50Z");
        last = device.tick(now);
        assertThat(last.deadline()).isEqualTo(Instant.parse("2026-01-07T17:00:00Z"));
        toDeadline();
        assertThat(sentStatus().relay()).isEqualTo(RelayState.ON);
        assertThat(last.deadline()).isEqualTo(Instant.parse("2026-01-07T17:00:05Z"));
    }

    @Test
    void an_advance_takes_the_next_state_and_ends_with_it() {
        comeUp();
        request(1, new SetAdvanceRequest(Toggle.ON));
        assertThat(device.isOn()).isTrue();
        assertThat(sentStatus().advance()).isTrue();
        now = Instant.parse("2026-01-07T17:00:00Z");
        last = device.tick(now);
        assertThat(device.isOn()).isTrue();
        assertThat(sentStatus().advance()).isFalse();
        request(2, new SetAdvanceRequest(Toggle.ON));
        assertThat(device.isOn()).isFalse();
        request(3, new SetAdvanceRequest(Toggle.OFF));
        assertThat(device.isOn()).isTrue();
        request(4, new SetWorkModeRequest(WorkMode.ALWAYS_OFF));
        request(5, new SetAdvanceRequest(Toggle.ON));
        assertThat(last.frames().getFirst().message())
                .isEqualTo(new SetAdvanceResponse(Toggle.OFF));
    }

    @Test
    void a_boost_runs_over_the_end_of_the_week() {
        comeUp();
        now = Instant.parse("2026-01-10T23:30:40Z"); // a Saturday
        last = device.tick(now);
        request(1, new SetBoostRequest(BoostType.ONE_HOUR));
        assertThat(last.frames().getFirst().message())
                .isEqualTo(
                        new SetBoostResponse(
                                new Boost(BoostType.ONE_HOUR, 30),
                                new Boost(BoostType.ONE_HOUR, 10_080 - 30)));
        now = Instant.parse("2026-01-11T00:29:59Z");
        last = device.tick(now);
        assertThat(device.isOn()).isTrue();
        now = Instant.parse("2026-01-11T00:30:00Z");
        last = device.tick(now);
        assertThat(device.isOn()).isFalse();
        assertThat(sentStatus().boost()).isEqualTo(Boost.OFF);
    }

    @Test
    void a_holiday_is_off_between_its_times_by_the_wall_clock() {
        comeUp();
        Holiday holiday =
                new Holiday(
                        Toggle.ON,
                        HOLIDAY_UNKNOWN,
                        Instant.parse("2026-01-07T12:30:00Z").getEpochSecond(),
                        Instant.parse("2026-01-07T18:00:00Z").getEpochSecond());
        request(1, new SetHolidayRequest(holiday));
        request(2, new SetWorkModeRequest(WorkMode.HOLIDAY));
        assertThat(device.state(now).nextChange()).contains(Instant.parse("2026-01-07T18:00:00Z"));
    }

    @Test
    void the_load_cycles_while_the_relay_is_on() {
        comeUp();
        request(1, new SetWorkModeRequest(WorkMode.ALWAYS_ON));
        assertThat(device.state(now).status().loadDetected()).isTrue();
        int drawing = 0;
        int idle = 0;
        for (int minute = 0; minute < 6 * 60; minute++) {
            pass(Duration.ofMinutes(1));
            if (device.state(now).status().loadDetected()) {
                drawing++;
            } else {
                idle++;
            }
        }
        assertThat(drawing).isGreaterThan(20);
        assertThat(idle).isGreaterThan(20);
        request(2, new SetWorkModeRequest(WorkMode.ALWAYS_OFF));
        Status off = device.state(now).status();
        assertThat(off.loadDetected()).isFalse();
        assertThat(off.loadDetectedBefore()).isTrue();
    }

    private void comeUp() {
        receive(new ReportCodeVersionResponse(VERSION.text()));
        receive(new PingResponse(now.getEpochSecond()));
    }

    private void receive(Message message) {
        request(Envelope.REPORT_SEQUENCE, message);
    }

    private void request(int sequence, Message message) {
        last = device.receive(fromServer(sequence, message), now);
    }

    /** Whatever a server could send, values that no device knows included. */
    private static Frame fromServer(int sequence, Message message) {
        return FrameCodec.exact(
                new Envelope(
                        Envelope.SERVER_MESSAGE_ID,
                        message.kind().type(),
                        message.kind().flags(),
                        message.kind().paramsSize(),
                        sequence,
                        Bytes.of(0, 0, 0),
                        DEVICE),
                message,
                Bytes.EMPTY);
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
        last = device.tick(now);
    }

    private void toDeadline() {
        now = last.deadline();
        last = device.tick(now);
    }

    private void assertSent(Message... messages) {
        assertThat(last.frames()).extracting(Frame::message).containsExactly(messages);
    }

    private Status sentStatus() {
        List<Message> sent = last.frames().stream().map(Frame::message).toList();
        assertThat(sent.getLast()).isInstanceOf(PingRequest.class);
        return ((PingRequest) sent.getLast()).status();
    }
}
