package io.github.timeguardmqtt.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetActiveSchedule;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Toggle;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused because of what the switch has. */
class EditRefusalsTest {

    private static final Optional<LocalDateTime> DECEMBER =
            Optional.of(LocalDateTime.parse("2026-12-20T10:00"));
    private static final Optional<LocalDateTime> NO_TIME = Optional.empty();
    private static final Holiday NO_TIMES = new Holiday(Toggle.OFF, Bytes.of(0x74, 0, 1), 0, 0);

    private static SetHoliday holiday(boolean active, Optional<LocalDateTime> start) {
        return new SetHoliday(Optional.of(active), start, NO_TIME);
    }

    /** The sentences, by what was asked for; docs/reference/schedules.md is made from the file. */
    private static Map<String, String> sentences() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        EditRefusalsTest.class.getResourceAsStream("edit-refusals.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .collect(Collectors.toMap(row -> row[0], row -> row[1]));
        }
    }

    private record Case(Script script, DeviceCommand command, List<Message> answers) {

        static Case of(DeviceCommand command, Message... answers) {
            return new Case(Script.online(Mode.LOCAL), command, List.of(answers));
        }
    }

    private static Map<String, Case> cases() {
        Script nameless = Script.online(Mode.LOCAL);
        nameless.answer(200, new SetScheduleResponse(Script.schedule(3, "")));
        return Map.of(
                "a schedule without a name as the active one",
                new Case(nameless, new SetActiveSchedule(3), List.of()),
                "the active schedule without its name",
                Case.of(
                        new WriteSchedule(
                                0, new ScheduleSetting(Optional.of(""), Optional.empty()))),
                "anything that the switch tells otherwise when it is read again",
                Case.of(
                        new SetActiveSchedule(3),
                        new GetActiveScheduleResponse(0),
                        new SetActiveScheduleResponse(3),
                        new GetActiveScheduleResponse(2)),
                "a start behind the end that the switch has",
                Case.of(holiday(true, DECEMBER), new GetHolidayResponse(Script.HOLIDAY)),
                "an active holiday that is over",
                Case.of(holiday(true, NO_TIME), new GetHolidayResponse(Script.HOLIDAY)),
                "a holiday that lacks a time",
                Case.of(holiday(true, NO_TIME), new GetHolidayResponse(NO_TIMES)));
    }

    static Set<String> asked() throws IOException {
        assertThat(cases().keySet()).isEqualTo(sentences().keySet());
        return sentences().keySet();
    }

    @ParameterizedTest
    @MethodSource("asked")
    void it_is_refused_because_of_what_the_switch_has(String asked) throws IOException {
        Case it = Objects.requireNonNull(cases().get(asked));
        it.script().user(it.command());
        it.answers().forEach(it.script()::answer);
        assertThat(it.script().result("t1").outcome().label()).isEqualTo("rejected");
        assertThat(it.script().result("t1").reason()).contains(sentences().get(asked));
    }
}
