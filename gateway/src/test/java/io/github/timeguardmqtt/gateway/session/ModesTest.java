package io.github.timeguardmqtt.gateway.session;

import static io.github.timeguardmqtt.gateway.session.Script.DEVICE;
import static io.github.timeguardmqtt.gateway.session.Script.NOON;
import static io.github.timeguardmqtt.gateway.session.Script.VERSION;
import static io.github.timeguardmqtt.gateway.session.Script.report;
import static io.github.timeguardmqtt.gateway.session.Script.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers a device, who hears of it, and what is learnt of it. */
class ModesTest {

    private static final Message.ReportCodeVersionRequest VERSION_REPORT =
            new Message.ReportCodeVersionRequest(VERSION);
    private static final Message.PingResponse CLOUDS_TIME = new Message.PingResponse(1);

    private static Bytes fromCloud(int sequence, Message message) {
        return FrameCodec.fromServer(DEVICE, sequence, message).bytes();
    }

    @Test
    void in_relay_mode_nothing_is_sent_that_the_cloud_did_not_send() {
        Script script = new Script(Mode.RELAY);
        assertThat(script.device(VERSION_REPORT).device(report()).seconds(49).done())
                .containsExactly(
                        "cloud <- ReportCodeVersionRequest",
                        "told",
                        "cloud <- PingRequest",
                        "told");
        assertThat(script.cloud(255, CLOUDS_TIME).done()).containsExactly("device <= PingResponse");
        assertThat(script.sent()).isEmpty();
    }

    @Test
    void in_fallback_mode_reports_are_answered_at_once_and_go_to_the_cloud_as_well() {
        Script script = Script.online(Mode.FALLBACK);
        assertThat(script.device(report()).done())
                .containsExactly("device <- PingResponse", "cloud <- PingRequest");
        assertThat(script.sent().getLast().message())
                .isEqualTo(new Message.PingResponse(NOON.getEpochSecond()));
        assertThat(script.device(VERSION_REPORT).done())
                .startsWith(
                        "device <- ReportCodeVersionResponse", "cloud <- ReportCodeVersionRequest");
    }

