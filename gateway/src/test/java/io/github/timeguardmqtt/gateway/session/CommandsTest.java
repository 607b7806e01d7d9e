package io.github.timeguardmqtt.gateway.session;

import static io.github.timeguardmqtt.gateway.session.Script.DEVICE;
import static io.github.timeguardmqtt.gateway.session.Script.report;
import static io.github.timeguardmqtt.gateway.session.Script.schedule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetAdvance;
import io.github.timeguardmqtt.api.DeviceCommand.SetBoost;
import io.github.timeguardmqtt.api.DeviceCommand.SetWorkMode;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a user's command goes, from its first sending to its one result. */
class CommandsTest {

    private static final DeviceCommand ON = new SetWorkMode(WorkMode.ALWAYS_ON);
    private static final DeviceCommand OFF = new SetWorkMode(WorkMode.ALWAYS_OFF);
    private static final Message IS_ON = new Message.SetWorkModeResponse(WorkMode.ALWAYS_ON);
    private static final Message IS_OFF = new Message.SetWorkModeResponse(WorkMode.ALWAYS_OFF);
    private static final String SENT = "device <- SetWorkModeRequest";

    @ParameterizedTest
    @EnumSource(Mode.class)
    void a_command_is_sent_at_once_and_confirmed_by_the_devices_answer(Mode mode) {
        Script script = Script.online(mode);
        assertThat(script.user(ON).done()).containsExactly(SENT);
        assertThat(script.answer(IS_ON).done())
                .containsExactly("told", "t1 confirmed", "taken SetWorkModeResponse");
        Status status = script.lastTold().state().status().orElseThrow();
        assertThat(status.workMode()).isEqualTo(WorkMode.ALWAYS_ON);
        assertThat(status.relay()).isEqualTo(RelayState.ON);
        assertThat(script.lastTold().cause().by()).isEqualTo(ChangeCause.By.COMMAND);
        assertThat(script.seconds(49).done()).isEmpty();
    }

