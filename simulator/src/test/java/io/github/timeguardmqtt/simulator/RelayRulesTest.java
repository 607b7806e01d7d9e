package io.github.timeguardmqtt.simulator;

import static io.github.timeguardmqtt.simulator.TimeSwitch.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.HolidayReading.Base;
import io.github.timeguardmqtt.model.HolidayReading.Order;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.RelayRules.Advance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RelayRulesTest {

    private static final Instant NOON = Instant.parse("2026-01-07T12:00:00Z");
    private static final String DAILY = "daily 06:00-08:00; daily 17:00-19:00";

    static Stream<Arguments> next_changes() {
        return Stream.of(
                argumentSet("auto follows the schedule", auto(), "off 17:00 19:00 06:00"),
                argumentSet("always off", with(WorkMode.ALWAYS_OFF), "off"),
                argumentSet("always on", with(WorkMode.ALWAYS_ON), "on"),
                argumentSet(
                        "a boost is on for its time", boosted(auto(), "13:00"), "on 13:00 17:00"),
                argumentSet(
                        "a boost that ends within a period",
                        boosted(auto(), "17:30"),
                        "on 19:00 06:00"),
                argumentSet(
                        "a boost while always off",
                        boosted(with(WorkMode.ALWAYS_OFF), "13:00"),
                        "on 13:00"),
                argumentSet(
                        "a boost in a holiday",
                        boosted(holiday("10:00", "18:00"), "13:00"),
                        "on 13:00 18:00 19:00"),
                argumentSet(
                        "off in a holiday, auto after it",
                        holiday("10:00", "18:00"),
                        "off 18:00 19:00"),
                argumentSet(
                        "auto until a holiday begins",
                        holiday("17:30", "18:00"),
                        "off 17:00 17:30 18:00 19:00"),
                argumentSet(
                        "a holiday that ends before it begins is none",
                        holiday("18:00", "17:30"),
                        "off 17:00 19:00"),
                argumentSet(
                        "an advance ends with the change that it anticipates",
                        advanced(auto(), true, "17:00"),
                        "on 19:00 06:00"),
                argumentSet(
                        "a boost that ends within an advance",
                        boosted(advanced(auto(), true, "17:00"), "13:00"),
                        "on 19:00"));
    }

    @ParameterizedTest
    @MethodSource
    void next_changes(RelayRules rules, String expected) {
        List<String> changes = new ArrayList<>();
        changes.add(rules.isOn(NOON) ? "on" : "off");
        Optional<Instant> next = rules.nextChange(NOON);
        while (next.isPresent() && changes.size() < expected.split(" ").length) {
            changes.add(next.get().toString().substring(11, 16));
            next = rules.nextChange(next.get());
        }
        assertThat(String.join(" ", changes)).isEqualTo(expected);
    }

    static Stream<Arguments> advances() {
        return Stream.of(
                argumentSet("off now, on from five", auto(), "12:00", true, "17:00"),
                argumentSet("on now, off from seven", auto(), "18:00", false, "19:00"),
                argumentSet(
                        "a boost is passed over", boosted(auto(), "13:00"), "12:00", true, "17:00"),
                argumentSet(
                        "at the end of a holiday",
                        holiday("10:00", "18:00"),
                        "12:00",
                        true,
                        "18:00"));
    }

    @ParameterizedTest
    @MethodSource
    void advances(RelayRules rules, String at, boolean on, String until) {
        assertThat(rules.advanceAt(today(at))).contains(new Advance(on, today(until)));
    }

    @Test
    void there_is_no_advance_where_nothing_is_to_follow() {
        assertThat(with(WorkMode.ALWAYS_ON).advanceAt(NOON)).isEmpty();
        assertThat(with(WorkMode.ALWAYS_OFF).advanceAt(NOON)).isEmpty();
        assertThat(rules(WorkMode.AUTO, "").advanceAt(NOON)).isEmpty();
    }

    /** 2026-07-10T09:00 to 2026-07-11T10:00, by the wall clock of summer time and by UTC. */
    @ParameterizedTest
    @CsvSource({
        "START_FIRST, WALL_CLOCK, 09, 10, 2026-07-10T08:00:00Z, 2026-07-11T09:00:00Z",
        "START_FIRST, UTC,        09, 10, 2026-07-10T09:00:00Z, 2026-07-11T10:00:00Z",
        "END_FIRST,   WALL_CLOCK, 10, 09, 2026-07-10T08:00:00Z, 2026-07-11T09:00:00Z",
        "END_FIRST,   UTC,        10, 09, 2026-07-10T09:00:00Z, 2026-07-11T10:00:00Z",
    })
    void a_holiday_is_read_in_four_ways(
            Order order, Base base, String first, String second, Instant start, Instant end) {
        Holiday holiday = new Holiday(Toggle.ON, Bytes.of(0x74, 0, 0), wire(first), wire(second));
        assertThat(HolidayTimes.span(new HolidayReading(order, base), holiday, ZONE))
                .isEqualTo(new Span(start, end));
    }

    private static long wire(String hour) {
        return Instant.parse(
                        "2026-07-" + (hour.equals("09") ? "10" : "11") + "T" + hour + ":00:00Z")
                .getEpochSecond();
    }

    private static RelayRules auto() {
        return with(WorkMode.AUTO);
    }

    private static RelayRules with(WorkMode mode) {
        return rules(mode, DAILY);
    }

    private static RelayRules rules(WorkMode mode, String periods) {
        return new RelayRules(
                mode,
                new ScheduleTimeline(Periods.of(periods), ZONE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RelayRules holiday(String start, String end) {
        return new RelayRules(
                WorkMode.HOLIDAY,
                auto().schedule(),
                Optional.of(new Span(today(start), today(end))),
                Optional.empty(),
                Optional.empty());
    }

    private static RelayRules boosted(RelayRules rules, String end) {
        return new RelayRules(
                rules.workMode(),
                rules.schedule(),
                rules.holiday(),
                Optional.of(today(end)),
                rules.advance());
    }

    private static RelayRules advanced(RelayRules rules, boolean on, String until) {
        return new RelayRules(
                rules.workMode(),
                rules.schedule(),
                rules.holiday(),
                rules.boostEnd(),
                Optional.of(new Advance(on, today(until))));
    }

    private static Instant today(String time) {
        return Instant.parse("2026-01-07T" + time + ":00Z");
    }
}
