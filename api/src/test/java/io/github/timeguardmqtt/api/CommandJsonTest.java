package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandJsonTest {

    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");

    private static final DeviceCommand RAW =
            new DeviceCommand.Raw(
                    FrameCodec.fromServer(
                            DEVICE, 7, new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON)));

    private static DeviceCommand schedule(
            Optional<String> name, Optional<List<PeriodSetting>> periods) {
        return new DeviceCommand.WriteSchedule(5, new ScheduleSetting(name, periods));
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                argumentSet(
                        "work mode",
                        new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON),
                        "{\"kind\":\"work_mode\",\"mode\":2}"),
                argumentSet(
                        "a mode that has no name",
                        new DeviceCommand.SetWorkMode(new WorkMode(9)),
                        "{\"kind\":\"work_mode\",\"mode\":9}"),
                argumentSet(
                        "plain off",
                        new DeviceCommand.TurnOff(WorkMode.ALWAYS_OFF),
                        "{\"kind\":\"turn_off\",\"mode\":1}"),
                argumentSet(
                        "boost",
                        new DeviceCommand.SetBoost(BoostType.TWO_HOURS),
                        "{\"kind\":\"boost\",\"value\":2}"),
                argumentSet(
                        "advance",
                        new DeviceCommand.SetAdvance(Toggle.ON),
                        "{\"kind\":\"advance\",\"value\":1}"),
                argumentSet(
                        "active schedule",
                        new DeviceCommand.SetActiveSchedule(3),
                        "{\"kind\":\"active_schedule\",\"schedule\":3}"),
                argumentSet(
                        "a schedule's name",
                        schedule(Optional.of("Ü \"😀\""), Optional.empty()),
                        "{\"kind\":\"schedule\",\"schedule\":5,\"setting\":{\"name\":\"Ü"
                                + " \\\"😀\\\"\"}}"),
                argumentSet(
                        "a schedule's periods",
                        schedule(
                                Optional.empty(),
                                Optional.of(
                                        List.of(
                                                new PeriodSetting(
                                                        Set.of(DayOfWeek.MONDAY),
                                                        Optional.of(LocalTime.of(6, 30)),
                                                        Optional.empty())))),
                        "{\"kind\":\"schedule\",\"schedule\":5,\"setting\":{\"periods\":[{\"days\":[\"mon\"],\"on\":\"06:30\",\"off\":null}],\"text\":\"mon"
                                + " 06:30-\"}}"),
                argumentSet(
                        "a schedule without periods and name",
                        schedule(Optional.of(""), Optional.of(List.of())),
                        "{\"kind\":\"schedule\",\"schedule\":5,\"setting\":{\"name\":\"\",\"periods\":[],\"text\":\"none\"}}"),
                argumentSet(
                        "a schedule left as it is",
                        schedule(Optional.empty(), Optional.empty()),
                        "{\"kind\":\"schedule\",\"schedule\":5,\"setting\":{}}"),
                argumentSet(
                        "holiday",
                        new DeviceCommand.SetHoliday(
                                Optional.of(true),
                                Optional.of(LocalDateTime.of(2026, 12, 20, 10, 0)),
                                Optional.empty()),
                        "{\"kind\":\"holiday\",\"active\":true,\"start\":\"2026-12-20T10:00\"}"),
                argumentSet(
                        "holiday on the wire",
                        new DeviceCommand.SetHolidayTimes(false, 0, 0xffff_ffffL),
                        "{\"kind\":\"holiday_times\",\"active\":false,\"first\":0,\"second\":4294967295}"),
                argumentSet(
                        "read",
                        new DeviceCommand.Read(List.of(new Message.GetHolidayRequest())),
                        "{\"kind\":\"read\",\"requests\":[\""
                                + FrameCodec.fromServer(
                                                new DeviceId(0), 0, new Message.GetHolidayRequest())
                                        .bytes()
                                        .toHex()
                                + "\"]}"),
                argumentSet(
                        "raw",
                        RAW,
                        "{\"kind\":\"raw\",\"frame\":\""
                                + RAW.requests().stream()
                                        .map(message ->
                                                FrameCodec.fromServer(DEVICE, 7, message)
                                                        .bytes()
                                                        .toHex())
                                        .collect(Collectors.joining())
                                + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_is_read_as_it_was_written(DeviceCommand command, String json) throws Exception {
        assertThat(CommandJson.of(command).line()).isEqualTo(json);
        assertThat(CommandJson.command(JsonReader.object(json))).isEqualTo(command);
    }

    @Test
    void every_sort_of_command_is_tried_and_everything_is_read() throws Exception {
        Set<Class<?>> tried =
                commands()
                        .map(arguments -> arguments.get()[0].getClass())
                        .collect(Collectors.toSet());
        assertThat(tried)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.asList(DeviceCommand.class.getPermittedSubclasses()));
        assertThat(CommandJson.command(CommandJson.of(DeviceCommand.Read.EVERYTHING)))
                .isEqualTo(DeviceCommand.Read.EVERYTHING);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_on_its_way_is_read_as_it_was_written(DeviceCommand command, String json)
            throws Exception {
        CommandRequest request =
                new CommandRequest(
                        DEVICE,
                        command,
                        "some/name",
                        "some \"value\"",
                        "0123456789abcdef",
                        Optional.of(new ReplyTo("an/answer", Bytes.of(0, 255))));
        PendingCommand fresh =
                new PendingCommand(
                        request,
                        Instant.parse("2026-11-30T12:00:00.123456789Z"),
                        Optional.empty(),
                        Optional.empty());
        PendingCommand done =
                new PendingCommand(
                        request,
                        fresh.accepted(),
                        Optional.of(
                                FrameCodec.fromServer(DEVICE, 9, new Message.GetHolidayRequest())),
                        Optional.of(
                                request.result(
                                        CommandResult.Outcome.TIMEOUT,
                                        Optional.of("nobody answered"),
                                        Duration.ofMillis(1234))));
        for (PendingCommand pending : List.of(fresh, done)) {
            assertThat(
                            CommandJson.pendingCommand(
                                    JsonReader.object(CommandJson.of(pending).line())))
                    .isEqualTo(pending);
        }
        CommandRequest silent = new CommandRequest(DEVICE, command, "n", "", "t", Optional.empty());
        assertThat(CommandJson.commandRequest(CommandJson.of(silent))).isEqualTo(silent);
    }

    @Test
    void a_result_is_what_users_see() {
        CommandResult result =
                new CommandResult(
                        DEVICE,
                        "work_mode",
                        "Auto",
                        CommandResult.Outcome.CONFIRMED,
                        Optional.empty(),
                        Duration.ofMillis(12),
                        "abc",
                        Optional.empty());
        assertThat(CommandJson.of(result).line())
                .isEqualTo(
                        "{\"command\":\"work_mode\",\"value\":\"Auto\",\"result\":\"confirmed\",\"reason\":null,\"ms\":12,\"transaction\":\"abc\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | kind: is missing, or of another"
                        + " type",
                "{\"kind\":\"x\"}                               | kind: is none of the commands:"
                        + " \"x\"",
                "{\"kind\":\"work_mode\"}                       | mode: is missing, or of another"
                        + " type",
                "{\"kind\":\"work_mode\",\"mode\":256}          | mode: 256 is not 0 to 255",
                "{\"kind\":\"active_schedule\",\"schedule\":6}  | schedule: 6 is not 0 to 5",
                "{\"kind\":\"raw\",\"frame\":\"00\"}            | frame: \"00\" is no frame",
                "{\"kind\":\"read\",\"requests\":[1]}           | requests: 1 is no frame",
                "{\"kind\":\"holiday\",\"start\":\"x\"}         | start: is no local date and time",
                "{\"kind\":\"schedule\",\"schedule\":0,\"setting\":{\"nmae\":1}} | setting:"
                        + " \"nmae\" is not a key: expected name, periods or text; nothing is asked"
                        + " for: expected name, periods or text",
            })
    void what_is_no_command_is_refused_in_a_sentence(String json, String sentence)
            throws Exception {
        var object = JsonReader.object(json);
        assertThatThrownBy(() -> CommandJson.command(object))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
