package io.github.timeguardmqtt.model;

import static io.github.timeguardmqtt.model.ScheduleSettingTest.period;
import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.timeguardmqtt.protocol.Schedule;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleLineTest {

    private static List<String> problems(String line) {
        WrongSettingException wrong =
                catchThrowableOfType(WrongSettingException.class, () -> ScheduleLine.parse(line));
        assertThat(wrong).as(line).isNotNull();
        return wrong.problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon-fri 06:30-08:30, 17:00-19:00; sat,sun 08:00-10:00|",
                "none|",
                "mon 06:30-|",
                "mon -08:30|",
                "mon,wed-fri 22:00-06:00|",
                "NONE | none",
                "daily 6:30-8:30 | mon-sun 06:30-08:30",
                "Mon - Fri 6:30 - 8:30,17:00-19:00 ;SATURDAY, sunday  8:00-10:00"
                        + "| mon-fri 06:30-08:30, 17:00-19:00; sat,sun 08:00-10:00",
                "fri-mon 06:30-08:30 | mon,fri-sun 06:30-08:30",
                "sun,mon,mon,tue 06:30-08:30 | mon,tue,sun 06:30-08:30",
                "mon-mon 06:30-08:30 | mon 06:30-08:30",
                "mon 22:00-24:00 | mon 22:00-00:00",
                "mon - 08:30 | mon -08:30",
                "mon 06:30-, -08:30 | mon 06:30-, -08:30",
                "mon 06:00-07:00; tue 06:00-07:00; mon 08:00-09:00"
                        + "| mon 06:00-07:00, 08:00-09:00; tue 06:00-07:00",
            })
    void a_line_is_read_and_printed_in_one_form(String line, String printed)
            throws WrongSettingException {
        assertThat(ScheduleLine.print(ScheduleLine.parse(line)))
                .isEqualTo(printed == null ? line : printed);
    }

    @Test
    void a_line_says_which_days_and_times() throws WrongSettingException {
        assertThat(ScheduleLine.parse("fri,mon 06:30-08:30, 17:00-; sat,sun -10:00\r\n"))
                .containsExactly(
                        period("06:30", "08:30", MONDAY, FRIDAY),
                        period("17:00", "", MONDAY, FRIDAY),
                        period("", "10:00", SATURDAY, SUNDAY));
        assertThat(ScheduleLine.parse(" none ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the line is empty: expected days and times such as mon-fri 06:30-08:30, or none",
                "OFF | off is not a schedule: one without periods is written none",
                "tues 06:30-08:30 | at character 1: \"tues\" is not a day: did you mean tue?",
                "mon-frii 06:30-08:30 | at character 5: \"frii\" is not a day: did you mean fri?",
                "always 06:30-08:30 | at character 1: \"always\" is not a day:"
                        + " expected mon, tue, wed, thu, fri, sat or sun",
                "mon 25:10-08:30 | at character 5: \"25:10\" is not a time: expected 00:00 to 23:59",
                "mon 24:00-08:30 | at character 5: \"24:00\" is not a time: expected 00:00 to 23:59",
                "mon 06:30-24:01 | at character 11: \"24:01\" is not a time: expected 00:00 to 24:00",
                "mon 6.30-08:30 | at character 5: \"6.30\" is not a time: expected 00:00 to 23:59",
                "mon 6pm-20:00 | at character 5: \"6pm\" is not a time: expected 00:00 to 23:59",
                "mon -24:00 | at character 6: \"24:00\" without a time it goes on:"
                        + " expected 00:00, and the day after",
                "mon 06:30 | at character 10: expected - behind the time it goes on, but found the end",
                "mon 06:30 08:30 | at character 11: expected - behind the time it goes on, but found \"0\"",
                "mon 06:30-06:30 | at character 5: on and off are both 06:30: expected two different times",
                "mon - | at character 5: has neither on nor off: expected at least one of them",
                "mon | at character 4: expected a time such as 06:30-08:30, but found the end",
                "mon 06:30-08:30, tue 07:00-08:00 | at character 18: expected a time such as"
                        + " 06:30-08:30 (new days follow a ;), but found \"t\"",
                "06:30-08:30 | at character 1: expected a day such as mon, but found \"0\"",
                "mon 06:30-08:30; | at character 17: expected a day such as mon, but found the end",
                "mon 06:30-08:30 17:00-19:00 | at character 17: expected , or ; or the end, but found \"1\"",
                "mon 1:00-2:00,2:00-3:00,3:00-4:00,4:00-5:00,5:00-6:00,6:00-7:00,7:00-8:00"
                        + "| 7 periods are too many: a schedule has room for 6",
            })
    void what_is_wrong_is_told_with_where_and_what_would_be_right(String line, String problem) {
        assertThat(problems(line)).containsExactly(problem);
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        assertThat(problems("mon,tues 06:30-08:30, 25:00-26:00; xyz 06:30-08:30; sat 7-8"))
                .containsExactly(
                        "at character 5: \"tues\" is not a day: did you mean tue?",
                        "at character 23: \"25:00\" is not a time: expected 00:00 to 23:59",
                        "at character 29: \"26:00\" is not a time: expected 00:00 to 24:00",
                        "at character 36: \"xyz\" is not a day: expected mon, tue, wed, thu, fri,"
                                + " sat or sun",
                        "at character 57: \"7\" is not a time: expected 00:00 to 23:59",
                        "at character 59: \"8\" is not a time: expected 00:00 to 24:00");
    }

    @Test
    void a_line_longer_than_any_state_of_home_assistants_is_not_read() {
        assertThat(problems("mon 06:30-08:30".repeat(20)))
                .containsExactly("the line has 300 characters: expected at most 255");
    }

    @Test
    void what_stands_behind_a_nul_is_not_passed_over() {
        assertThat(problems("mon 06:30-08:30\u0000; tue"))
                .contains("at character 16: expected , or ; or the end, but found \"?\"");
    }

    private static List<Set<DayOfWeek>> allSets() {
        List<Set<DayOfWeek>> sets = new ArrayList<>();
        for (int bits = 1; bits < 128; bits++) {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (int day = 0; day < 7; day++) {
                if ((bits & 1 << day) != 0) {
                    days.add(DayOfWeek.of(day + 1));
                }
            }
            sets.add(days);
        }
        return sets;
    }

    @Test
    void the_longest_of_all_schedules_fits_a_state_of_home_assistants()
            throws WrongSettingException {
        // Six groups, each with the longest names of days there are; a group more costs more than
        // a period more in the same group.
        List<PeriodSetting> worst =
                allSets().stream()
                        .sorted((one, other) ->
                                DayNames.of(other).length() - DayNames.of(one).length())
                        .limit(Schedule.PERIODS)
                        .map(days -> period("10:00", "11:00", days.toArray(new DayOfWeek[0])))
                        .toList();
        String line = ScheduleLine.print(worst);
        assertThat(line.length()).isGreaterThan(180).isLessThanOrEqualTo(ScheduleLine.MAX);
        assertThat(ScheduleLine.parse(line)).isEqualTo(worst);
    }

    @Test
    void all_sets_of_days_are_read_as_they_were_printed() throws WrongSettingException {
        for (Set<DayOfWeek> days : allSets()) {
            String line =
                    ScheduleLine.print(
                            List.of(period("06:30", "", days.toArray(new DayOfWeek[0]))));
            assertThat(ScheduleLine.parse(line).getFirst().days()).isEqualTo(days);
        }
    }

    private static PeriodSetting random(Random random, List<Set<DayOfWeek>> sets) {
        Optional<LocalTime> on = Optional.of(LocalTime.MIN.plusMinutes(random.nextInt(1440)));
        Optional<LocalTime> off = on.map(time -> time.plusMinutes(1 + random.nextInt(1439)));
        return switch (random.nextInt(4)) {
            case 0 -> new PeriodSetting(sets.get(random.nextInt(127)), on, Optional.empty());
            case 1 -> new PeriodSetting(sets.get(random.nextInt(127)), Optional.empty(), off);
            default -> new PeriodSetting(sets.get(random.nextInt(3)), on, off);
        };
    }

    @Test
    void what_was_printed_is_read_as_the_same() throws WrongSettingException {
        Random random = new Random(5);
        List<Set<DayOfWeek>> sets = allSets();
        for (int round = 0; round < 20_000; round++) {
            List<PeriodSetting> periods = new ArrayList<>();
            for (int i = random.nextInt(7); i > 0; i--) {
                periods.add(random(random, sets));
            }
            String line = ScheduleLine.print(periods);
            List<PeriodSetting> read = ScheduleLine.parse(line);
            assertThat(ScheduleSetting.areSame(read, periods)).as(line).isTrue();
            assertThat(ScheduleLine.print(read)).isEqualTo(line);
        }
    }

    @Test
    void nothing_that_somebody_may_write_does_harm() {
        Random random = new Random(6);
        String[] pieces = {
            "mon",
            "-",
            "fri",
            ",",
            ";",
            " ",
            "06:30",
            "8:30",
            "24:00",
            "daily",
            "none",
            "x",
            "é",
            "\ud83d",
            "\ud83d\udd25",
            "\u0000",
            "\n",
            ":",
            "9",
            "99999999999"
        };
        int fine = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder line = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                List<PeriodSetting> read = ScheduleLine.parse(line.toString());
                assertThat(new ScheduleSetting(Optional.empty(), Optional.of(read)).problems())
                        .as(line.toString())
                        .isEmpty();
                fine++;
            } catch (WrongSettingException e) {
                assertThat(e.problems()).isNotEmpty();
                assertThat(Objects.requireNonNull(e.getMessage()))
                        .matches("[\\x20-\\x7e\\u00e9\\x{1f525}]+");
            }
        }
        assertThat(fine).isGreaterThan(100);
    }
}
