package io.github.timeguardmqtt.gateway.session;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/schedules.md quotes what is refused because of what the switch has, word by word. */
class EditRefusalsPageTest {

    private static final Optional<LocalDateTime> DECEMBER =
            Optional.of(LocalDateTime.parse("2026-12-20T10:00"));
    private static final Optional<LocalDateTime> NO_TIME = Optional.empty();
    private static final Holiday NO_TIMES = new Holiday(Toggle.OFF, Bytes.of(0x74, 0, 1), 0, 0);

    private static SetHoliday holiday(boolean active, Optional<LocalDateTime> start) {
        return new SetHoliday(Optional.of(active), start, NO_TIME);
    }

    /** Refused, after these answers of the switch, with a sentence that the page has. */
    private static void isQuoted(DeviceCommand command, Message... answers) throws IOException {
        isQuoted(Script.online(Mode.LOCAL), command, answers);
    }

    private static void isQuoted(Script script, DeviceCommand command, Message... answers)
            throws IOException {
        script.user(command);
        for (Message answer : answers) {
            script.answer(answer);
        }
        assertThat(script.result("t1").outcome().label()).isEqualTo("rejected");
        String reason = script.result("t1").reason().orElseThrow();
        assertThat(Files.readString(Path.of("..", "docs", "schedules.md")))
                .contains("| `" + reason + "` |");
    }

    @Test
    void of_the_active_schedule() throws IOException {
        Script nameless = Script.online(Mode.LOCAL);
        nameless.answer(200, new SetScheduleResponse(Script.schedule(3, "")));
        isQuoted(nameless, new SetActiveSchedule(3));
        isQuoted(new WriteSchedule(0, new ScheduleSetting(Optional.of(""), Optional.empty())));
        isQuoted(
                new SetActiveSchedule(3),
                new GetActiveScheduleResponse(0),
                new SetActiveScheduleResponse(3),
                new GetActiveScheduleResponse(2));
    }

    @Test
    void of_the_holiday() throws IOException {
        isQuoted(holiday(true, DECEMBER), new GetHolidayResponse(Script.HOLIDAY));
        isQuoted(holiday(true, NO_TIME), new GetHolidayResponse(Script.HOLIDAY));
        isQuoted(holiday(true, NO_TIME), new GetHolidayResponse(NO_TIMES));
    }
}
