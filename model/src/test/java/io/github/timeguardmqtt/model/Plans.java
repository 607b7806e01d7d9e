package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Settings for tests, as text: {@code "auto; mon,fri 06:30-08:30; boost 1h 2026-01-05T07:00:00Z"}.
 * Other words are {@code advanced} with an instant, {@code holiday} with a start and an end on the
 * wall clock, {@code active}, and {@code no-boost-in-always-off}.
 */
final class Plans {

    static final ZoneId UK = ZoneId.of("Europe/London");

    private Plans() {}

    static SwitchPlan plan(String text) {
        return SwitchPlan.of(settings(text));
    }

    static PlanSettings settings(String text) {
        WorkMode mode = WorkMode.AUTO;
        List<Period> periods = new ArrayList<>();
        Optional<BoostSpan> boost = Optional.empty();
        Optional<Instant> advanced = Optional.empty();
        Optional<TimeSpan> holiday = Optional.empty();
        boolean active = false;
        boolean boostInAlwaysOff = true;
        for (String item : text.split("; *")) {
            String[] words = item.split(" ");
            switch (words[0]) {
                case "auto" -> mode = WorkMode.AUTO;
                case "always-off" -> mode = WorkMode.ALWAYS_OFF;
                case "always-on" -> mode = WorkMode.ALWAYS_ON;
                case "holiday-mode" -> mode = WorkMode.HOLIDAY;
                case "active" -> active = true;
                case "no-boost-in-always-off" -> boostInAlwaysOff = false;
                case "advanced" -> advanced = Optional.of(Instant.parse(words[1]));
                case "boost" ->
                        boost =
                                BoostSpan.starting(
                                        words[1].equals("1h")
                                                ? BoostType.ONE_HOUR
                                                : BoostType.TWO_HOURS,
                                        Instant.parse(words[2]));
                case "holiday" -> holiday = holiday(words[1], words[2]);
                default -> periods.add(period(words[0], words[1]));
            }
        }
        return new PlanSettings(
                mode, periods, boost, advanced, holiday, active, UK, boostInAlwaysOff);
    }

    private static Optional<TimeSpan> holiday(String start, String end) {
        HolidaySetting setting =
                new HolidaySetting(
                        true,
                        Optional.of(LocalDateTime.parse(start)),
                        Optional.of(LocalDateTime.parse(end)));
        return HolidayReading.SEEN.span(
                HolidayReading.SEEN.write(
                        setting, new Holiday(Toggle.OFF, Bytes.ofHex("000000"), 0, 0), UK),
                UK);
    }

    private static Period period(String days, String times) {
        String[] startAndEnd = times.split("-", -1);
        return new Period(
                time(startAndEnd[0]), time(startAndEnd[1]), Period.repeatOn(days(days)), 0);
    }

    /** A number is a minute, also one that no day has. */
    private static SwitchTime time(String text) {
        if (text.isEmpty()) {
            return new SwitchTime(false, 0, 0);
        }
        return new SwitchTime(
                true,
                text.contains(":")
                        ? LocalTime.parse(text).toSecondOfDay() / 60
                        : Integer.parseInt(text),
                0);
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
