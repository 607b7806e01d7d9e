package io.github.timeguardmqtt.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a user asks of a schedule, or sees in it. Source: docs/reference/schedules.md.
 *
 * @param name nothing: leave it as it is. Empty: the schedule goes from the vendor's app
 * @param periods nothing: leave them as they are. An empty list: none
 */
public record ScheduleSetting(Optional<String> name, Optional<List<PeriodSetting>> periods) {

    private static final int MINUTES_OF_A_DAY = 24 * 60;

    public ScheduleSetting {
        periods = periods.map(List::copyOf);
    }

    /**
     * What a user sees of this: both parts, of the periods only those that do something. What is no
     * UTF-8 in a name shows as replacement characters.
     */
    public static ScheduleSetting of(Schedule told) {
        return new ScheduleSetting(
                Optional.of(new String(told.name().bytes().toArray(), UTF_8)),
                Optional.of(
                        told.periods().stream()
                                .map(ScheduleSetting::seen)
                                .flatMap(Optional::stream)
                                .toList()));
    }

    private static Optional<PeriodSetting> seen(Period told) {
        PeriodSetting seen = new PeriodSetting(told.days(), seen(told.start()), seen(told.end()));
        return seen.days().isEmpty() || (seen.on().isEmpty() && seen.off().isEmpty())
                ? Optional.empty()
                : Optional.of(seen);
    }

    private static Optional<LocalTime> seen(SwitchTime told) {
        return told.enabled() && told.minute() < MINUTES_OF_A_DAY
                ? Optional.of(LocalTime.of(told.minute() / 60, told.minute() % 60))
                : Optional.empty();
    }

    /**
     * Whether a device that tells this has already what is asked for, as users see it: in whichever
     * of its six places the periods stand.
     */
    public boolean isIn(Schedule told) {
        ScheduleSetting seen = of(told);
        return hasName(seen) && hasPeriods(seen);
    }

    /** Whether of all that is asked for only the name is not there yet. */
    public boolean changesOnlyName(Schedule told) {
        ScheduleSetting seen = of(told);
        return !hasName(seen) && hasPeriods(seen);
    }

    /** Whether these are the same periods, in any order. */
    public static boolean areSame(List<PeriodSetting> some, List<PeriodSetting> others) {
        return some.stream()
                .sorted(PeriodSetting.ORDER)
                .toList()
                .equals(others.stream().sorted(PeriodSetting.ORDER).toList());
    }

    /**
     * Whether it sets all parts that an earlier setting sets, so that nothing of that one stays.
     */
    public boolean covers(ScheduleSetting earlier) {
        return (name.isPresent() || earlier.name.isEmpty())
                && (periods.isPresent() || earlier.periods.isEmpty());
    }

    private boolean hasName(ScheduleSetting seen) {
        return name.isEmpty() || name.equals(seen.name);
    }

    private boolean hasPeriods(ScheduleSetting seen) {
        return periods.isEmpty() || areSame(periods.get(), seen.periods.orElseThrow());
    }

    /**
     * What a device told, with this written into it. A part that it has already stays as told, byte
     * by byte; unknown and reserved bits always do, and so does the minute of a time that is not
     * enabled.
     *
     * @throws IllegalArgumentException when the setting has {@link #problems}
     */
    public Schedule applyTo(Schedule told) {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        ScheduleSetting seen = of(told);
        return new Schedule(
                told.id(),
                hasPeriods(seen) ? told.periods() : written(told.periods()),
                hasName(seen) ? told.name() : Text.name(name.orElseThrow()));
    }

    private List<Period> written(List<Period> told) {
        List<PeriodSetting> asked = periods.orElseThrow();
        List<Period> written = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            Period place = told.get(i);
            Optional<PeriodSetting> period =
                    i < asked.size() ? Optional.of(asked.get(i)) : Optional.empty();
            Set<DayOfWeek> days = period.map(PeriodSetting::days).orElse(Set.of());
            written.add(
                    new Period(
                            written(place.start(), period.flatMap(PeriodSetting::on)),
                            written(place.end(), period.flatMap(PeriodSetting::off)),
                            place.repeatUnknown() | Period.repeatOn(days),
                            place.unknown()));
        }
        return written;
    }

    private static SwitchTime written(SwitchTime told, Optional<LocalTime> time) {
        return new SwitchTime(
                time.isPresent(),
                time.map(at -> at.getHour() * 60 + at.getMinute()).orElse(told.minute()),
                told.reserved());
    }

    /** All that the device cannot hold or the vendor's app would refuse, and where it is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        name.flatMap(ScheduleSetting::problemOfName)
                .ifPresent(problem -> problems.add("name: " + problem));
        List<PeriodSetting> all = periods.orElse(List.of());
        problemOfCount(all.size()).ifPresent(problem -> problems.add("periods: " + problem));
        for (int i = 0; i < all.size(); i++) {
            String where = "periods[" + i + "]";
            PeriodSetting period = all.get(i);
            period.problemOfDays().ifPresent(problem -> problems.add(where + ".days: " + problem));
            period.problemOfTimes().ifPresent(problem -> problems.add(where + ": " + problem));
        }
        return problems;
    }

    /** What is wrong with so many periods, if anything. */
    public static Optional<String> problemOfCount(int count) {
        return count > Schedule.PERIODS
                ? Optional.of(
                        "%d periods are too many: a schedule has room for %d"
                                .formatted(count, Schedule.PERIODS))
                : Optional.empty();
    }

    /** What is wrong with a name, if anything. */
    public static Optional<String> problemOfName(String name) {
        for (int i = 0; i < name.length(); i++) {
            int point = name.codePointAt(i);
            if (Character.isISOControl(point)) {
                return Optional.of(
                        "has a control character (U+%04X) at character %d: expected plain text"
                                .formatted(point, i + 1));
            }
            if (Character.isSupplementaryCodePoint(point)) {
                i++;
            } else if (Character.isSurrogate((char) point)) {
                return Optional.of(
                        "has half a surrogate pair at character %d: expected plain text"
                                .formatted(i + 1));
            }
        }
        int size = name.getBytes(UTF_8).length;
        return size > Schedule.NAME_SIZE
                ? Optional.of(
                        "has %d bytes in UTF-8, but there is room for %d"
                                .formatted(size, Schedule.NAME_SIZE))
                : Optional.empty();
    }

    /** What is allowed, but perhaps not meant: periods that overlap. */
    public List<String> warnings() {
        List<PeriodSetting> all = periods.orElse(List.of());
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Set<DayOfWeek> days = all.get(i).overlap(all.get(j));
                if (!days.isEmpty()) {
                    warnings.add(
                            "periods[%d] and periods[%d] overlap on %s: on wins"
                                    .formatted(i, j, DayNames.of(days)));
                }
            }
        }
        return warnings;
    }
}
