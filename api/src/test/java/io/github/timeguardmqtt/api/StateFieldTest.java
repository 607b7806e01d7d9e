package io.github.timeguardmqtt.api;

import static io.github.timeguardmqtt.protocol.BoostType.ONE_HOUR;
import static io.github.timeguardmqtt.protocol.BoostType.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateFieldTest {

    private static final Instant NOW = Instant.parse("2026-01-07T10:20:00Z");

    private static Map<String, String> values(DeviceState state) {
        return values(state, NOW);
    }

    /** Each by itself, and the whole behind them. */
    private static Map<String, String> values(DeviceState state, Instant now) {
        LiveView view = LiveView.of(state, now);
        Map<String, String> values = new LinkedHashMap<>();
        StateField.ALL.forEach(field ->
                StateJson.payload(field, view).ifPresent(value -> values.put(field.name(), value)));
        values.put("state", StateJson.line(view));
        return values;
    }

    private static Map<String, String> values(RelayState relay, WorkMode mode, Boost boost) {
        return values(States.unknown().withStatus(States.status(relay, mode, boost)));
    }

    private static final String WEEKDAYS =
            "{\"name\":\"Weekdays\",\"periods\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"],"
                    + "\"on\":\"06:30\",\"off\":\"08:30\"}],\"text\":\"mon-fri 06:30-08:30\"}";
    private static final String UNUSED = "{\"name\":\"\",\"periods\":[],\"text\":\"none\"}";
    private static final String HOLIDAY =
            "{\"active\":false,\"start\":\"2026-12-26T10:00\",\"end\":\"2027-01-02T00:00\"}";

    @Test
    void a_device_that_told_everything_has_all_values() {
        assertThat(values(States.full()))
                .containsExactly(
                        entry("lwt", "online"),
                        entry("uptime", "19804"),
                        entry("switch_state", "ON"),
                        entry("load_detected", "ON"),
                        entry("load_was_detected_previously", "OFF"),
                        entry("advance_mode", "OFF"),
                        entry("boost", "Off"),
                        entry("boost_duration_left", "00:00"),
                        entry("boost_ends", "none"),
                        entry("work_mode", "Auto"),
                        entry("power", "ON"),
                        entry("next_change", "2026-01-08T06:30:00Z"),
                        entry("next_on", "2026-01-08T06:30:00Z"),
                        entry("next_off", "2026-01-08T08:30:00Z"),
                        entry("code_version", "4190117051001"),
                        entry("active_schedule_id", "1"),
                        entry("active_schedule", "#2: Weekdays"),
                        entry("schedules/1", UNUSED),
                        entry("schedules/2", WEEKDAYS),
                        entry("schedules/3", UNUSED),
                        entry("schedules/4", UNUSED),
                        entry("schedules/5", UNUSED),
                        entry("schedules/6", UNUSED),
                        entry("holiday", HOLIDAY),
                        entry("energy", "12.345"),
                        entry("clock_offset", "423"),
                        entry("clock_problem", "ON"),
                        entry(
                                "state",
                                "{\"lwt\":\"online\",\"uptime\":19804,\"switch_state\":\"ON\","
                                        + "\"load_detected\":\"ON\","
                                        + "\"load_was_detected_previously\":\"OFF\","
                                        + "\"advance_mode\":\"OFF\",\"boost\":\"Off\","
                                        + "\"boost_duration_left\":\"00:00\","
                                        + "\"boost_ends\":\"none\",\"work_mode\":\"Auto\","
                                        + "\"power\":\"ON\","
                                        + "\"next_change\":\"2026-01-08T06:30:00Z\","
                                        + "\"next_on\":\"2026-01-08T06:30:00Z\","
                                        + "\"next_off\":\"2026-01-08T08:30:00Z\","
                                        + "\"code_version\":\"4190117051001\","
                                        + "\"active_schedule_id\":1,"
                                        + "\"active_schedule\":\"#2: Weekdays\","
                                        + "\"schedules/1\":"
                                        + UNUSED
                                        + ",\"schedules/2\":"
                                        + WEEKDAYS
                                        + ",\"schedules/3\":"
                                        + UNUSED
                                        + ",\"schedules/4\":"
                                        + UNUSED
                                        + ",\"schedules/5\":"
                                        + UNUSED
                                        + ",\"schedules/6\":"
                                        + UNUSED
                                        + ",\"holiday\":"
                                        + HOLIDAY
                                        + ",\"energy\":12.345,\"clock_offset\":423,"
                                        + "\"clock_problem\":\"ON\"}"));
    }

    @Test
    void each_has_a_name_of_its_own_and_says_what_it_can_be() {
        assertThat(StateField.ALL).extracting(StateField::name).doesNotHaveDuplicates();
        assertThat(StateField.ALL).extracting(StateField::values).doesNotContain("");
        assertThat(values(States.full())).hasSize(StateField.ALL.size() + 1);
    }

    @Test
    void a_schedule_is_shown_as_soon_as_it_is_known_and_without_the_others() {
        DeviceState state = States.withSchedule(States.unknown(), schedule(3));
        assertThat(values(state)).containsKey("schedules/4").doesNotContainKey("schedules/1");
        assertThat(values(States.withScheduleName(States.unknown(), 3, Text.name("Nights"))))
                .doesNotContainKeys("schedules/4", "holiday");
    }

    @Test
    void a_holidays_times_that_are_not_set_are_null() {
        assertThat(values(States.withHoliday(States.unknown(), 0, 1_798_848_030)))
                .containsEntry(
                        "holiday",
                        "{\"active\":false,\"start\":null,\"end\":\"2027-01-02T00:00:30\"}");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "3599, 0.0", "3600, 0.001", "36000000000, 10000.0"})
    void energy_is_counted_in_whole_watt_hours(long joules, String text) {
        assertThat(values(States.unknown().withEnergy(OptionalLong.of(joules))))
                .containsEntry("energy", text)
                .hasEntrySatisfying(
                        "state", state -> assertThat(state).endsWith("\"energy\":" + text + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "-60, 30, 0, OFF",
        "0, 60, 0, OFF",
        "10, 70, 40, OFF",
        "-130, -121, -125, ON",
        "0, 0, 0, OFF",
        "3590, 3610, 3600, ON"
    })
    void a_clock_that_is_not_right_is_as_far_off_as_the_middle_says(
            long lowest, long highest, String offset, String problem) {
        ClockOffset clock =
                new ClockOffset(
                        Optional.of(
                                new ClockOffset.Interval(
                                        Duration.ofSeconds(lowest), Duration.ofSeconds(highest))),
                        Optional.empty());
        assertThat(values(States.unknown().withClock(Optional.of(clock))))
                .containsEntry("clock_offset", offset)
                .containsEntry("clock_problem", problem);
    }

    @Test
    void a_clock_of_which_nothing_is_certain_has_no_value() {
        assertThat(values(States.unknown().withClock(Optional.of(ClockOffset.UNKNOWN))))
                .doesNotContainKeys("clock_offset", "clock_problem");
    }

    @Test
    void a_relay_that_never_changes_has_no_next_time() {
        DeviceState state =
                States.full()
                        .withStatus(States.status(RelayState.ON, WorkMode.ALWAYS_ON, Boost.OFF));
        assertThat(values(state))
                .containsEntry("next_change", "none")
                .containsEntry("next_on", "none")
                .containsEntry("next_off", "none");
    }

    @Test
    void without_a_plan_no_next_time_is_told() {
        DeviceState reported = States.unknown().withStatus(States.full().status().orElseThrow());
        assertThat(values(reported)).doesNotContainKeys("next_change", "next_on", "next_off");
        DeviceState strange =
                States.full().withStatus(States.status(RelayState.ON, new WorkMode(9), Boost.OFF));
        assertThat(values(strange)).doesNotContainKeys("next_change", "next_on", "next_off");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-07T06:29:59Z, 2026-01-07T06:30:00Z, 2026-01-07T06:30:00Z, 2026-01-07T08:30:00Z",
        "2026-01-07T06:30:00Z, 2026-01-07T08:30:00Z, 2026-01-08T06:30:00Z, 2026-01-07T08:30:00Z",
        "2026-01-09T09:00:00Z, 2026-01-12T06:30:00Z, 2026-01-12T06:30:00Z, 2026-01-12T08:30:00Z",
        "2026-03-28T12:00:00Z, 2026-03-30T06:30:00+01:00, 2026-03-30T06:30:00+01:00,"
                + " 2026-03-30T08:30:00+01:00",
    })
    void the_next_times_are_the_plans(Instant now, String change, String on, String off) {
        assertThat(values(States.full(), now))
                .containsEntry("next_change", change)
                .containsEntry("next_on", on)
                .containsEntry("next_off", off);
    }

    private static Schedule schedule(int id) {
        return new Schedule(id, Collections.nCopies(6, Period.UNUSED), Text.EMPTY);
    }

    @Test
    void what_is_not_known_has_no_value() {
        assertThat(values(States.unknown()))
                .containsExactly(entry("lwt", "online"), entry("state", "{\"lwt\":\"online\"}"));
        assertThat(values(States.unknown().withOnline(false))).containsEntry("lwt", "offline");
        assertThat(values(States.withCodeVersion(States.unknown(), Text.EMPTY)))
                .doesNotContainKey("code_version");
    }

    @ParameterizedTest
    @CsvSource({"1, OFF", "2, ON"})
    void the_relay_is_power_too(int relay, String text) {
        assertThat(values(new RelayState(relay), WorkMode.AUTO, Boost.OFF))
                .containsEntry("switch_state", text)
                .containsEntry("power", text);
    }

    @ParameterizedTest
    @CsvSource({"0", "3"})
    void a_relay_that_is_neither_on_nor_off_has_no_value(int relay) {
        assertThat(values(new RelayState(relay), WorkMode.AUTO, Boost.OFF))
                .doesNotContainKeys("switch_state", "power")
                .containsEntry("work_mode", "Auto");
    }

    @ParameterizedTest
    @CsvSource({
        "0, Auto",
        "1, Always off",
        "2, Always on",
        "3, Holiday",
        "4, Unknown",
        "255, Unknown"
    })
    void a_work_mode_is_a_word(int mode, String text) {
        assertThat(values(RelayState.ON, new WorkMode(mode), Boost.OFF))
                .containsEntry("work_mode", text);
    }

    @Test
    void a_boost_of_an_unknown_length_has_no_end() {
        assertThat(values(RelayState.ON, WorkMode.AUTO, new Boost(BoostType.UNSPECIFIED, 5)))
                .containsEntry("boost", "Unknown")
                .doesNotContainKeys("boost_ends", "boost_duration_left");
        assertThat(values(RelayState.ON, WorkMode.AUTO, new Boost(ONE_HOUR, 10080)))
                .containsEntry("boost", "1 hour")
                .doesNotContainKeys("boost_ends", "boost_duration_left");
    }

    static Stream<Arguments> boosts() {
        return Stream.of(
                argumentSet(
                        "just started",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:00:00Z",
                        "1:00",
                        "2026-01-07T11:00:00Z"),
                argumentSet(
                        "a second later",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:00:01Z",
                        "1:00",
                        "2026-01-07T11:00:00Z"),
                argumentSet(
                        "a minute later",
                        TWO_HOURS,
                        3 * 1440 + 600,
                        "2026-01-07T10:01:00Z",
                        "1:59",
                        "2026-01-07T12:00:00Z"),
                argumentSet(
                        "in its last second",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:59:59.5Z",
                        "0:01",
                        "2026-01-07T11:00:00Z"),
                argumentSet(
                        "told for a while after its end",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T11:00:00Z",
                        "00:00",
                        "none"),
                argumentSet(
                        "started by a clock that is ahead",
                        ONE_HOUR,
                        3 * 1440 + 602,
                        "2026-01-07T10:00:00Z",
                        "1:00",
                        "2026-01-07T11:02:00Z"),
                argumentSet(
                        "over the end of the week",
                        TWO_HOURS,
                        6 * 1440 + 1380,
                        "2026-01-11T00:30:00Z",
                        "0:30",
                        "2026-01-11T01:00:00Z"),
                argumentSet(
                        "over the hour that is missing",
                        TWO_HOURS,
                        30,
                        "2026-03-29T01:15:00Z",
                        "1:15",
                        "2026-03-29T03:30:00+01:00"),
                argumentSet(
                        "in summer",
                        ONE_HOUR,
                        600,
                        "2026-07-05T09:30:00Z",
                        "0:30",
                        "2026-07-05T11:00:00+01:00"),
                argumentSet(
                        "over the doubled hour",
                        TWO_HOURS,
                        50,
                        "2026-10-25T01:20:00Z",
                        "0:30",
                        "2026-10-25T01:50:00Z"));
    }

    @ParameterizedTest
    @MethodSource
    void boosts(BoostType type, int start, Instant now, String left, String ends) {
        DeviceState state =
                States.reporting(
                        States.unknown(),
                        States.status(RelayState.ON, WorkMode.AUTO, new Boost(type, start)),
                        now);
        assertThat(values(state, now))
                .containsEntry("boost_duration_left", left)
                .containsEntry("boost_ends", ends);
    }

    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("a name", Text.name("Weekdays"), "#3: Weekdays"),
                argumentSet("none", Text.EMPTY, "#3: Schedule 3"),
                argumentSet("nothing to see", Text.name(" \n\u200b"), "#3: Schedule 3"),
                argumentSet("two lines", Text.name("a\nb"), "#3: a b"),
                argumentSet("no UTF-8", new Text(Bytes.of('a', 0xc3)), "#3: a\ufffd"),
                argumentSet("full", Text.name("x".repeat(50)), "#3: " + "x".repeat(50)),
                argumentSet("many bytes", Text.name("ü".repeat(25)), "#3: " + "ü".repeat(25)),
                argumentSet("another's", Text.name("#1: Schedule 1"), "#3: #1: Schedule 1"));
    }

    @ParameterizedTest
    @MethodSource
    void names(Text name, String option) {
        DeviceState state = States.withScheduleName(States.withActive(States.full(), 2), 2, name);
        assertThat(LiveView.scheduleOptions(state.programme())).hasSize(6).doesNotHaveDuplicates();
        assertThat(LiveView.scheduleOptions(state.programme()).get(2)).isEqualTo(option);
        assertThat(values(state)).containsEntry("active_schedule", option);
    }

    @Test
    void the_active_schedule_is_one_of_the_options_before_any_name_is_known() {
        assertThat(values(States.withActive(States.unknown(), 5)))
                .containsEntry("active_schedule", "#6: Schedule 6");
        assertThat(LiveView.scheduleOptions(Programme.UNKNOWN))
                .startsWith("#1: Schedule 1")
                .endsWith("#6: Schedule 6");
    }

    @Test
    void a_code_version_is_one_line_whatever_its_bytes_are() {
        Text strange = new Text(Bytes.of('4', 0xff, '\n', '1'));
        assertThat(values(States.withCodeVersion(States.unknown(), strange)))
                .containsEntry("code_version", "4\ufffd 1");
    }
}
