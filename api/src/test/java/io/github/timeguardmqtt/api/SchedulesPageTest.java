package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandText.Ok;
import io.github.timeguardmqtt.api.CommandText.Refused;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    void another_active_schedule_is_refused_as_it_says() throws IOException {
        String reason = "\"#7\" is not a schedule: expected #1 to #6, with or without its name";
        isRefused("active_schedule", "#7", reason);
        assertThat(page()).contains("`#7`: `" + reason + "`");
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

    /** A sentence without what differs from case to case. */
    private static String template(String sentence) {
        return sentence.replaceAll("\"[^\"]*\"", "Q")
                .replaceAll("U\\+[0-9A-F]+", "U+N")
                .replaceAll("[0-9]+", "N")
                .replaceAll("mean [a-z]+", "mean D")
                .replaceAll("found the end", "found Q")
                .replaceAll("^(?:[a-z]+(?:\\[N])?(?:\\.[a-z]+)?: )?(?:at character N: )?", "")
                .replaceAll("^.* is not (what belongs here|a day)", "V is not $1");
    }

    @SafeVarargs
    private static <T> T any(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static Map<String, Object> randomSchedule(Random random) {
        Map<String, Object> object = new HashMap<>();
        object.put(any(random, "name", "nmae"), any(random, "A", "\u0007", "x".repeat(60), 7L));
        object.put(
                any(random, "text", "periods", "txt"),
                any(random, "none", "x".repeat(300), "mon -", 7L, List.of()));
        List<Object> periods = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            Map<String, Object> period = new HashMap<>();
            period.put(
                    "days", any(random, List.of("mon"), List.of("tues", "x", 1L), List.of(), 3L));
            period.put(any(random, "on", "of"), any(random, "06:30", "24:00", StrictJson.NULL, 5L));
            period.put("off", any(random, "06:30", "24:00", "99:00", StrictJson.NULL, true));
            periods.add(any(random, period, period, period, "x"));
        }
        object.put("periods", any(random, periods, periods, "x"));
        return any(random, object, object, Map.of());
    }

    private static Map<String, Object> randomHoliday(Random random) {
        return any(
                random,
                Map.of(),
                Map.of("actve", true),
                Map.of("active", true, "first", any(random, "x", 1L, -1L, 1L << 32)),
                Map.of("first", 1L, "second", 2L, "start", 3L),
                Map.of("active", any(random, "x", 1L)),
                Map.of(
                        "start",
                        any(random, "x", "1970-01-01T00:00", "2026-01-01T00:00", StrictJson.NULL),
                        "end",
                        any(random, 4L, "2026-01-01T00:00")));
    }

    private static String randomLine(Random random) {
        StringBuilder line = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            line.append(
                    any(
                            random, "mon", "tues", "x", "-", " ", ",", ";", "06:30", "24:00", "7",
                            "é"));
        }
        return line.toString();
    }

    @Test
    void it_has_every_sentence_that_anything_is_refused_with() throws Exception {
        String sentences =
                Pattern.compile("`([^`\n]+)`")
                        .matcher(page())
                        .results()
                        .map((MatchResult code) -> template(code.group(1)))
                        .collect(Collectors.joining("\n"));
        Random random = new Random(9);
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 20_000; round++) {
            try {
                switch (round % 3) {
                    case 0 -> ScheduleJson.read(randomSchedule(random));
                    case 1 -> HolidayJson.read(randomHoliday(random));
                    default -> ScheduleLine.parse(randomLine(random));
                }
            } catch (WrongSettingException e) {
                e.problems().forEach(problem -> seen.add(template(problem)));
            }
        }
        assertThat(seen)
                .hasSizeGreaterThan(25)
                .allSatisfy(problem -> assertThat(sentences).contains(problem));
    }
}
