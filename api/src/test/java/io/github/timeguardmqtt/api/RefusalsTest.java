package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandText.Ok;
import io.github.timeguardmqtt.api.CommandText.Refused;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a schedule or a holiday is refused with, and how a line is shown. The same files make the
 * tables of docs/reference/schedules.md.
 */
class RefusalsTest {

    private static final Pattern REPEATED = Pattern.compile("(.) × (\\d+)");

    /** The rows of a file beside this class, one a line, with tabs between the cells. */
    private static List<List<String>> rows(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RefusalsTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        }
    }

    static List<Arguments> lines() throws IOException {
        return rows("schedule-lines.tsv").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1)))
                .toList();
    }

    static List<Arguments> refusals() throws IOException {
        return rows("refusals.tsv").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_line_is_shown_in_one_form(String written, String shown) throws Exception {
        assertThat(ScheduleLine.print(ScheduleLine.parse(written))).isEqualTo(shown);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_payload_is_refused(String topic, String payload, String reason) {
        Matcher repeated = REPEATED.matcher(payload);
        String sent =
                repeated.matches()
                        ? repeated.group(1).repeat(Integer.parseInt(repeated.group(2)))
                        : payload;
        assertThat(SettingsTest.parse(topic, sent))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void examples_on_the_page_are_commands() throws IOException {
        List<String> examples =
                Pattern.compile("(?ms)^```json\n(.*?)\n```")
                        .matcher(Files.readString(Path.of("..", "docs/reference/schedules.md")))
                        .results()
                        .map((MatchResult it) -> it.group(1))
                        .toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            String name = example.contains("active") ? "holiday" : "schedules/1";
            assertThat(SettingsTest.parse(name, example)).as(example).isInstanceOf(Ok.class);
        }
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
            period.put(
                    any(random, "on", "of"),
                    any(random, "06:30", "24:00", JsonValue.JsonNull.NULL, 5L));
            period.put(
                    "off", any(random, "06:30", "24:00", "99:00", JsonValue.JsonNull.NULL, true));
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
                        any(
                                random,
                                "x",
                                "1970-01-01T00:00",
                                "2026-01-01T00:00",
                                JsonValue.JsonNull.NULL),
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
    void there_is_an_example_of_every_sentence_that_anything_is_refused_with() throws Exception {
        String sentences =
                rows("refusals.tsv").stream()
                        .map(row -> template(row.get(2)))
                        .collect(Collectors.joining("\n"));
        Random random = new Random(9);
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 20_000; round++) {
            try {
                switch (round % 3) {
                    case 0 -> ScheduleJson.read(PlainJson.object(randomSchedule(random)));
                    case 1 -> HolidayJson.read(PlainJson.object(randomHoliday(random)));
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
