package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Periods for tests, as text: {@code "daily 06:30-08:30; sat,sun 22:00-; mon -09:00"}. */
final class Periods {

    private Periods() {}

    static List<Period> of(String text) {
        List<Period> periods = new ArrayList<>();
        for (String period : text.isEmpty() ? new String[0] : text.split("; ")) {
            String[] words = period.split(" ");
            String[] times = words[1].split("-", -1);
            periods.add(
                    new Period(time(times[0]), time(times[1]), Period.repeatOn(days(words[0])), 0));
        }
        while (periods.size() < Schedule.PERIODS) {
            periods.add(new Period(time(""), time(""), 0, 0));
        }
        return periods;
    }

    private static SwitchTime time(String text) {
        return text.isEmpty()
                ? new SwitchTime(false, 0, 0)
                : new SwitchTime(true, LocalTime.parse(text).toSecondOfDay() / 60, 0);
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            String shortName = day.name().substring(0, 3).toLowerCase(Locale.ROOT);
            if (text.equals("daily") || text.contains(shortName)) {
                days.add(day);
            }
        }
        return days;
    }
}
