package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.TUESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandText.Ok;
import io.github.timeguardmqtt.api.CommandText.Parsed;
import io.github.timeguardmqtt.api.CommandText.Refused;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules and holidays as payloads. What is refused, and how, {@link RefusalsTest} has. */
class SettingsTest {

    private static final PeriodSetting MORNING =
            new PeriodSetting(
                    Set.of(MONDAY, TUESDAY),
                    Optional.of(LocalTime.of(6, 30)),
                    Optional.of(LocalTime.of(8, 30)));

    private static final ScheduleSetting WEEKDAYS =
            new ScheduleSetting(Optional.of("Weekdays"), Optional.of(List.of(MORNING)));

    static Parsed parse(String name, String payload) {
        return CommandText.parse(
                DeviceId.parse("0badcafe"),
                name,
                Bytes.copyOf(UTF_8.encode(payload)),
                new CommandRules(false, false));
    }

    private static DeviceCommand command(String name, String payload) {
        assertThat(parse(name, payload)).isInstanceOf(Ok.class);
        return ((Ok) parse(name, payload)).command();
    }

    private static ScheduleSetting schedule(String payload) {
        return ((WriteSchedule) command("schedules/2", payload)).setting();
    }

    @Test
    void a_schedule_is_written_with_its_name_its_periods_and_a_line() {
        assertThat(ScheduleJson.of(WEEKDAYS).line())
                .isEqualTo(
                        "{\"name\":\"Weekdays\",\"periods\":[{\"days\":[\"mon\",\"tue\"],\"on\":\"06:30\",\"off\":\"08:30\"}],\"text\":\"mon,tue 06:30-08:30\"}");
        PeriodSetting onlyOff =
                new PeriodSetting(
                        Set.of(MONDAY), Optional.empty(), Optional.of(LocalTime.MIDNIGHT));
        assertThat(
                        ScheduleJson.of(
                                        new ScheduleSetting(
                                                Optional.of(""), Optional.of(List.of(onlyOff))))
                                .line())
                .isEqualTo(
                        "{\"name\":\"\",\"periods\":[{\"days\":[\"mon\"],\"on\":null,\"off\":\"00:00\"}],\"text\":\"mon -00:00\"}");
    }

    @Test
    void what_is_shown_of_a_schedule_is_accepted_back() {
        assertThat(command("schedules/2", ScheduleJson.of(WEEKDAYS).line()))
                .isEqualTo(new WriteSchedule(1, WEEKDAYS));
    }

    @Test
    void each_part_of_a_schedule_may_be_set_alone() {
        Optional<List<PeriodSetting>> periods = Optional.of(List.of(MORNING));
        assertThat(schedule("{\"name\": \"Weekdays\"}"))
                .isEqualTo(new ScheduleSetting(Optional.of("Weekdays"), Optional.empty()));
        assertThat(schedule(" mon,tue 6:30-8:30\n"))
                .isEqualTo(schedule("\n{\"text\": \"mon,tue 6:30-8:30\"}"))
                .isEqualTo(
                        schedule(
                                "{\"periods\": [{\"days\": [\"Tuesday\", \"MON\", \"mon\"], \"on\":"
                                        + " \"6:30\", \"off\": \"08:30\"}]}"))
                .isEqualTo(new ScheduleSetting(Optional.empty(), periods));
        assertThat(schedule("{\"periods\": []}"))
                .isEqualTo(schedule("none"))
                .isEqualTo(new ScheduleSetting(Optional.empty(), Optional.of(List.of())));
        assertThat(
                        schedule(
                                "{\"periods\": [{\"days\": [\"mon\"], \"on\": \"22:00\", \"off\": \"24:00\"}]}"))
                .isEqualTo(schedule("mon 22:00-00:00"));
    }

    @Test
    void a_payload_far_longer_than_any_schedule_is_refused() {
        String space = " ".repeat(4998);
        assertThat(((Refused) parse("schedules/1", "{" + space + "}")).reason())
                .isEqualTo("the payload has 5000 bytes: expected at most 4096");
        assertThat(((Refused) parse("holiday", "ON" + space)).reason())
                .isEqualTo("the payload has 5000 bytes: expected at most 4096");
        assertThat(((Refused) parse("schedules/1", " ".repeat(300))).reason())
                .isEqualTo("the line has 300 characters: expected at most 255");
        String objects = "{\"days\":[\"mon\"],\"on\":\"1:00\"},".repeat(6);
        assertThat(
                        ((Refused)
                                        parse(
                                                "schedules/1",
                                                "{\"periods\":["
                                                        + objects
                                                        + "{\"days\":[\"mon\"],\"on\":\"1:00\"}]}"))
                                .reason())
                .isEqualTo("periods: 7 periods are too many: a schedule has room for 6");
        assertThat(
                        ((Refused)
                                        parse(
                                                "schedules/1",
                                                "{\"periods\":[" + "{},".repeat(999) + "{}]}"))
                                .reason())
                .hasSizeLessThan(2500)
                .endsWith("; and 1981 more");
    }

