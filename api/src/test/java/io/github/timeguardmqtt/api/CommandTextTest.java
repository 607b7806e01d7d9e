package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandText.Ok;
import io.github.timeguardmqtt.api.CommandText.Parsed;
import io.github.timeguardmqtt.api.CommandText.Refused;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTextTest {

    private static final DeviceId ID = DeviceId.parse("0badcafe");
    private static final Bytes FRAME = Frames.command("0badcafe");

    private static Bytes bytes(String text) {
        return Bytes.copyOf(UTF_8.encode(text));
    }

    private static Parsed parse(String name, String payload) {
        return CommandText.parse(ID, name, bytes(payload), new CommandRules(true, false));
    }

    private static Message request(String name, String payload) {
        assertThat(parse(name, payload)).isInstanceOf(Ok.class);
        List<Message> requests = ((Ok) parse(name, payload)).command().requests();
        assertThat(requests).hasSize(1);
        return requests.getFirst();
    }

    private static String reason(String name, String payload) {
        assertThat(parse(name, payload)).isInstanceOf(Refused.class);
        return ((Refused) parse(name, payload)).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "boost, Off, 'SetBoostRequest[boost=OFF]'",
        "boost, 1 hour, 'SetBoostRequest[boost=ONE_HOUR]'",
        "boost, 2 HOURS, 'SetBoostRequest[boost=TWO_HOURS]'",
        "advance_mode, on, 'SetAdvanceRequest[advance=ON]'",
        "advance, OFF, 'SetAdvanceRequest[advance=OFF]'",
        "work_mode, Auto, 'SetWorkModeRequest[workMode=AUTO]'",
        "work_mode, always off, 'SetWorkModeRequest[workMode=ALWAYS_OFF]'",
        "work_mode, ' Always on ', 'SetWorkModeRequest[workMode=ALWAYS_ON]'",
        "work_mode, HOLIDAY, 'SetWorkModeRequest[workMode=HOLIDAY]'",
        "active_schedule, '#1: Weekdays', 'SetActiveScheduleRequest[schedule=0]'",
        "active_schedule, '#6: #2: two', 'SetActiveScheduleRequest[schedule=5]'",
        "active_schedule, '#3', 'SetActiveScheduleRequest[schedule=2]'",
        "power, ON, 'SetWorkModeRequest[workMode=ALWAYS_ON]'",
        "get, code_version, 'GetCodeVersionRequest[]'",
        "get, active_schedule, 'GetActiveScheduleRequest[]'",
        "get, Schedules/1, 'GetScheduleRequest[schedule=0]'",
        "get, Holiday, 'GetHolidayRequest[]'",
        "schedules/1, none, 'GetScheduleRequest[schedule=0]'",
        "schedules/6, 'mon 06:30-08:30', 'GetScheduleRequest[schedule=5]'",
        "holiday, off, 'GetHolidayRequest[]'",
        "get, schedules/6, 'GetScheduleRequest[schedule=5]'",
    })
    void a_word_of_the_list_is_a_command(String name, String payload, String request) {
        assertThat(request(name, payload)).hasToString(request);
    }

    @Test
    void what_is_asked_for_is_told_as_text() {
        assertThat(parse("work_mode", " Auto\r\n").value()).isEqualTo("Auto");
        assertThat(parse("work_mode", "a\u0000b\nc\u202ed").value()).isEqualTo("a b c d");
        assertThat(parse("work_mode", "x".repeat(1_000_000)).value()).hasSize(200);
        assertThat(parse("get", "").value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Always\u0000on", "Always\non", "Always on\u0000", "\u202eAlways on"})
    void what_only_looks_like_a_word_is_none(String payload) {
        assertThat(reason("work_mode", payload)).contains("is not a work mode");
    }

    @Test
    void reading_everything_is_the_default_and_schedules_are_all_six() {
        assertThat(((Ok) parse("get", " ")).command()).isEqualTo(DeviceCommand.Read.EVERYTHING);
        assertThat(((Ok) parse("get", "schedules")).command().requests())
                .isEqualTo(
                        IntStream.range(0, Schedule.COUNT)
                                .mapToObj(Message.GetScheduleRequest::new)
                                .toList());
    }

    @Test
    void power_off_is_always_off_or_auto_as_the_settings_say() {
        assertThat(CommandText.parse(ID, "power", bytes("OFF"), new CommandRules(false, true)))
                .isEqualTo(new Ok(new DeviceCommand.TurnOff(WorkMode.AUTO), "OFF"));
        assertThat(CommandText.parse(ID, "power", bytes("off"), new CommandRules(false, false)))
                .isEqualTo(new Ok(new DeviceCommand.TurnOff(WorkMode.ALWAYS_OFF), "off"));
        assertThat(CommandText.parse(ID, "power", bytes("ON"), new CommandRules(false, true)))
                .isEqualTo(new Ok(new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON), "ON"));
    }

    @ParameterizedTest
    @CsvSource({
        "boost, 3 hours, '\"3 hours\" is not a boost: expected Off, 1 hour or 2 hours'",
        "boost, '', '\"\" is not a boost: expected Off, 1 hour or 2 hours'",
        "advance, true, '\"true\" is not a value of advance: expected ON or OFF'",
        "power, Auto, '\"Auto\" is not a value of power: expected ON or OFF'",
        "work_mode, Unknown,"
                + " '\"Unknown\" is not a work mode: expected Auto, Always off, Always on or Holiday'",
        "active_schedule, '#7: x',"
                + " '\"#7: x\" is not a schedule: expected #1 to #6, with or without its name'",
        "get, status, '\"status\" is not something that can be read: expected nothing,"
                + " code_version, active_schedule, schedules, schedules/1, schedules/2, schedules/3,"
                + " schedules/4, schedules/5, schedules/6 or holiday'",
        "wrk_mode, Auto, '\"wrk_mode\" is not a command: expected boost, advance_mode, advance,"
                + " work_mode, active_schedule, power, schedules/1 to schedules/6, holiday,"
                + " raw_command or get'",
    })
    void anything_else_is_refused_with_what_would_be_right(
            String name, String payload, String reason) {
        assertThat(reason(name, payload)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#12", "#1x", "1", "#0: a", "# 1", "#1 2", "##1", "#١"})
    void what_does_not_clearly_name_a_schedule_is_refused(String payload) {
        assertThat(parse("active_schedule", payload)).isInstanceOf(Refused.class);
    }

    @Test
    void a_word_behind_more_than_anybody_would_write_is_not_looked_for() {
        assertThat(parse("power", "ON" + " ".repeat(2000))).isInstanceOf(Refused.class);
        assertThat(parse("active_schedule", "#1: " + "x".repeat(2000))).isInstanceOf(Refused.class);
    }

    @Test
    void a_raw_command_is_a_frame_of_the_server_for_this_device() {
        Ok ok = (Ok) parse("raw_command", FRAME.toHex());
        assertThat(ok.command()).isEqualTo(new DeviceCommand.Raw((Frame) FrameCodec.decode(FRAME)));
        assertThat(parse("raw_command", " " + FRAME.toSpacedHex().toUpperCase(Locale.ROOT) + "\n"))
                .isInstanceOf(Ok.class);
        assertThat(parse("raw_command", FRAME.toSpacedHex().replace(' ', ':')))
                .isInstanceOf(Ok.class);
    }

    @Test
    void a_raw_command_is_refused_while_they_are_off() {
        assertThat(
                        CommandText.parse(
                                ID,
                                "raw_command",
                                bytes(FRAME.toHex()),
                                new CommandRules(false, false)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isEqualTo(
                                                "raw commands are off: they are switched on in the settings"));
    }

    private static Bytes ofType4(int flags) {
        Envelope envelope =
                new Envelope(Envelope.SERVER_MESSAGE_ID, 4, flags, 1, 7, Bytes.of(0, 0, 0), ID);
        return FrameCodec.exact(envelope, new Message.Unknown(Bytes.of(1)), Bytes.EMPTY).bytes();
    }

    @Test
    void a_raw_command_that_is_no_such_frame_is_refused_and_why() {
        String hex = FRAME.toHex();
        assertThat(reason("raw_command", "")).contains("ends after 0 bytes");
        assertThat(reason("raw_command", "zz")).contains("expected pairs of hex digits");
        assertThat(reason("raw_command", "abc")).contains("expected pairs of hex digits");
        assertThat(reason("raw_command", "0x" + hex)).contains("expected pairs of hex digits");
        assertThat(reason("raw_command", hex.substring(2))).contains("starts with");
        assertThat(reason("raw_command", hex.substring(0, 20))).contains("ends after 10 bytes");
        assertThat(reason("raw_command", hex.replace("08", "09")))
                .contains("says that its checksum is");
        assertThat(reason("raw_command", hex + hex))
                .contains(FRAME.size() + " bytes behind the frame");
        assertThat(reason("raw_command", Frames.report("0badcafe", 1).toHex()))
                .contains("is a device's frame");
        assertThat(reason("raw_command", Frames.command("12345678").toHex()))
                .contains("is for device 12345678: expected 0badcafe");
        assertThat(reason("raw_command", ofType4(0xe).toHex())).contains("never written");
        assertThat(reason("raw_command", "f".repeat(1_000_000))).contains("longer than any frame");
    }

    @Test
    void type_4_may_be_read() {
        assertThat(parse("raw_command", ofType4(0xc).toHex())).isInstanceOf(Ok.class);
    }

    @Test
    void nothing_that_can_be_in_a_payload_does_harm() {
        Random random = new Random(7);
        List<String> names =
                List.of(
                        "boost",
                        "advance",
                        "work_mode",
                        "active_schedule",
                        "power",
                        "get",
                        "raw_command",
                        "holiday",
                        "schedules/7",
                        "",
                        "\ud83d",
                        "x".repeat(70_000));
        for (int round = 0; round < 20_000; round++) {
            byte[] payload = new byte[1 + random.nextInt(300)];
            random.nextBytes(payload);
            Parsed parsed =
                    CommandText.parse(
                            ID,
                            names.get(random.nextInt(names.size())),
                            Bytes.copyOf(payload, 0, payload.length),
                            new CommandRules(true, false));
            assertThat(parsed).isInstanceOf(Refused.class);
            assertThat(parsed.value()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n", "\u0000");
            assertThat(((Refused) parsed).reason()).hasSizeLessThan(400).doesNotContain("\n");
        }
    }

    @Test
    void an_advance_on_either_topic_is_the_same() {
        assertThat(request("advance", "ON"))
                .isEqualTo(request("advance_mode", "ON"))
                .isEqualTo(new Message.SetAdvanceRequest(Toggle.ON));
    }
}