    @Test
    void in_fallback_mode_only_the_clouds_answers_to_reports_are_withheld() {
        Script script = Script.online(Mode.FALLBACK);
        script.cloud(255, CLOUDS_TIME)
                .cloud(255, new Message.ReportCodeVersionResponse(VERSION))
                .cloud(3, new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON))
                .cloudSends(Bytes.of(1, 2, 3));
        assertThat(script.done())
                .containsExactly(
                        "withheld PingResponse",
                        "withheld ReportCodeVersionResponse",
                        "device <= SetWorkModeRequest",
                        "device <= garbage");
        script.cloudSends(
                Bytes.concat(
                        List.of(
                                fromCloud(255, CLOUDS_TIME),
                                fromCloud(4, new Message.GetHolidayRequest()),
                                Bytes.of(9))));
        assertThat(script.done())
                .containsExactly("withheld PingResponse", "device <= GetHolidayRequest");
    }

    @Test
    void in_local_mode_nothing_goes_to_the_cloud_and_nothing_comes_from_it() {
        Script script = Script.online(Mode.LOCAL);
        assertThat(script.device(report()).done())
                .containsExactly("device <- PingResponse", "taken PingRequest");
        assertThat(script.cloud(3, new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON)).done())
                .containsExactly("dropped local-mode");
    }

    @Test
    void two_reports_in_one_datagram_are_both_answered() {
        Script script = Script.online(Mode.LOCAL);
        assertThat(script.device(report(), report()).done())
                .containsExactly(
                        "device <- PingResponse",
                        "device <- PingResponse",
                        "taken PingRequest + PingRequest");
    }

    @Test
    void a_time_before_the_program_was_built_is_told_to_no_device() {
        for (Mode mode : List.of(Mode.FALLBACK, Mode.LOCAL)) {
            Script script = Script.online(mode);
            script.clock(Instant.parse("1970-01-01T00:02:00Z")).device(report());
            assertThat(script.done())
                    .contains("time unknown")
                    .doesNotContain("device <- PingResponse");
        }
        Script fallback = Script.online(Mode.FALLBACK);
        fallback.clock(Instant.EPOCH).cloud(255, CLOUDS_TIME);
        assertThat(fallback.done()).containsExactly("device <= PingResponse");
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void a_device_is_online_until_it_is_silent_for_the_timeout(Mode mode) {
        Script script = Script.online(mode);
        assertThat(script.lastTold().state().online()).isTrue();
        assertThat(script.seconds(49).done()).isEmpty();
        script.device(report()).done();
        assertThat(script.seconds(50).done()).containsExactly("told");
        assertThat(script.lastTold().state().online()).isFalse();
        assertThat(script.device(report()).done()).contains("told");
        assertThat(script.lastTold().state().online()).isTrue();
    }

    @Test
    void after_ten_minutes_nothing_is_held_open_for_a_silent_device() {
        Script script = Script.online(Mode.RELAY);
        assertThat(script.seconds(599).done()).containsExactly("told");
        assertThat(script.seconds(1).done()).containsExactly("released");
        assertThat(script.seconds(10_000).done()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FALLBACK", "LOCAL"})
    void at_first_contact_it_asks_one_thing_after_the_other(Mode mode) {
        Script script = new Script(mode);
        script.device(VERSION_REPORT);
        for (int i = 0; i < 8; i++) {
            script.answerQuestion();
        }
        script.done();
        assertThat(script.sent().stream().map(frame -> frame.kind().label()))
                .containsExactly(
                        "ReportCodeVersionResponse",
                        "GetActiveScheduleRequest",
                        "GetScheduleRequest",
                        "GetScheduleRequest",
                        "GetScheduleRequest",
                        "GetScheduleRequest",
                        "GetScheduleRequest",
                        "GetScheduleRequest",
                        "GetHolidayRequest");
        DeviceState state = script.lastTold().state();
        assertThat(state.codeVersion()).contains(VERSION);
        assertThat(state.programme().activeSchedule()).hasValue(0);
        assertThat(state.programme().names())
                .extracting(name -> name.orElseThrow().toString())
                .containsExactlyElementsOf(
                        List.of("S0", "S1", "S2", "S3", "S4", "S5").stream()
                                .map(name -> Text.name(name).toString())
                                .toList());
        assertThat(state.programme().schedules()).allMatch(Optional::isPresent);
        assertThat(state.programme().holiday()).contains(Script.HOLIDAY);
        assertThat(script.seconds(49).done()).isEmpty();
    }

    @Test
    void a_device_that_answers_no_question_is_asked_less_and_less_often() {
        Script script = new Script(Mode.LOCAL);
        for (int minute = 0; minute < 60; minute++) {
            script.device(report()).seconds(30).device(report()).seconds(30);
        }
        long questions =
                script.sent().stream().filter(frame -> frame.envelope().sequence() != 255).count();
        // 0, 13, 36, 79, 162 ... seconds: eight before the pause is ten minutes long.
        assertThat(questions).isBetween(8L, 13L);
    }

    @Test
    void a_silent_device_is_asked_nothing() {
        Script script = new Script(Mode.LOCAL);
        script.device(report()).seconds(10_000);
        long questions =
                script.sent().stream().filter(frame -> frame.envelope().sequence() != 255).count();
        assertThat(questions).isLessThan(5);
    }

    @Test
    void the_answers_to_questions_of_the_gateways_go_no_further() {
        Script script = new Script(Mode.FALLBACK);
        script.device(report()).done();
        script.answerQuestion();
        assertThat(script.done())
                .containsExactly(
                        "taken GetCodeVersionResponse",
                        "told",
                        "device <- GetActiveScheduleRequest");
        int sequence = script.lastSent().envelope().sequence();
        script.answerQuestion().done();
        script.answer(sequence, new Message.GetActiveScheduleResponse(4));
        assertThat(script.done()).containsExactly("taken GetActiveScheduleResponse");
        assertThat(script.lastTold().state().programme().activeSchedule()).hasValue(0);
    }

    @Test
    void in_relay_mode_what_passes_by_is_learnt() {
        Script script = Script.online(Mode.RELAY);
        script.cloud(1, new Message.GetScheduleRequest(2))
                .answer(1, new Message.GetScheduleResponse(schedule(2, "Weekdays")))
                .cloud(2, new Message.SetActiveScheduleRequest(2))
                .answer(2, new Message.SetActiveScheduleResponse(2))
                .cloud(3, new Message.SetScheduleNameRequest(0, Text.name("Winter")))
                .answer(3, new Message.SetScheduleNameResponse(0))
                .cloud(4, new Message.SetWorkModeRequest(WorkMode.ALWAYS_OFF))
                .answer(4, new Message.SetWorkModeResponse(WorkMode.ALWAYS_OFF));
        assertThat(script.sent()).isEmpty();
        DeviceState state = script.lastTold().state();
        assertThat(state.programme().names().get(2)).contains(Text.name("Weekdays"));
        assertThat(state.programme().names().get(0)).contains(Text.name("Winter"));
        assertThat(state.programme().activeSchedule()).hasValue(2);
        assertThat(state.status().map(Status::workMode)).contains(WorkMode.ALWAYS_OFF);
        assertThat(script.lastTold().cause())
                .isEqualTo(new ChangeCause(ChangeCause.What.MODE, ChangeCause.By.CLOUD));
    }
}