    @Test
    void json_has_to_be_utf_8() {
        byte[] payload =
                "{\"name\":\"Caf\u00e9\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(
                        CommandText.parse(
                                DeviceId.parse("0badcafe"),
                                "schedules/1",
                                Bytes.copyOf(payload, 0, payload.length),
                                new CommandRules(false, false)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isEqualTo("the payload is not valid UTF-8"));
    }

    @Test
    void a_holiday_is_shown_and_accepted_back() {
        LocalDateTime start = LocalDateTime.of(2026, 12, 20, 10, 0);
        LocalDateTime end = LocalDateTime.of(2027, 1, 2, 0, 0);
        HolidaySetting seen = new HolidaySetting(true, Optional.of(start), Optional.of(end));
        String json = HolidayJson.of(seen).line();
        assertThat(json)
                .isEqualTo(
                        "{\"active\":true,\"start\":\"2026-12-20T10:00\",\"end\":\"2027-01-02T00:00\"}");
        assertThat(command("holiday", json))
                .isEqualTo(new SetHoliday(Optional.of(true), Optional.of(start), Optional.of(end)));
        assertThat(
                        HolidayJson.of(
                                        new HolidaySetting(
                                                false, Optional.empty(), Optional.empty()))
                                .line())
                .isEqualTo("{\"active\":false,\"start\":null,\"end\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "On | true | |",
                "off | false | |",
                "{\"active\": false} | false | |",
                "{\"start\": \"2026-12-20 10:00:00\"} | | 2026-12-20T10:00 |",
                "{\"end\": \"2026-12-20T10:00:30\"} | | | 2026-12-20T10:00:30",
            })
    void each_part_of_a_holiday_may_be_set_alone(
            String payload, Boolean active, LocalDateTime start, LocalDateTime end) {
        assertThat(command("holiday", payload))
                .isEqualTo(
                        new SetHoliday(
                                Optional.ofNullable(active),
                                Optional.ofNullable(start),
                                Optional.ofNullable(end)));
    }

    @Test
    void a_holiday_may_be_set_as_it_stands_on_the_wire() {
        Holiday told = new Holiday(Toggle.ON, Bytes.of(0, 0, 0), 4_294_967_295L, 0);
        String json = HolidayJson.wire(told).line();
        assertThat(json).isEqualTo("{\"active\":true,\"first\":4294967295,\"second\":0}");
        assertThat(command("holiday", json))
                .isEqualTo(new SetHolidayTimes(true, 4_294_967_295L, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schedules/1 | none | schedules/1 | mon 6:30- | true",
                "schedules/1 | none | schedules/2 | mon 6:30- | false",
                "schedules/1 | {\"name\":\"B\"} | schedules/1 | {\"name\":\"A\"} | true",
                "schedules/1 | {\"name\":\"B\"} | schedules/1 | none | false",
                "schedules/1 | none | schedules/1 | {\"name\":\"A\"} | false",
                "schedules/1 | {\"name\":\"B\",\"text\":\"none\"} | schedules/1 | none | true",
                "work_mode | Auto | work_mode | Always off | true",
                "power | OFF | work_mode | Always on | true",
                "work_mode | Always on | power | ON | true",
                "work_mode | Always on | power | OFF | false",
                "holiday | ON | holiday | OFF | true",
                "holiday | ON | holiday | {\"start\":\"2026-12-20T10:00\"} | false",
                "holiday | ON | schedules/1 | none | false",
                "holiday | {\"active\":true,\"first\":1,\"second\":2} | holiday | ON | true",
                "holiday | ON | holiday | {\"active\":true,\"first\":1,\"second\":2} | false",
                "holiday | {\"active\":true,\"start\":\"2026-12-20T10:00\"} | holiday | ON | true",
            })
    void a_later_command_supersedes_one_that_sets_no_more(
            String later, String payload, String earlier, String before, boolean supersedes) {
        assertThat(command(later, payload).supersedes(command(earlier, before)))
                .isEqualTo(supersedes);
    }

    @Test
    void nothing_that_can_stand_in_an_object_does_harm() {
        Random random = new Random(8);
        String[] pieces = {
            "{", "}", "[", "]", ",", ":", "\"name\":", "\"periods\":", "\"days\":", "\"on\":",
            "\"start\":", "\"mon\"", "\"06:30\"", "null", "true", "7", "\"", "\\u0000", "\n",
                    "\u00e9"
        };
        for (int round = 0; round < 50_000; round++) {
            StringBuilder payload = new StringBuilder("{");
            for (int i = random.nextInt(14); i > 0; i--) {
                payload.append(pieces[random.nextInt(pieces.length)]);
            }
            for (String name : List.of("schedules/1", "holiday")) {
                if (parse(name, payload.toString()) instanceof Refused refused) {
                    assertThat(refused.reason()).isNotEmpty().doesNotContain("\n", "\u0000");
                }
            }
        }
    }
}
