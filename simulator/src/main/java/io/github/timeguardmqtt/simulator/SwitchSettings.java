package io.github.timeguardmqtt.simulator;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a device keeps over a power cut.
 *
 * @param schedules six, in the order of their ids
 * @param activeSchedule 0..5
 */
public record SwitchSettings(
        List<Schedule> schedules, int activeSchedule, WorkMode workMode, Holiday holiday) {

    private static final List<Schedule> FACTORY_SCHEDULES =
            List.of(
                    schedule(
                            0,
                            "Weekdays",
                            period(EnumSet.range(MONDAY, FRIDAY), 6 * 60 + 30, 8 * 60 + 30),
                            period(EnumSet.range(MONDAY, FRIDAY), 17 * 60, 19 * 60)),
                    schedule(1, "Weekend", period(EnumSet.of(SATURDAY, SUNDAY), 8 * 60, 10 * 60)),
                    schedule(2, ""),
                    schedule(3, ""),
                    schedule(4, ""),
                    schedule(5, ""));

    /** The holiday of the captured frame: 2021-07-11 04:30 to 2021-07-12 00:00, not active. */
    private static final long SEEN_HOLIDAY_START = 1_625_977_800;

    private static final long SEEN_HOLIDAY_END = 1_626_048_000;
    private static final Bytes SEEN_HOLIDAY_UNKNOWN = Bytes.of(0x74, 0, 0);

    public SwitchSettings {
        schedules = List.copyOf(schedules);
    }

    /** As far as seen in captures; the schedules are made up. */
    static SwitchSettings factory(HolidayReading.Order order) {
        Holiday holiday =
                switch (order) {
                    case START_FIRST -> seenHoliday(SEEN_HOLIDAY_START, SEEN_HOLIDAY_END);
                    case END_FIRST -> seenHoliday(SEEN_HOLIDAY_END, SEEN_HOLIDAY_START);
                };
        return new SwitchSettings(FACTORY_SCHEDULES, 0, WorkMode.AUTO, holiday);
    }

    SwitchSettings with(Schedule schedule) {
        List<Schedule> changed = new ArrayList<>(schedules);
        changed.set(schedule.id(), schedule);
        return new SwitchSettings(changed, activeSchedule, workMode, holiday);
    }

    SwitchSettings withActiveSchedule(int id) {
        return new SwitchSettings(schedules, id, workMode, holiday);
    }

    SwitchSettings with(WorkMode mode) {
        return new SwitchSettings(schedules, activeSchedule, mode, holiday);
    }

    SwitchSettings with(Holiday changed) {
        return new SwitchSettings(schedules, activeSchedule, workMode, changed);
    }

    private static Holiday seenHoliday(long first, long second) {
        return new Holiday(Toggle.OFF, SEEN_HOLIDAY_UNKNOWN, first, second);
    }

    private static Schedule schedule(int id, String name, Period... used) {
        List<Period> periods = new ArrayList<>(List.of(used));
        while (periods.size() < Schedule.PERIODS) {
            periods.add(Period.UNUSED);
        }
        return new Schedule(id, periods, Text.name(name));
    }

    private static Period period(Set<DayOfWeek> days, int start, int end) {
        return new Period(
                new SwitchTime(true, start, 0),
                new SwitchTime(true, end, 0),
                Period.repeatOn(days),
                0);
    }
}
