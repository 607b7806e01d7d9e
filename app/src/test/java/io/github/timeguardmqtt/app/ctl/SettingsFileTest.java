package io.github.timeguardmqtt.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Change;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Holiday;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {

    private static final DeviceSettings SOME =
            new DeviceSettings(
                    Optional.of("Auto"),
                    OptionalInt.of(1),
                    Optional.of(
                            new Holiday(
                                    false,
                                    Optional.of("2026-12-20T10:00"),
                                    Optional.of("2027-01-02T00:00"))),
                    new TreeMap<>(
                            Map.of(
                                    1,
                                    schedule("Week\"days\" \\ ü\u200e", "mon-fri 06:30-08:30"),
                                    2,
                                    schedule("", "none"))));

    private static Schedule schedule(String name, String line) {
        return new Schedule(Optional.of(name), Optional.of(line));
    }

    private static DeviceSettings with(int active, Map<Integer, Schedule> schedules) {
        return new DeviceSettings(
                Optional.of("Auto"),
                OptionalInt.of(active),
                Optional.empty(),
                new TreeMap<>(schedules));
    }

    @Test
    void what_is_written_is_read_back() throws Exception {
        String yaml = SettingsFile.print(SOME, List.of("Settings of 0badcafe", "a second line"));
        assertThat(yaml)
                .isEqualTo(
                        """
                        # Settings of 0badcafe
                        # a second line
                        work_mode: Auto
                        active_schedule: 1
                        holiday:
                          active: false
                          start: "2026-12-20T10:00"
                          end: "2027-01-02T00:00"
                        schedules:
                          1:
                            name: "Week\\"days\\" \\\\ ü\\U0000200e"
                            periods: "mon-fri 06:30-08:30"
                          2:
                            name: ""
                            periods: "none"
                        """);
        assertThat(SettingsFile.parse("file", yaml)).isEqualTo(SOME);
    }

    @Test
    void another_way_of_writing_the_same_is_the_same() throws Exception {
        assertThat(
                        SettingsFile.parse(
                                "file",
                                "{work_mode: auto, schedules: {'2': {periods: Mon Tue wed}}}"
                                        .replace("Mon Tue wed", "'MON,tue, wed  6:30 - 8:30'")))
                .isEqualTo(
                        new DeviceSettings(
                                Optional.of("Auto"),
                                OptionalInt.empty(),
                                Optional.empty(),
                                Map.of(
                                        2,
                                        new Schedule(
                                                Optional.empty(),
                                                Optional.of("mon-wed 06:30-08:30")))));
    }

    @Test
    void every_problem_is_told_with_its_place() {
        assertThatThrownBy(() ->
                        SettingsFile.parse(
                                "boiler.yaml",
                                """
                                work_mode: warm
                                active_schedule: 7
                                holiday:
                                  active: perhaps
                                  start: soon
                                schedule: x
                                schedules:
                                  1:
                                    name: %s
                                    periods: mon 06:30-25:10
                                  9: {name: x}
                                """
                                        .formatted("x".repeat(51))))
                .hasMessage(
                        """
                        boiler.yaml line 6 column 11: "schedule" is not a setting (schedules?): expected work_mode, active_schedule, holiday, schedules
                        boiler.yaml line 1 column 12: "warm" is not a work mode: expected Auto, Always off, Always on, Holiday
                        boiler.yaml line 2 column 18: "7" is not a schedule's number: expected 1 to 6
                        boiler.yaml line 5 column 10: "soon" is not a local date and time: expected one such as 2026-12-20T10:00
                        boiler.yaml line 4 column 11: "perhaps" is not what belongs here: expected true or false
                        boiler.yaml line 9 column 11: the name has 51 bytes in UTF-8, but there is room for 50
                        boiler.yaml line 10 column 14: the periods: at character 11: "25:10" is not a time: expected 00:00 to 24:00
                        boiler.yaml line 11 column 6: "9" is not a schedule's number: expected 1 to 6\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | file: there are no settings in it",
                "[1]                       | file line 1 column 1: expected settings like"
                        + " work_mode: Auto",
                "a: [[[[[[1]]]]]]          | file line 1 column 7: this is nested too deep",
                "a: {b                     | file line 1 column 6: this is not YAML",
                "{a: &x 1, b: *x}          | file line 1 column 5: expected a text: one that starts with !, & or * has to be in quotes",
                "work_mode: {a: b}         | file line 1 column 12: expected a text for work_mode",
                "{active_schedule: 1, schedules: {1: {name: ''}}} | file line 1 column 19: schedule"
                        + " 1 has no name, so it cannot be the active one",
                "holiday: {active: true, start: 2026-12-20T10:00, end: 2026-12-20T10:00} | file"
                        + " line 1 column 55: the holiday's end 2026-12-20T10:00 is not after its start"
                        + " 2026-12-20T10:00",
                "holiday: {start: 2026-12-20T10:00} | file line 1 column 10: expected active: true"
                        + " or active: false in the holiday",
            })
    void a_file_that_is_not_as_it_must_be_is_one_sentence(String yaml, String sentence) {
        assertThatThrownBy(() -> SettingsFile.parse("file", yaml))
                .isInstanceOf(SettingsFile.Wrong.class)
                .hasMessageStartingWith(sentence)
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void a_schedule_is_written_before_it_is_used_and_loses_its_name_after_another_one_is() {
        DeviceSettings now = with(1, Map.of(1, schedule("Old", "none"), 2, schedule("", "none")));
        DeviceSettings wanted =
                with(2, Map.of(1, schedule("", "none"), 2, schedule("New", "mon 06:30-08:30")));
        List<Change> changes = wanted.changes(now);
        assertThat(changes)
                .extracting(Change::what)
                .containsExactly("schedule 2", "active schedule", "schedule 1");
        assertThat(changes)
                .extracting(Change::value)
                .extracting(JsonValue::line)
                .containsExactly(
                        "{\"name\":\"New\",\"text\":\"mon 06:30-08:30\"}",
                        "\"#2\"",
                        "{\"name\":\"\"}");
        assertThat(changes.getFirst().lines())
                .containsExactly("name: \"\" -> \"New\"", "periods: none -> mon 06:30-08:30");
        assertThat(wanted.changes(wanted)).isEmpty();
    }

    @Test
    void what_is_not_in_the_file_is_left_alone() {
        DeviceSettings nothing =
                new DeviceSettings(
                        Optional.empty(), OptionalInt.empty(), Optional.empty(), Map.of());
        assertThat(nothing.changes(SOME)).isEmpty();
        assertThat(SOME.missing())
                .containsExactly("schedule 3", "schedule 4", "schedule 5", "schedule 6");
        assertThat(nothing.missing()).contains("the work mode", "the holiday", "schedule 1");
    }
}