    @Test
    void it_is_repeated_with_identical_bytes_and_given_up_after_fifteen_seconds() {
        Script script = Script.online(Mode.LOCAL);
        int before = script.sent().size();
        script.user(ON);
        script.done();
        List<Duration> repeats = new ArrayList<>();
        Duration passed = Duration.ZERO;
        for (int tenths = 0; tenths < 149; tenths++) {
            script.after(Duration.ofMillis(100));
            passed = passed.plusMillis(100);
            if (script.done().contains(SENT)) {
                repeats.add(passed);
            }
        }
        assertThat(repeats)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(11));
        assertThat(script.after(Duration.ofMillis(100)).done()).containsExactly("t1 timeout");
        Set<Bytes> different = new HashSet<>();
        script.sent().subList(before, script.sent().size()).forEach(f -> different.add(f.bytes()));
        assertThat(different).hasSize(1);
        assertThat(script.result("t1").reason().orElseThrow()).contains("15 s");
        assertThat(script.result("t1").took()).isEqualTo(Duration.ofSeconds(15));
    }

    static Stream<Arguments> answersThatDoNotConfirm() {
        return Stream.of(
                argumentSet("another mode", ON, IS_OFF, "tells ALWAYS_OFF instead of ALWAYS_ON"),
                argumentSet(
                        "no boost",
                        new SetBoost(BoostType.ONE_HOUR),
                        new Message.SetBoostResponse(Boost.OFF, Boost.OFF),
                        "tells OFF instead of ONE_HOUR"),
                argumentSet(
                        "another boost",
                        new SetBoost(BoostType.ONE_HOUR),
                        new Message.SetBoostResponse(
                                new Boost(BoostType.TWO_HOURS, 160),
                                new Boost(BoostType.TWO_HOURS, 40)),
                        "tells TWO_HOURS instead of ONE_HOUR"),
                argumentSet(
                        "no advance",
                        new SetAdvance(Toggle.ON),
                        new Message.SetAdvanceResponse(Toggle.OFF),
                        "tells OFF instead of ON"));
    }

    @ParameterizedTest
    @MethodSource("answersThatDoNotConfirm")
    void an_answer_that_tells_something_else_is_a_rejection(
            DeviceCommand command, Message answer, String reason) {
        Script script = Script.online(Mode.LOCAL);
        script.user(command).answer(answer);
        assertThat(script.done()).contains("t1 rejected");
        assertThat(script.result("t1").reason().orElseThrow()).contains(reason);
    }

    @Test
    void an_answer_without_the_bit_for_success_is_a_rejection() {
        Script script = Script.online(Mode.LOCAL);
        script.user(ON);
        int sequence = script.lastSent().envelope().sequence();
        Envelope envelope = new Envelope(77, 8, 0x3, 1, sequence, Bytes.of(0, 0, 0), Script.DEVICE);
        Frame refusal = FrameCodec.exact(envelope, new Message.Unknown(Bytes.of(2)), Bytes.EMPTY);
        script.deviceSends(refusal.bytes());
        assertThat(script.done()).contains("t1 rejected");
    }

    @Test
    void answers_that_belong_to_something_else_settle_nothing() {
        Script script = Script.online(Mode.FALLBACK);
        script.user(ON).done();
        int sequence = script.lastSent().envelope().sequence();
        script.answer((sequence + 1) % 255, IS_ON);
        script.answer(sequence, new Message.SetAdvanceResponse(Toggle.ON));
        assertThat(script.done()).noneMatch(line -> line.startsWith("t1"));
        assertThat(script.answer(sequence, IS_ON).done()).contains("t1 confirmed");
    }

    @Test
    void a_second_answer_to_the_same_request_changes_nothing_and_goes_nowhere() {
        Script script = Script.online(Mode.FALLBACK);
        script.user(ON);
        int first = script.lastSent().envelope().sequence();
        script.answer(first, IS_ON).user(OFF);
        script.answer(IS_OFF).done();
        assertThat(script.answer(first, IS_ON).done()).containsExactly("taken SetWorkModeResponse");
        assertThat(script.lastTold().state().status().map(Status::workMode))
                .contains(WorkMode.ALWAYS_OFF);
    }

    @Test
    void commands_are_carried_out_one_at_a_time_and_in_order() {
        Script script = Script.online(Mode.LOCAL);
        script.user(ON).user(new SetBoost(BoostType.OFF)).user(new SetAdvance(Toggle.OFF));
        assertThat(script.done()).containsExactly(SENT);
        assertThat(script.answer(IS_ON).done())
                .contains("t1 confirmed", "device <- SetBoostRequest");
        assertThat(script.answer(new Message.SetBoostResponse(Boost.OFF, Boost.OFF)).done())
                .contains("t2 confirmed", "device <- SetAdvanceRequest");
        assertThat(script.answer(new Message.SetAdvanceResponse(Toggle.OFF)).done())
                .contains("t3 confirmed");
    }

    @Test
    void a_later_command_of_the_same_sort_supersedes_one_that_waits_but_not_one_that_was_sent() {
        Script script = Script.online(Mode.LOCAL);
        script.user(ON).user(OFF).user(new SetAdvance(Toggle.OFF)).user(ON);
        assertThat(script.done()).containsExactly(SENT, "t2 superseded");
        script.answer(IS_ON).answer(new Message.SetAdvanceResponse(Toggle.OFF)).answer(IS_ON);
        assertThat(script.done().stream().filter(line -> line.endsWith("confirmed")))
                .containsExactly("t1 confirmed", "t3 confirmed", "t4 confirmed");
    }

    @Test
    void too_many_waiting_commands_are_refused() {
        Script script = new Script(Mode.LOCAL);
        for (int i = 0; i < 40; i++) {
            script.user(raw(i));
        }
        assertThat(script.done()).hasSize(8).allMatch(line -> line.endsWith("rejected"));
    }

    @Test
    void a_command_takes_the_place_of_one_that_it_supersedes_among_as_many_as_can_wait() {
        Script script = new Script(Mode.LOCAL);
        script.user(ON);
        for (int i = 0; i < 31; i++) {
            script.user(raw(i));
        }
        assertThat(script.user(OFF).done()).containsExactly("t1 superseded");
        assertThat(script.user(raw(31)).done()).containsExactly("t34 rejected");
    }

    private static DeviceCommand raw(int sequence) {
        return new DeviceCommand.Raw(
                FrameCodec.fromServer(DEVICE, sequence, new Message.GetHolidayRequest()));
    }

    @Test
    void a_command_for_an_offline_device_waits_for_it() {
        Script script = new Script(Mode.LOCAL);
        assertThat(script.user(ON).seconds(59).done()).isEmpty();
        assertThat(script.device(report()).done())
                .containsExactly("device <- PingResponse", "taken PingRequest", "told", SENT);
        assertThat(script.answer(IS_ON).done()).contains("t1 confirmed");
    }

    @Test
    void a_command_that_waited_in_vain_timed_out_and_is_never_sent() {
        Script script = new Script(Mode.LOCAL);
        assertThat(script.user(ON).seconds(60).done()).containsExactly("t1 timeout");
        assertThat(script.device(report()).done()).doesNotContain(SENT);
        assertThat(script.result("t1").reason().orElseThrow()).contains("offline");
    }

    @Test
    void without_any_wait_a_command_for_an_offline_device_is_refused() {
        Script script = new Script(Mode.LOCAL, Duration.ZERO);
        assertThat(script.user(ON).done()).containsExactly("t1 rejected");
    }

    @Test
    void nothing_is_sent_before_the_store_has_it() {
        Script script = Script.online(Mode.LOCAL).slowStore();
        assertThat(script.user(ON).seconds(20).done()).isEmpty();
        assertThat(script.storeIsDone().done()).containsExactly(SENT);
        assertThat(script.answer(IS_ON).done()).contains("t1 confirmed");
    }

    @Test
    void a_users_command_does_not_wait_for_a_question_of_the_gateways() {
        Script script = new Script(Mode.LOCAL);
        script.device(report());
        int question = script.lastSent().envelope().sequence();
        script.done();
        assertThat(script.user(ON).done()).containsExactly(SENT);
        assertThat(script.lastSent().envelope().sequence()).isNotEqualTo(question);
        assertThat(script.answer(IS_ON).done()).contains("t1 confirmed");
        assertThat(script.lastSent().message()).isInstanceOf(Message.GetCodeVersionRequest.class);
    }

    @Test
    void reading_everything_is_one_command_with_one_result() {
        Script script = Script.online(Mode.RELAY);
        script.user(DeviceCommand.Read.EVERYTHING);
        for (int i = 0; i < 9; i++) {
            assertThat(script.done()).noneMatch(line -> line.startsWith("t1"));
            script.answerQuestion();
        }
        assertThat(script.done()).contains("t1 confirmed");
    }

    @Test
    void the_sequence_is_none_that_the_cloud_has_in_flight() {
        Script script = Script.online(Mode.RELAY);
        Set<Integer> clouds = new HashSet<>();
        for (int sequence = 0; sequence < 255; sequence += 2) {
            clouds.add(sequence);
            script.cloud(sequence, new Message.GetHolidayRequest());
        }
        for (int i = 0; i < 60; i++) {
            script.user(ON).answer(IS_ON);
            assertThat(clouds).doesNotContain(script.lastSent().envelope().sequence());
        }
    }

    @Test
    void each_command_has_another_sequence_than_the_one_before() {
        Script script = Script.online(Mode.LOCAL);
        int last = -1;
        for (int i = 0; i < 600; i++) {
            script.user(ON).answer(IS_ON);
            assertThat(script.lastSent().envelope().sequence())
                    .isNotEqualTo(last)
                    .isNotEqualTo(255);
            last = script.lastSent().envelope().sequence();
        }
    }

    @Test
    void an_answer_goes_to_whoever_asked() {
        Script script = Script.online(Mode.FALLBACK);
        script.user(ON);
        int own = script.lastSent().envelope().sequence();
        int clouds = (own + 1) % 255;
        script.cloud(clouds, new Message.SetWorkModeRequest(WorkMode.ALWAYS_OFF)).done();
        assertThat(script.answer(clouds, IS_OFF).done())
                .containsExactly("cloud <- SetWorkModeResponse", "told");
        assertThat(script.answer(own, IS_ON).done())
                .contains("t1 confirmed", "taken SetWorkModeResponse");
    }

    @Test
    void where_the_cloud_takes_our_sequence_each_gets_what_it_asked_for() {
        Script script = Script.online(Mode.FALLBACK);
        script.user(ON);
        int own = script.lastSent().envelope().sequence();
        script.cloud(own, new Message.SetWorkModeRequest(WorkMode.ALWAYS_OFF)).done();
        assertThat(script.answer(own, IS_OFF).done())
                .contains("cloud <- SetWorkModeResponse")
                .noneMatch(line -> line.startsWith("t1"));
        assertThat(script.answer(own, IS_ON).done()).contains("t1 confirmed");
    }

    @Test
    void turning_off_ends_a_boost_as_well() {
        Script script = Script.online(Mode.LOCAL);
        script.device(report(RelayState.ON, WorkMode.AUTO, new Boost(BoostType.ONE_HOUR, 4000)));
        script.done();
        script.user(new DeviceCommand.TurnOff(WorkMode.ALWAYS_OFF));
        assertThat(script.done()).containsExactly(SENT);
        assertThat(script.answer(IS_OFF).done())
                .contains("device <- SetBoostRequest")
                .noneMatch(line -> line.startsWith("t1"));
        assertThat(script.answer(new Message.SetBoostResponse(Boost.OFF, Boost.OFF)).done())
                .contains("t1 confirmed");
        Status status = script.lastTold().state().status().orElseThrow();
        assertThat(status.relay()).isEqualTo(RelayState.OFF);
        assertThat(status.boost()).isEqualTo(Boost.OFF);
    }

    @Test
    void turning_off_goes_on_after_a_restart_where_it_was() {
        Script before = Script.online(Mode.LOCAL);
        before.user(new DeviceCommand.TurnOff(WorkMode.ALWAYS_OFF)).answer(IS_OFF).done();
        Frame second = before.lastSent();
        assertThat(second.message()).isEqualTo(new Message.SetBoostRequest(BoostType.OFF));
        Script after = before.restart(Duration.ofSeconds(5));
        after.device(report());
        assertThat(after.lastSent()).isEqualTo(second);
        assertThat(after.answer(new Message.SetBoostResponse(Boost.OFF, Boost.OFF)).done())
                .contains("t1 confirmed");
    }

    @Test
    void a_boost_is_told_at_once() {
        Script script = Script.online(Mode.LOCAL);
        Boost started = new Boost(BoostType.ONE_HOUR, 4000);
        script.user(new SetBoost(BoostType.ONE_HOUR))
                .answer(new Message.SetBoostResponse(new Boost(BoostType.ONE_HOUR, 4060), started));
        Status status = script.lastTold().state().status().orElseThrow();
        assertThat(status.boost()).isEqualTo(started);
        assertThat(status.relay()).isEqualTo(RelayState.ON);
    }

    @Test
    void a_raw_frame_is_sent_as_it_is_and_confirmed_by_any_answer() {
        Script script = Script.online(Mode.LOCAL);
        Frame frame = FrameCodec.fromServer(DEVICE, 0x77, new Message.GetScheduleRequest(5));
        script.user(new DeviceCommand.Raw(frame));
        assertThat(script.lastSent()).isEqualTo(frame);
        assertThat(script.answer(0x77, new Message.GetScheduleResponse(schedule(5, ""))).done())
                .contains("t1 confirmed");
    }

    @Test
    void a_raw_frame_with_a_sequence_of_the_clouds_is_refused() {
        Script script = Script.online(Mode.FALLBACK);
        script.cloud(0x77, new Message.GetHolidayRequest()).done();
        script.user(
                new DeviceCommand.Raw(
                        FrameCodec.fromServer(DEVICE, 0x77, new Message.GetHolidayRequest())));
        assertThat(script.done()).containsExactly("t1 rejected");
        assertThat(script.result("t1").reason().orElseThrow()).contains("0x77");
    }

    @Test
    void a_raw_frame_that_nobody_answers_is_sent_once() {
        Script script = Script.online(Mode.LOCAL);
        script.user(
                new DeviceCommand.Raw(
                        FrameCodec.fromServer(DEVICE, 255, new Message.PingResponse(5))));
        assertThat(script.seconds(20).done())
                .containsExactly("device <- PingResponse", "t1 timeout");
    }

    @Test
    void what_waits_behind_a_frame_that_nobody_answers_is_sent_at_once() {
        Script script = Script.online(Mode.LOCAL).slowStore();
        script.user(
                new DeviceCommand.Raw(
                        FrameCodec.fromServer(DEVICE, 255, new Message.PingResponse(5))));
        script.user(ON);
        assertThat(script.storeIsDone().done())
                .containsExactly("device <- PingResponse", "t1 timeout", SENT);
    }

    @Test
    void after_a_restart_the_same_bytes_are_repeated_once_the_device_is_there() {
        Script before = Script.online(Mode.LOCAL);
        before.user(ON).done();
        Frame frame = before.lastSent();
        Script after = before.restart(Duration.ofSeconds(5));
        assertThat(after.done()).isEmpty();
        after.device(report());
        assertThat(after.lastSent()).isEqualTo(frame);
        assertThat(after.answer(IS_ON).done()).contains("t1 confirmed");
    }

    @Test
    void after_a_restart_waiting_commands_go_on_in_order() {
        Script before = new Script(Mode.LOCAL);
        before.user(ON).user(new SetAdvance(Toggle.OFF)).user(new SetBoost(BoostType.OFF));
        Script after = before.restart(Duration.ofSeconds(5));
        after.device(report()).done();
        after.answer(IS_ON).answer(new Message.SetAdvanceResponse(Toggle.OFF));
        after.answer(new Message.SetBoostResponse(Boost.OFF, Boost.OFF));
        assertThat(after.done().stream().filter(line -> line.startsWith("t")).toList())
                .containsSubsequence("t1 confirmed", "t2 confirmed", "t3 confirmed");
    }

    @Test
    void after_a_long_time_away_a_command_is_not_sent_any_more() {
        Script before = Script.online(Mode.LOCAL);
        before.user(ON);
        Script after = before.restart(Duration.ofSeconds(61));
        assertThat(after.done()).containsExactly("t1 timeout");
        assertThat(after.device(report()).done()).doesNotContain(SENT);
        assertThat(after.result("t1").reason().orElseThrow()).contains("may have been obeyed");
    }

    @Test
    void after_a_long_time_away_a_command_is_not_sent_even_if_the_device_was_heard_first() {
        Script script = Script.online(Mode.LOCAL);
        Message boost = new Message.SetBoostRequest(BoostType.TWO_HOURS);
        PendingCommand yesterdays =
                new PendingCommand(
                        new CommandRequest(
                                DEVICE,
                                new SetBoost(BoostType.TWO_HOURS),
                                "boost",
                                "2 hours",
                                "t1",
                                Optional.empty()),
                        script.now().minus(Duration.ofDays(1)),
                        Optional.of(FrameCodec.fromServer(DEVICE, 5, boost)),
                        Optional.empty());
        List<Effect> effects = new ArrayList<>();
        script.session().resume(yesterdays, new Moment(2_000_000, script.now()), effects::add);
        assertThat(effects)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Finish.class,
                        finish ->
                                assertThat(finish.command().result().orElseThrow().reason())
                                        .contains(
                                                "the gateway was away for as long as the command"
                                                        + " could wait; it was sent before the gateway"
                                                        + " restarted, and may have been obeyed"));
        assertThat(script.session().commands()).isZero();
    }

    @Test
    void what_was_sent_to_a_switch_that_is_removed_may_have_been_obeyed() {
        Script script = Script.online(Mode.LOCAL).user(ON).user(new SetBoost(BoostType.ONE_HOUR));
        List<Effect> effects = new ArrayList<>();
        script.session().end("the switch was removed", new Moment(2, script.now()), effects::add);
        assertThat(effects)
                .map(effect -> ((Effect.Finish) effect).command().result().orElseThrow())
                .map(result -> result.outcome().label() + ": " + result.reason().orElseThrow())
                .containsExactly(
                        "timeout: the switch was removed, but may have obeyed",
                        "rejected: the switch was removed");
    }

    @Test
    void what_the_cloud_sets_with_a_sequence_of_ours_is_learnt() {
        Script script = Script.online(Mode.FALLBACK);
        script.user(ON).answer(IS_ON);
        int ours = script.lastSent().envelope().sequence();
        script.cloud(ours, new Message.SetWorkModeRequest(WorkMode.ALWAYS_OFF))
                .answer(ours, IS_OFF);
        assertThat(script.done()).contains("cloud <- SetWorkModeResponse");
        assertThat(script.lastTold().state().status().orElseThrow().workMode())
                .isEqualTo(WorkMode.ALWAYS_OFF);
    }

    @Test
    void an_advance_that_another_setting_ended_does_not_come_back_with_the_answer_to_a_boost() {
        Script script = Script.online(Mode.LOCAL);
        script.device(advanced());
        assertThat(script.lastTold().state().advancedAt()).isPresent();
        script.user(new SetWorkMode(WorkMode.AUTO))
                .answer(new Message.SetWorkModeResponse(WorkMode.AUTO));
        assertThat(script.lastTold().state().advancedAt()).isEmpty();
        Boost boost = new Boost(BoostType.ONE_HOUR, 4020);
        script.user(new SetBoost(BoostType.ONE_HOUR))
                .answer(new Message.SetBoostResponse(boost, boost));
        assertThat(script.lastTold().state().status().orElseThrow().boost()).isEqualTo(boost);
        assertThat(script.lastTold().state().advancedAt()).isEmpty();
        script.device(advanced());
        assertThat(script.lastTold().state().advancedAt()).isPresent();
    }

    @Test
    void a_boost_that_is_told_before_the_clock_is_set_ends_in_the_right_week() {
        Script script = new Script(Mode.LOCAL).clock(Script.NOON.minus(Duration.ofDays(10)));
        // Noon of UTC on a Wednesday, in summer time.
        Boost boost = new Boost(BoostType.ONE_HOUR, 3 * 1440 + 13 * 60);
        script.device(report(RelayState.ON, WorkMode.AUTO, boost));
        script.clock(Script.NOON.plusSeconds(60)).device(reportLater(boost));
        assertThat(script.session().state().boost().orElseThrow().start()).isEqualTo(Script.NOON);
        script.clock(Script.NOON.plus(Duration.ofMinutes(61))).device(report());
        assertThat(script.session().state().boost()).isEmpty();
    }

    private static Message.PingRequest reportLater(Boost boost) {
        Status first = report(RelayState.ON, WorkMode.AUTO, boost).status();
        return new Message.PingRequest(first.withUptime(first.uptime() + 10));
    }

    @Test
    void an_advance_that_is_told_before_the_clock_is_set_began_by_the_right_clock() {
        Script script = new Script(Mode.LOCAL).clock(Script.NOON.minus(Duration.ofDays(10)));
        script.device(advanced(9));
        script.seconds(30).clock(Script.NOON).device(advanced(39));
        assertThat(script.session().state().advancedAt()).contains(Script.NOON.minusSeconds(30));
        script.seconds(30).clock(Script.NOON.plusSeconds(31)).device(advanced(69)); // a second off
        assertThat(script.session().state().advancedAt()).contains(Script.NOON.minusSeconds(30));
    }

    private static Message.PingRequest advanced() {
        return advanced(9);
    }

    private static Message.PingRequest advanced(long uptime) {
        return new Message.PingRequest(
                new Status(
                        RelayState.ON,
                        false,
                        true,
                        false,
                        0,
                        Bytes.of(0, 0x64, 0),
                        WorkMode.AUTO,
                        Bytes.of(0, 0, 0),
                        uptime,
                        Boost.OFF,
                        Bytes.of(0, 0)));
    }

    @Test
    void what_may_have_been_sent_before_a_restart_is_settled_before_a_later_command() {
        Script before = Script.online(Mode.LOCAL);
        before.user(ON);
        Script after = before.restart(Duration.ofSeconds(5));
        after.user(OFF, "later").device(report()).answer(IS_ON).answer(IS_OFF);
        assertThat(after.done().stream().filter(line -> line.endsWith("ed")).toList())
                .containsSubsequence("t1 confirmed", "later confirmed");
    }

    @Test
    void every_command_has_one_result_whatever_happens() {
        List<DeviceCommand> commands =
                List.of(ON, OFF, new SetAdvance(Toggle.ON), new SetBoost(BoostType.TWO_HOURS));
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Script script = Script.online(List.of(Mode.values()).get(random.nextInt(3)));
            for (int i = 0; i < 40; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> script.user(commands.get(random.nextInt(commands.size())));
                    case 2 -> script.device(report());
                    case 3 -> script.seconds(random.nextInt(20));
                    case 4 ->
                            script.cloud(
                                    random.nextInt(255),
                                    new Message.SetWorkModeRequest(WorkMode.AUTO));
                    default ->
                            script.answer(
                                    script.sent().isEmpty()
                                            ? 1
                                            : random.nextInt(3) == 0
                                                    ? random.nextInt(255)
                                                    : script.sent().getLast().envelope().sequence()
                                                            % 255,
                                    random.nextBoolean() ? IS_ON : IS_OFF);
                }
            }
            script.seconds(1000);
            List<String> results =
                    script.done().stream().filter(line -> line.matches("t\\d+ .*")).toList();
            assertThat(results.stream().map(line -> line.split(" ")[0]))
                    .as("seed " + seed)
                    .doesNotHaveDuplicates()
                    .hasSize(script.commands());
            assertThat(script.session().commands()).as("seed " + seed).isZero();
        }
    }
}
