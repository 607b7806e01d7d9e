package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetActiveSchedule;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of what a device keeps: read, compare, write, read again, compare. */
class EditTest {

    private static final LocalDateTime START = LocalDateTime.parse("2026-12-20T10:00");
    private static final LocalDateTime END = LocalDateTime.parse("2027-01-02T00:00");
    private static final LocalDateTime EARLIER = START.minusYears(1);
    private static final LocalDateTime LATER = END.minusYears(1);
    private static final Bytes UNKNOWN = Bytes.of(0x74, 0, 1);

    private static SetHoliday holiday(boolean active, LocalDateTime start, LocalDateTime end) {
        return new SetHoliday(Optional.of(active), Optional.of(start), Optional.of(end));
    }

    private static long seconds(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }

    private static Holiday told(boolean active, LocalDateTime first, LocalDateTime second) {
        return new Holiday(
                active ? Toggle.ON : Toggle.OFF, UNKNOWN, seconds(first), seconds(second));
    }

    /** The holiday as a device tells it that has the end first. */
    private static Holiday endFirst() {
        return new Holiday(Toggle.ON, UNKNOWN, seconds(END), seconds(START));
    }

    private static String reason(Script script) {
        return script.result("t1").reason().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FALLBACK", "LOCAL"})
    void the_active_schedule_is_read_written_and_read_again(Mode mode) {
        Script script = Script.online(mode);
        script.user(new SetActiveSchedule(3));
        assertThat(script.done()).containsExactly("device <- GetActiveScheduleRequest");
        assertThat(script.answer(new GetActiveScheduleResponse(0)).done())
                .containsExactly(
                        "taken GetActiveScheduleResponse", "device <- SetActiveScheduleRequest");
        assertThat(script.answer(new SetActiveScheduleResponse(3)).done())
                .containsExactly(
                        "taken SetActiveScheduleResponse",
                        "told",
                        "device <- GetActiveScheduleRequest");
        assertThat(script.answer(new GetActiveScheduleResponse(3)).done())
                .containsExactly(
                        "t1 confirmed",
                        (mode == Mode.LOCAL ? "taken" : "cloud <-") + " GetActiveScheduleResponse");
        assertThat(script.seconds(20).done()).isEmpty();
    }

    @Test
    void what_the_device_has_already_is_not_written() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetActiveSchedule(0)).answer(new GetActiveScheduleResponse(0));
        assertThat(script.done())
                .containsExactly(
                        "device <- GetActiveScheduleRequest",
                        "t1 confirmed",
                        "taken GetActiveScheduleResponse");
    }

    @Test
    void what_the_device_tells_in_the_end_decides() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetActiveSchedule(3))
                .answer(new GetActiveScheduleResponse(0))
                .answer(new SetActiveScheduleResponse(3))
                .answer(new GetActiveScheduleResponse(2));
        assertThat(script.done()).contains("t1 rejected");
        assertThat(reason(script)).isEqualTo("the switch tells #3 instead of #4");
    }

    @Test
    void a_schedule_without_a_name_cannot_be_active_and_nothing_is_sent() {
        Script script = Script.online(Mode.LOCAL);
        script.answer(200, new SetScheduleResponse(Script.schedule(4, ""))).done();
        assertThat(script.user(new SetActiveSchedule(4)).done()).containsExactly("t1 rejected");
        assertThat(reason(script))
                .isEqualTo(
                        "schedule #5 has no name, so that the vendor's app would not show it: give it one first");
    }

    @Test
    void where_the_name_is_not_known_it_is_read_first() {
        Script script = Script.online(Mode.RELAY);
        script.user(new SetActiveSchedule(4))
                .answer(new GetScheduleResponse(Script.schedule(4, "")));
        assertThat(script.done())
                .containsExactly(
                        "device <- GetScheduleRequest",
                        "told",
                        "t1 rejected",
                        "taken GetScheduleResponse");

        script.user(new SetActiveSchedule(2))
                .answer(new GetScheduleResponse(Script.schedule(2, "Winter")))
                .answer(new GetActiveScheduleResponse(2));
        assertThat(script.done()).contains("t2 confirmed");
    }

    private static WriteSchedule named(int schedule, String name) {
        return new WriteSchedule(
                schedule, new ScheduleSetting(Optional.of(name), Optional.empty()));
    }

    @Test
    void a_schedule_that_is_being_named_can_be_chosen_right_after() {
        Script script = Script.online(Mode.LOCAL);
        script.answer(200, new SetScheduleResponse(Script.schedule(4, "")));
        script.user(named(4, "Winter")).user(new SetActiveSchedule(4));
        script.answer(new GetScheduleResponse(Script.schedule(4, "")))
                .answer(new SetScheduleNameResponse(4))
                .answer(new GetScheduleResponse(Script.schedule(4, "Winter")));
        assertThat(script.done()).contains("t1 confirmed").doesNotContain("t2 rejected");
        script.answer(new GetScheduleResponse(Script.schedule(4, "Winter")))
                .answer(new GetActiveScheduleResponse(0));
        assertThat(script.lastSent().message()).isEqualTo(new SetActiveScheduleRequest(4));
    }

    @Test
    void a_schedule_that_is_losing_its_name_cannot_be_chosen_right_after() {
        Script script = Script.online(Mode.LOCAL);
        script.user(named(4, "")).user(new SetActiveSchedule(4));
        script.answer(new GetScheduleResponse(Script.schedule(4, "S4")))
                .answer(new SetScheduleNameResponse(4))
                .answer(new GetScheduleResponse(Script.schedule(4, "")))
                .answer(new GetActiveScheduleResponse(0));
        assertThat(script.result("t2").outcome().label()).isEqualTo("rejected");
        assertThat(script.result("t2").reason().orElseThrow()).contains("#5 has no name");
        assertThat(script.sent())
                .noneMatch(frame -> frame.message() instanceof SetActiveScheduleRequest);
    }

    @Test
    void a_holiday_is_switched_off_whatever_its_times_are() {
        SetHoliday off = new SetHoliday(Optional.of(false), Optional.empty(), Optional.empty());
        Holiday half = new Holiday(Toggle.ON, UNKNOWN, seconds(START), 0);
        Holiday none = new Holiday(Toggle.ON, UNKNOWN, seconds(START), seconds(START));
        for (Holiday odd : List.of(half, none)) {
            Script script = Script.online(Mode.LOCAL);
            script.user(off).answer(new GetHolidayResponse(odd));
            Holiday target = new Holiday(Toggle.OFF, UNKNOWN, odd.first(), odd.second());
            assertThat(script.lastSent().message()).isEqualTo(new SetHolidayRequest(target));
            script.answer(new SetHolidayResponse(target)).answer(new GetHolidayResponse(target));
            assertThat(script.done()).contains("t1 confirmed");
        }
    }

    @Test
    void a_holiday_is_read_written_and_read_again_with_its_unknown_bytes_as_they_were() {
        Script script = Script.online(Mode.LOCAL);
        script.user(holiday(true, START, END))
                .answer(
                        new GetHolidayResponse(
                                told(false, START.minusYears(1), END.minusYears(1))));
        assertThat(script.lastSent().message())
                .isEqualTo(new SetHolidayRequest(told(true, START, END)));
        script.answer(new SetHolidayResponse(told(true, START, END)))
                .answer(new GetHolidayResponse(told(true, START, END)));
        assertThat(script.done()).contains("t1 confirmed");
        assertThat(script.lastTold().state().programme().holiday())
                .contains(told(true, START, END));
    }

    @Test
    void of_a_holiday_only_what_was_asked_for_changes() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetHoliday(Optional.of(true), Optional.empty(), Optional.empty()))
                .answer(new GetHolidayResponse(told(false, START, END)));
        assertThat(script.lastSent().message())
                .isEqualTo(new SetHolidayRequest(told(true, START, END)));
    }

    @Test
    void a_time_that_stays_is_written_back_to_the_second_also_from_a_doubled_hour() {
        SwitchRules rules =
                new SwitchRules(
                        SwitchRules.USUAL.zone(),
                        Optional.empty(),
                        HolidayReading.Base.UTC,
                        true,
                        OptionalInt.empty());
        Script script = new Script(Mode.RELAY, Duration.ofSeconds(60), rules, OptionalLong.empty());
        // The clock shows it twice; this is the second time.
        long start = Instant.parse("2026-10-25T01:30:00Z").getEpochSecond();
        Holiday told = new Holiday(Toggle.OFF, UNKNOWN, start, start + 3600);
        script.device(Script.report())
                .user(new SetHoliday(Optional.empty(), Optional.empty(), Optional.of(END)))
                .answer(new GetHolidayResponse(told));
        assertThat(script.lastSent().message())
                .isEqualTo(
                        new SetHolidayRequest(
                                new Holiday(Toggle.OFF, UNKNOWN, start, seconds(END))));
    }

    @Test
    void a_first_time_that_is_the_later_one_tells_the_order_for_ever() {
        Script script = Script.online(Mode.LOCAL);
        script.user(holiday(true, START, END))
                .answer(new GetHolidayResponse(told(false, LATER, EARLIER)));
        assertThat(script.lastSent().message()).isEqualTo(new SetHolidayRequest(endFirst()));
        script.answer(new SetHolidayResponse(endFirst()))
                .answer(new GetHolidayResponse(endFirst()));
        assertThat(script.done()).contains("t1 confirmed");

        script.answer(200, new GetHolidayResponse(new Holiday(Toggle.OFF, UNKNOWN, 0, 0)));
        script.user(holiday(true, START, END))
                .answer(new GetHolidayResponse(new Holiday(Toggle.OFF, UNKNOWN, 0, 0)));
        assertThat(script.lastSent().message()).isEqualTo(new SetHolidayRequest(endFirst()));
    }

    @Test
    void a_holiday_as_on_the_wire_is_read_written_and_read_again() {
        Script script = Script.online(Mode.LOCAL);
        Holiday odd = new Holiday(Toggle.ON, UNKNOWN, seconds(END), 0);
        script.user(new SetHolidayTimes(true, seconds(END), 0))
                .answer(new GetHolidayResponse(told(false, START, END)));
        assertThat(script.lastSent().message()).isEqualTo(new SetHolidayRequest(odd));
        script.answer(new SetHolidayResponse(odd)).answer(new GetHolidayResponse(odd));
        assertThat(script.done()).contains("t1 confirmed");

        script.user(new SetHolidayTimes(true, seconds(END), 0)).answer(new GetHolidayResponse(odd));
        assertThat(script.done())
                .contains("t2 confirmed")
                .doesNotContain("device <- SetHolidayRequest");

        script.user(new SetHolidayTimes(false, 1, 2))
                .answer(new GetHolidayResponse(odd))
                .answer(new SetHolidayResponse(odd))
                .answer(new GetHolidayResponse(odd));
        assertThat(script.result("t3").reason())
                .contains("the switch tells ON with 1798848000 and 0 instead of OFF with 1 and 2");
    }

    @Test
    void an_order_that_the_gateway_wrote_itself_proves_nothing() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetHolidayTimes(true, seconds(END), seconds(START)))
                .answer(new GetHolidayResponse(told(false, START, END)))
                .answer(new SetHolidayResponse(endFirst()))
                .answer(new GetHolidayResponse(endFirst()));
        assertThat(script.done()).contains("t1 confirmed");
        assertThat(script.lastTold().state().programme().holidayOrder()).isEmpty();

        script.user(holiday(false, START, END)).answer(new GetHolidayResponse(endFirst()));
        assertThat(script.lastSent().message())
                .isEqualTo(new SetHolidayRequest(told(false, START, END)));
        script.answer(new SetHolidayResponse(told(false, START, END)))
                .answer(new GetHolidayResponse(told(false, START, END)));

        // Others would not write so without a reason.
        script.answer(200, new GetHolidayResponse(endFirst()));
        assertThat(script.lastTold().state().programme().holidayOrder())
                .contains(HolidayReading.Order.END_FIRST);
        assertThat(script.news())
                .containsOnlyOnce("the times of its holiday show that their order is end-first");
    }

    @Test
    void a_holiday_that_cannot_be_is_refused_before_it_is_written() {
        // The clock of these tests begins in July 2026.
        refused(
                holiday(true, /* start= */ END, /* end= */ START),
                "the holiday would end at 2026-12-20T10:00, which is not after its start at 2027-01-02T00:00");
        refused(
                new SetHoliday(Optional.empty(), Optional.of(START), Optional.empty()),
                "the holiday would end at 2021-07-12T00:00, which is not after its start at 2026-12-20T10:00: set the other time first, or both");
        refused(
                holiday(true, START.minusYears(2), END.minusYears(2)),
                "the holiday ended at 2025-01-02T00:00 already: give a start and an end that is to come");
        refused(
                new SetHoliday(Optional.of(true), Optional.empty(), Optional.empty()),
                "the holiday ended at 2021-07-12T00:00 already: give a start and an end that is to come");
    }

    @Test
    void a_holiday_without_times_cannot_be_switched_on() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetHoliday(Optional.of(true), Optional.empty(), Optional.empty()))
                .answer(new GetHolidayResponse(new Holiday(Toggle.OFF, UNKNOWN, 0, 0)));
        assertThat(reason(script)).isEqualTo("a holiday needs a start and an end: give both");
    }

    private static void refused(DeviceCommand command, String reason) {
        Script script = Script.online(Mode.LOCAL);
        script.user(command).answer(new GetHolidayResponse(Script.HOLIDAY));
        assertThat(script.done())
                .containsExactly(
                        "device <- GetHolidayRequest", "t1 rejected", "taken GetHolidayResponse");
        assertThat(reason(script)).isEqualTo(reason);
    }

    @Test
    void a_holiday_that_differs_in_the_end_is_rejected_with_both() {
        Script script = Script.online(Mode.LOCAL);
        script.user(holiday(true, START, END))
                .answer(new GetHolidayResponse(Script.HOLIDAY))
                .answer(new SetHolidayResponse(Script.HOLIDAY))
                .answer(new GetHolidayResponse(Script.HOLIDAY));
        assertThat(reason(script))
                .isEqualTo(
                        "the switch tells OFF from 2021-07-11T04:30 to 2021-07-12T00:00 instead of ON from 2026-12-20T10:00 to 2027-01-02T00:00");
    }

    @Test
    void after_a_restart_the_same_write_is_repeated_and_what_came_of_it_read() {
        Script before = Script.online(Mode.LOCAL);
        before.user(holiday(true, START, END)).answer(new GetHolidayResponse(Script.HOLIDAY));
        Bytes written = before.lastSent().bytes();

        Script script = before.restart(Duration.ofSeconds(3)).device(Script.report());
        assertThat(script.lastSent().bytes()).isEqualTo(written);
        script.answer(new SetHolidayResponse(told(true, START, END)));
        assertThat(script.lastSent().message()).isEqualTo(new GetHolidayRequest());
        script.answer(new GetHolidayResponse(told(true, START, END)));
        assertThat(script.done()).contains("t1 confirmed");
    }

    private static final SwitchTime AT_SIX = new SwitchTime(true, 360, 5);
    private static final SwitchTime AT_EIGHT = new SwitchTime(true, 480, 0);
    private static final SwitchTime NOT = new SwitchTime(false, 77, 3);

    /** Sundays from six to eight, and five periods that do nothing; all with unknown bits. */
    private static Schedule odd(String name, Period first) {
        List<Period> periods = new ArrayList<>(List.of(first));
        while (periods.size() < Schedule.PERIODS) {
            periods.add(new Period(NOT, NOT, 0x80, 9));
        }
        return new Schedule(2, periods, Text.name(name));
    }

    private static Schedule odd(String name) {
        return odd(name, new Period(AT_SIX, AT_EIGHT, 0x81, 0x42));
    }

    private static WriteSchedule periods(String line) throws WrongSettingException {
        return new WriteSchedule(
                2, new ScheduleSetting(Optional.empty(), Optional.of(ScheduleLine.parse(line))));
    }

    @Test
    void a_schedule_is_read_written_with_all_unknown_bits_as_they_were_and_read_again()
            throws Exception {
        Script script = Script.online(Mode.FALLBACK);
        script.user(periods("sun 6:00-8:00; mon 7:30-9:00"));
        assertThat(script.done()).containsExactly("device <- GetScheduleRequest");
        script.answer(new GetScheduleResponse(odd("Bath")));
        List<Period> wanted = new ArrayList<>(odd("Bath").periods());
        wanted.set(
                1, new Period(new SwitchTime(true, 450, 3), new SwitchTime(true, 540, 3), 0x82, 9));
        Schedule target = new Schedule(2, wanted, Text.name("Bath"));
        assertThat(script.lastSent().message()).isEqualTo(new SetScheduleRequest(target));
        script.answer(new SetScheduleResponse(target)).done();
        assertThat(script.answer(new GetScheduleResponse(target)).done())
                .containsExactly("t1 confirmed", "cloud <- GetScheduleResponse");
        assertThat(script.lastTold().state().programme().schedules().get(2)).contains(target);
    }

    @Test
    void a_schedule_that_the_device_has_already_is_not_written() throws Exception {
        Script script = Script.online(Mode.LOCAL);
        script.user(periods("sun 06:00-08:00")).done();
        assertThat(script.answer(new GetScheduleResponse(odd("Bath"))).done())
                .contains("t1 confirmed")
                .noneMatch(line -> line.startsWith("device <-"));
    }

    @Test
    void where_only_the_name_differs_only_the_name_is_written() {
        Script script = Script.online(Mode.LOCAL);
        script.user(
                        new WriteSchedule(
                                2, new ScheduleSetting(Optional.of("Küche"), Optional.empty())))
                .answer(new GetScheduleResponse(odd("Bath")));
        assertThat(script.lastSent().message())
                .isEqualTo(new SetScheduleNameRequest(2, Text.name("Küche")));
        script.answer(new SetScheduleNameResponse(2)).answer(new GetScheduleResponse(odd("Küche")));
        assertThat(script.done()).contains("t1 confirmed");
    }

    @Test
    void a_schedule_that_differs_in_the_end_is_rejected_with_both() throws Exception {
        Script script = Script.online(Mode.LOCAL);
        script.user(periods("mon 7:30-9:00"))
                .answer(new GetScheduleResponse(odd("Bath")))
                .answer(new SetScheduleResponse(odd("Bath")))
                .answer(new GetScheduleResponse(odd("Bath")));
        assertThat(reason(script))
                .isEqualTo(
                        "the switch tells \"Bath\" sun 06:00-08:00 instead of \"Bath\" mon 07:30-09:00");
    }

    @Test
    void periods_that_overlap_are_written_and_pointed_out() throws Exception {
        Script script = Script.online(Mode.LOCAL);
        script.user(periods("sun 6:00-8:00, 7:00-9:00")).answer(new GetScheduleResponse(odd("x")));
        Message.SetScheduleRequest written =
                (Message.SetScheduleRequest) script.lastSent().message();
        script.answer(new SetScheduleResponse(written.schedule()))
                .answer(new GetScheduleResponse(written.schedule()));
        assertThat(script.done()).contains("t1 confirmed");
        assertThat(reason(script)).isEqualTo("periods[0] and periods[1] overlap on sun: on wins");
    }

    @Test
    void the_active_schedule_keeps_a_name() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new WriteSchedule(0, new ScheduleSetting(Optional.of(""), Optional.empty())));
        assertThat(script.done()).containsExactly("t1 rejected");
        assertThat(reason(script))
                .isEqualTo(
                        "schedule #1 is the active one, which needs a name: choose another one first");
    }

    @Test
    void the_active_schedule_keeps_a_name_also_where_it_is_not_known_which_it_is() {
        Script script = Script.online(Mode.RELAY);
        script.user(new WriteSchedule(0, new ScheduleSetting(Optional.of(""), Optional.empty())));
        assertThat(script.lastSent().message()).isEqualTo(new GetActiveScheduleRequest());
        script.answer(new GetActiveScheduleResponse(0))
                .answer(new GetScheduleResponse(Script.schedule(0, "Bath")));
        assertThat(script.done()).contains("t1 rejected");
        assertThat(reason(script))
                .isEqualTo(
                        "schedule #1 is the active one, which needs a name: choose another one first");
    }

    @Test
    void what_cannot_be_written_back_is_a_rejection_and_not_guessed() throws Exception {
        Script script = Script.online(Mode.LOCAL);
        Schedule told = new Schedule(2, odd("x").periods(), new Text(Bytes.of(0xfe)));
        script.user(periods("mon 7:30-9:00"));
        int sequence = script.lastSent().envelope().sequence();
        Envelope envelope = new Envelope(77, 5, 5, 87, sequence, Bytes.of(0, 0, 0), Script.DEVICE);
        script.deviceSends(
                FrameCodec.exact(envelope, new GetScheduleResponse(told), Bytes.EMPTY).bytes());
        assertThat(script.done()).contains("t1 rejected");
        assertThat(reason(script)).contains("name is not valid UTF-8");
    }

    @Test
    void after_a_restart_a_schedules_write_is_repeated_and_checked() throws Exception {
        Script before = Script.online(Mode.LOCAL);
        before.user(periods("mon 7:30-9:00")).answer(new GetScheduleResponse(odd("Bath")));
        SetScheduleRequest written = (SetScheduleRequest) before.lastSent().message();

        Script script = before.restart(Duration.ofSeconds(3)).device(Script.report());
        assertThat(script.lastSent().bytes()).isEqualTo(before.lastSent().bytes());
        script.answer(new SetScheduleResponse(written.schedule()))
                .answer(new GetScheduleResponse(odd("Bath")));
        assertThat(script.done()).contains("t1 rejected");
    }

    @Test
    void a_read_that_is_not_answered_ends_it_with_nothing_written() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetActiveSchedule(3)).device(Script.report()).seconds(15);
        assertThat(script.result("t1").outcome().label()).isEqualTo("timeout");
        assertThat(reason(script))
                .isEqualTo("the switch did not answer within 15 s; nothing was written");
        assertThat(script.sent().stream().map(frame -> frame.kind().label()))
                .doesNotContain("SetActiveScheduleRequest");
    }

    @Test
    void where_only_the_last_read_is_not_answered_it_may_have_been_written() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetActiveSchedule(3))
                .answer(new GetActiveScheduleResponse(0))
                .answer(new SetActiveScheduleResponse(3))
                .device(Script.report())
                .seconds(15);
        assertThat(reason(script))
                .isEqualTo("the switch did not answer within 15 s; whether it obeyed is not known");
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_became_of_a_write_that_was_not_answered_is_asked(Mode mode) {
        Script script = Script.online(mode);
        script.user(new SetActiveSchedule(3));
        if (mode == Mode.RELAY) {
            script.answerQuestion(); // for the schedule's name
        }
        script.answer(new GetActiveScheduleResponse(0)).device(Script.report());
        assertThat(script.seconds(15).done()).contains("t1 timeout");
        assertThat(script.lastSent().message()).isEqualTo(new GetActiveScheduleRequest());
        script.answer(new GetActiveScheduleResponse(3));
        assertThat(script.lastTold().state().programme().activeSchedule()).hasValue(3);
        script.done();
        assertThat(script.seconds(30).done()).isEmpty();
    }

    @Test
    void a_flag_of_a_holiday_that_nobody_knows_is_not_taken_for_off() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetHoliday(Optional.of(false), Optional.empty(), Optional.empty()));
        tellHoliday(script, flagged());
        assertThat(script.lastSent().message())
                .isEqualTo(new SetHolidayRequest(told(false, START, END)));
        script.answer(new SetHolidayResponse(told(false, START, END)));
        tellHoliday(script, flagged());
        assertThat(script.done()).contains("t1 rejected");
    }

    @Test
    void a_flag_of_a_holiday_that_nobody_knows_is_not_written_over_unasked() {
        Script script = Script.online(Mode.LOCAL);
        script.user(
                new SetHoliday(Optional.empty(), Optional.empty(), Optional.of(END.plusDays(1))));
        tellHoliday(script, flagged());
        assertThat(script.done()).contains("t1 rejected");
        assertThat(reason(script)).contains("holiday active is 2");
    }

    private static Holiday flagged() {
        return new Holiday(new Toggle(2), UNKNOWN, seconds(START), seconds(END));
    }

    /** As the answer to what the gateway sent last. */
    private static void tellHoliday(Script script, Holiday holiday) {
        int sequence = script.lastSent().envelope().sequence();
        Envelope envelope = new Envelope(77, 9, 5, 12, sequence, Bytes.of(0, 0, 0), Script.DEVICE);
        script.deviceSends(
                FrameCodec.exact(envelope, new GetHolidayResponse(holiday), Bytes.EMPTY).bytes());
    }

    @Test
    void an_answer_of_another_kind_is_a_rejection() {
        Script script = Script.online(Mode.LOCAL);
        script.user(new SetActiveSchedule(3));
        Message other = new SetActiveScheduleResponse(1);
        assertThat(script.answer(other).done()).contains("t1 rejected");
        assertThat(List.of(reason(script)))
                .containsExactly(
                        "the switch answered GetActiveScheduleRequest with SetActiveScheduleResponse");
    }
}
