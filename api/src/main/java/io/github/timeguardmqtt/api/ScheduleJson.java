package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.DayNames;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** A schedule as an object of JSON. Source: docs/schedules.md, "JSON". */
public final class ScheduleJson {

    private static final String NAME = "name";
    private static final String PERIODS = "periods";
    private static final String TEXT = "text";
    private static final String DAYS = "days";
    private static final String ON = "on";
    private static final String OFF = "off";

    private static final List<String> KEYS = List.of(NAME, PERIODS, TEXT);
    private static final List<String> PERIOD_KEYS = List.of(DAYS, ON, OFF);

    private ScheduleJson() {}

    /** Its name, its periods, and the periods on one line as {@code text}. */
    public static SequencedMap<String, Object> fields(ScheduleSetting seen) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        seen.name().ifPresent(name -> fields.put(NAME, name));
        seen.periods()
                .ifPresent(periods -> {
                    fields.put(PERIODS, periods.stream().map(ScheduleJson::fields).toList());
                    fields.put(TEXT, ScheduleLine.print(periods));
                });
        return fields;
    }

    @SuppressWarnings("NullAway") // JSON has null
    private static Map<String, Object> fields(PeriodSetting period) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(DAYS, period.days().stream().map(DayNames::of).toList());
        fields.put(ON, period.on().map(LocalTime::toString).orElse(null));
        fields.put(OFF, period.off().map(LocalTime::toString).orElse(null));
        return fields;
    }

    /**
     * Reads an object of {@link StrictJson}, or of anything else that has maps, lists and strings.
     *
     * @throws WrongSettingException with every problem, and where it is
     */
    public static ScheduleSetting read(Map<String, ?> object) throws WrongSettingException {
        SettingFields fields = new SettingFields(object, KEYS);
        Optional<String> name = fields.string(NAME);
        name.flatMap(ScheduleSetting::problemOfName)
                .ifPresent(problem -> fields.problemOf(NAME, problem));
        Optional<List<PeriodSetting>> periods =
                fields.list(PERIODS, "a list").map(list -> periods(fields, list));
        Optional<List<PeriodSetting>> line =
                fields.string(TEXT).flatMap(text -> line(fields, text));
        fields.end();
        if (periods.isPresent()
                && line.isPresent()
                && !ScheduleSetting.areSame(periods.get(), line.get())) {
            fields.problemOf(TEXT, "says something else than periods: expected one of the two");
        }
        fields.end();
        return new ScheduleSetting(name, periods.or(() -> line));
    }

    private static Optional<List<PeriodSetting>> line(SettingFields fields, String text) {
        try {
            return Optional.of(ScheduleLine.parse(text));
        } catch (WrongSettingException e) {
            e.problems().forEach(problem -> fields.problemOf(TEXT, problem));
            return Optional.empty();
        }
    }

    private static List<PeriodSetting> periods(SettingFields fields, List<?> list) {
        ScheduleSetting.problemOfCount(list.size())
                .ifPresent(problem -> fields.problemOf(PERIODS, problem));
        List<PeriodSetting> periods = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            fields.entry(PERIODS, i, list.get(i), PERIOD_KEYS)
                    .ifPresent(entry -> periods.add(period(entry)));
        }
        return periods;
    }

    private static PeriodSetting period(SettingFields entry) {
        int before = entry.wrongs();
        Set<DayOfWeek> days = days(entry);
        boolean hasDays = entry.wrongs() == before;
        int beforeTimes = entry.wrongs();
        Optional<LocalTime> on = time(entry, ON, PeriodSetting::onTime);
        Optional<LocalTime> off = time(entry, OFF, PeriodSetting::offTime);
        boolean hasTimes = entry.wrongs() == beforeTimes;
        PeriodSetting period = new PeriodSetting(days, on, off);
        if (hasDays) {
            period.problemOfDays().ifPresent(problem -> entry.problemOf(DAYS, problem));
        }
        if (hasTimes) {
            period.problemOfTimes().ifPresent(entry::problemOfAll);
        }
        if (hasTimes
                && on.isEmpty()
                && off.isPresent()
                && entry.string(OFF).filter(PeriodSetting::isDaysEnd).isPresent()) {
            entry.problemOf(OFF, PeriodSetting.LONE_DAYS_END);
        }
        return period;
    }

    private static Set<DayOfWeek> days(SettingFields entry) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Object day : entry.list(DAYS, "a list of days").orElse(List.of())) {
            if (day instanceof String name) {
                entry.told(DAYS, name, DayNames::parse).ifPresent(days::add);
            } else {
                entry.problemOf(
                        DAYS,
                        "%s is not a day: expected %s"
                                .formatted(SettingFields.shown(day), DayNames.all()));
            }
        }
        return days;
    }

    /** Null is no time, too. */
    private static Optional<LocalTime> time(
            SettingFields entry, String key, Function<String, LocalTime> parse) {
        return entry.isNull(key)
                ? Optional.empty()
                : entry.string(key).flatMap(text -> entry.told(key, text, parse));
    }
}
