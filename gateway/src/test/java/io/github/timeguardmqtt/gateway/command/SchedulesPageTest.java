package io.github.timeguardmqtt.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.gateway.command.CommandText.Ok;
import io.github.timeguardmqtt.gateway.command.CommandText.Refused;
import io.github.timeguardmqtt.gateway.command.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.model.ScheduleLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/schedules.md shows and quotes is so, word by word. */
class SchedulesPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\|");

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "schedules.md"));
    }

    /** The rows between two texts whose first two cells are code. */
    private static List<Arguments> rows(String from, String to) throws IOException {
        String page = page();
        int start = page.indexOf(from);
        return ROW.matcher(page.substring(start, page.indexOf(to, start)))
                .results()
                .map((MatchResult row) -> Arguments.of(row.group(1), row.group(2)))
                .toList();
    }

    static List<Arguments> lines() throws IOException {
        return rows("| written | shown |", "## JSON");
    }

    static List<Arguments> schedules() throws IOException {
        return rows("As the payload of `schedules/1/set`", "As the payload of `holiday/set`");
    }

    static List<Arguments> holidays() throws IOException {
        return rows("As the payload of `holiday/set`", "## Warnings");
    }

    private static void isRefused(String name, String payload, String reason) {
        assertThat(SettingsTest.parse(name, payload))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_line_is_shown_as_it_says(String written, String shown) throws Exception {
        assertThat(ScheduleLine.print(ScheduleLine.parse(written))).isEqualTo(shown);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_schedule_is_refused_as_it_says(String payload, String reason) {
        isRefused("schedules/1", payload, reason);
    }

    @ParameterizedTest
    @MethodSource("holidays")
    void a_holiday_is_refused_as_it_says(String payload, String reason) {
        isRefused("holiday", payload, reason);
    }

    @Test
    void its_examples_are_commands() throws IOException {
        for (String block :
                Pattern.compile("(?ms)^```json\n(.*?)\n```")
                        .matcher(page())
                        .results()
                        .map((MatchResult it) -> it.group(1))
                        .toList()) {
            String name = block.contains("active") ? "holiday" : "schedules/1";
            assertThat(SettingsTest.parse(name, block)).as(block).isInstanceOf(Ok.class);
        }
    }

    @Test
    void its_warning_is_the_one_that_is_given() throws IOException {
        Ok ok = (Ok) SettingsTest.parse("schedules/1", "mon-fri 06:30-08:30, 08:00-09:00");
        List<String> warnings = ((WriteSchedule) ok.command()).setting().warnings();
        assertThat(warnings).hasSize(1);
        assertThat(page()).contains("\n" + warnings.getFirst() + "\n");
    }
}
