package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.model.DayNames;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A schedule as an object of JSON. Source: docs/reference/schedules.md, "JSON". */
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
    public static JsonObject of(ScheduleSetting seen) {
        JsonValue.ObjectBuilder object = JsonValue.object().putText(NAME, seen.name());
        seen.periods()
                .ifPresent(periods ->
                        object.put(PERIODS, JsonValue.list(periods, ScheduleJson::of))
                                .put(TEXT, ScheduleLine.print(periods)));
        return object.build();
    }

    private static JsonObject of(PeriodSetting period) {
        return JsonValue.object()
                .put(DAYS, JsonValue.list(period.days(), day -> JsonValue.of(DayNames.of(day))))
                .put(ON, period.on().map(LocalTime::toString))
                .put(OFF, period.off().map(LocalTime::toString))
                .build();
    }

    /**
     * Reads one.
     *
     * @throws WrongSettingException with every problem, and where it is
     */
    public static ScheduleSetting read(JsonObject object) throws WrongSettingException {
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

    private static List<PeriodSetting> periods(SettingFields fields, List<JsonValue> list) {
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
        for (JsonValue day : entry.list(DAYS, "a list of days").orElse(List.of())) {
            if (day instanceof JsonText(String name)) {
                entry.told(DAYS, name, DayNames::parse).ifPresent(days::add);
            } else {
                entry.problemOf(
                        DAYS,
                        "%s is not a day: expected %s".formatted(day.shown(), DayNames.all()));
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
