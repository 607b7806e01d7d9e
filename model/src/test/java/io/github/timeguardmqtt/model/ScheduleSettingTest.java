package io.github.timeguardmqtt.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.TUESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleSettingTest {

    static PeriodSetting period(String on, String off, DayOfWeek... days) {
        return new PeriodSetting(Set.of(days), time(on), time(off));
    }

    private static Optional<LocalTime> time(String time) {
        return time.isEmpty() ? Optional.empty() : Optional.of(LocalTime.parse(time));
    }

    private static ScheduleSetting named(String name) {
        return new ScheduleSetting(Optional.of(name), Optional.empty());
    }

    private static ScheduleSetting with(PeriodSetting... periods) {
        return new ScheduleSetting(Optional.empty(), Optional.of(List.of(periods)));
    }

    private static SwitchTime at(int minute) {
        return new SwitchTime(true, minute, 0);
    }

    /** A schedule of these periods, and others that are not used. */
    private static Schedule told(String name, Period... periods) {
        List<Period> six = new ArrayList<>(List.of(periods));
        six.addAll(Collections.nCopies(6 - six.size(), Period.UNUSED));
        return new Schedule(1, six, Text.name(name));
    }

    @Test
    void users_see_the_periods_that_do_something() {
        SwitchTime none = new SwitchTime(false, 390, 0);
        Schedule told =
                told(
                        "Weekdays",
                        new Period(none, none, 0x7f, 0),
                        new Period(at(390), at(510), 0x03, 0),
                        new Period(at(390), at(510), 0x80, 0),
                        new Period(at(1440), none, 0x7f, 0),
                        new Period(none, at(0), 0x40, 9),
                        new Period(at(1439), at(1500), 0x20, 0));
        assertThat(ScheduleSetting.of(told))
                .isEqualTo(
                        new ScheduleSetting(
                                Optional.of("Weekdays"),
                                Optional.of(
                                        List.of(
                                                period("06:30", "08:30", MONDAY, SUNDAY),
                                                period("", "00:00", SATURDAY),
                                                period("23:59", "", FRIDAY)))));
    }

    @Test
    void what_is_not_said_is_left_as_it_is() {
        Schedule told = told("Old", new Period(at(390), at(510), 0x02, 7));
        assertThat(named("New").applyTo(told).periods()).isEqualTo(told.periods());
        assertThat(with().applyTo(told).name()).isEqualTo(told.name());
        assertThat(new ScheduleSetting(Optional.empty(), Optional.empty()).applyTo(told))
                .isEqualTo(told);
    }

    @Test
    void the_same_periods_in_other_places_are_there_already() {
        Period first = new Period(at(390), at(510), 0x02, 0);
        Period second = new Period(at(600), at(700), 0x04, 3);
        Schedule told = told("A", first, Period.UNUSED, second);
        ScheduleSetting asked =
                with(period("10:00", "11:40", TUESDAY), period("06:30", "08:30", MONDAY));
        assertThat(asked.isIn(told)).isTrue();
        assertThat(asked.applyTo(told)).isEqualTo(told);
        assertThat(asked.isIn(told("A", first))).isFalse();
        assertThat(asked.isIn(told("A", first, second, second))).isFalse();
        assertThat(named("B").isIn(told)).isFalse();
        assertThat(named("A").isIn(told)).isTrue();
    }

    @Test
    void bits_that_nobody_has_explained_stay_as_told() {
        SwitchTime odd = new SwitchTime(true, 1000, 5);
        SwitchTime off = new SwitchTime(false, 77, 2);
        Schedule told = told("A", new Period(odd, off, 0x82, 0x17), new Period(odd, odd, 0xff, 9));
        assertThat(with(period("", "08:30", SUNDAY)).applyTo(told).periods().subList(0, 2))
                .containsExactly(
                        new Period(
                                new SwitchTime(false, 1000, 5),
                                new SwitchTime(true, 510, 2),
                                0x81,
                                0x17),
                        new Period(
                                new SwitchTime(false, 1000, 5),
                                new SwitchTime(false, 1000, 5),
                                0x80,
                                9));
    }

    @Test
    void a_name_that_is_no_utf_8_is_known_by_what_users_see_of_it() {
        Schedule told =
                new Schedule(1, told("").periods(), new Text(Bytes.of(0x43, 0x61, 0x66, 0xe9)));
        ScheduleSetting seen = ScheduleSetting.of(told);
        assertThat(seen.name()).contains("Caf\ufffd");
        assertThat(seen.isIn(told)).isTrue();
        assertThat(seen.applyTo(told)).isEqualTo(told);
    }

    @Test
    void a_name_alone_changes_where_the_periods_are_there_already() {
        Schedule told = told("A", new Period(at(390), at(510), 0x02, 0));
        Optional<List<PeriodSetting>> same = ScheduleSetting.of(told).periods();
        assertThat(named("B").changesOnlyName(told)).isTrue();
        assertThat(new ScheduleSetting(Optional.of("B"), same).changesOnlyName(told)).isTrue();
        assertThat(new ScheduleSetting(Optional.of("A"), same).changesOnlyName(told)).isFalse();
        assertThat(
                        new ScheduleSetting(Optional.of("B"), Optional.of(List.of()))
                                .changesOnlyName(told))
                .isFalse();
    }

    @Test
    void a_setting_covers_one_that_sets_no_more() {
        ScheduleSetting both = new ScheduleSetting(Optional.of("A"), Optional.of(List.of()));
        assertThat(both.covers(named("B"))).isTrue();
        assertThat(both.covers(with())).isTrue();
        assertThat(named("B").covers(named("A"))).isTrue();
        assertThat(named("B").covers(with())).isFalse();
        assertThat(with().covers(both)).isFalse();
    }

    private static Period random(Random random) {
        return new Period(
                new SwitchTime(random.nextBoolean(), random.nextInt(1600), random.nextInt(8)),
                new SwitchTime(random.nextBoolean(), random.nextInt(1600), random.nextInt(8)),
                random.nextInt(256),
                random.nextInt(256));
    }

    static Schedule randomSchedule(Random random) {
        List<Period> periods = new ArrayList<>();
        for (int i = 0; i < Schedule.PERIODS; i++) {
            periods.add(random.nextInt(3) == 0 ? Period.UNUSED : random(random));
        }
        return new Schedule(random.nextInt(6), periods, Text.name("S" + random.nextInt(3)));
    }

    @Test
    void what_is_written_is_what_users_then_see_and_nothing_else_changes() {
        Random random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            Schedule told = randomSchedule(random);
            ScheduleSetting asked = ScheduleSetting.of(randomSchedule(random));
            if (!asked.problems().isEmpty()) {
                continue;
            }
            Schedule written = asked.applyTo(told);
            assertThat(asked.isIn(written)).isTrue();
            assertThat(asked.applyTo(written)).isEqualTo(written);
            assertThat(written.id()).isEqualTo(told.id());
            for (int i = 0; i < Schedule.PERIODS; i++) {
                Period before = told.periods().get(i);
                Period after = written.periods().get(i);
                assertThat(after.unknown()).isEqualTo(before.unknown());
                assertThat(after.repeatUnknown()).isEqualTo(before.repeatUnknown());
                assertThat(after.start().reserved()).isEqualTo(before.start().reserved());
                assertThat(after.end().reserved()).isEqualTo(before.end().reserved());
            }
        }
    }

    @Test
    void all_that_is_wrong_is_told_at_once_and_where() {
        PeriodSetting good = period("06:30", "08:30", MONDAY);
        ScheduleSetting wrong =
                new ScheduleSetting(
                        Optional.of("ü".repeat(26)),
                        Optional.of(
                                List.of(
                                        good,
                                        period("06:30", "06:30", MONDAY),
                                        period("", "", MONDAY),
                                        period("06:30", ""),
                                        good,
                                        good,
                                        good)));
        assertThat(wrong.problems())
                .containsExactly(
                        "name: has 52 bytes in UTF-8, but there is room for 50",
                        "periods: 7 periods are too many: a schedule has room for 6",
                        "periods[1]: on and off are both 06:30: expected two different times",
                        "periods[2]: has neither on nor off: expected at least one of them",
                        "periods[3].days: has no day: expected at least one of mon, tue, wed, thu,"
                                + " fri, sat or sun");
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.applyTo(told("A")));
    }

    @Test
    void a_name_is_plain_text_of_at_most_50_bytes() {
        assertThat(ScheduleSetting.problemOfName("")).isEmpty();
        assertThat(ScheduleSetting.problemOfName("Früh \ud83d\udd25")).isEmpty();
        assertThat(ScheduleSetting.problemOfName("x".repeat(50))).isEmpty();
        assertThat(ScheduleSetting.problemOfName("x".repeat(51)))
                .contains("has 51 bytes in UTF-8, but there is room for 50");
        assertThat(ScheduleSetting.problemOfName("a\u0000b"))
                .contains("has a control character (U+0000) at character 2: expected plain text");
        assertThat(ScheduleSetting.problemOfName("a\nb"))
                .contains("has a control character (U+000A) at character 2: expected plain text");
        assertThat(ScheduleSetting.problemOfName("\ud83d"))
                .contains("has half a surrogate pair at character 1: expected plain text");
        assertThat("\ud83d\udd25".getBytes(UTF_8)).hasSize(4);
    }

    @Test
    void times_are_whole_minutes() {
        Optional<LocalTime> odd = Optional.of(LocalTime.of(6, 30, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeriodSetting(Set.of(MONDAY), odd, Optional.empty()))
                .withMessage("06:30:01 is not a whole minute");
    }

    @ParameterizedTest
    @CsvSource({
        // on a day of both
        "mon-fri 06:30-08:30; fri-sun 08:00-09:00, periods[0] and periods[1] overlap on fri: on wins",
        // end to end
        "mon 06:30-08:30; mon 08:30-09:00,",
        "mon 06:30-08:30; tue 06:30-08:30,",
        // across midnight, and across the end of the week
        "mon 22:00-06:00; tue 05:00-07:00, periods[0] and periods[1] overlap on tue: on wins",
        "sun 22:00-06:00; mon 05:00-07:00, periods[0] and periods[1] overlap on mon: on wins",
        "mon 23:00-02:00; mon 23:30-01:00,"
                + " 'periods[0] and periods[1] overlap on mon,tue: on wins'",
        "mon 22:00-00:00; tue 00:00-07:00,",
        // one time alone has no span
        "mon 06:30-; mon 06:00-07:00,",
        "mon -06:30; mon 06:00-07:00,",
        "daily 06:30-08:30; daily 06:30-08:30,"
                + " periods[0] and periods[1] overlap on mon-sun: on wins",
    })
    void periods_that_overlap_are_a_warning(String line, String warning)
            throws WrongSettingException {
        ScheduleSetting setting =
                new ScheduleSetting(Optional.empty(), Optional.of(ScheduleLine.parse(line)));
        assertThat(setting.problems()).isEmpty();
        assertThat(setting.warnings()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }
}
