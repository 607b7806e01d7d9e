package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a device keeps over a power cut and tells only when asked, as far as it is known.
 *
 * @param activeSchedule 0..5
 * @param names of the six schedules, by id; an empty text where the schedule has no name. One can
 *     be known where its schedule is not
 * @param schedules six, by id
 * @param holidayOrder which of a holiday's two times is the start, where the device gave it away
 */
public record Programme(
        OptionalInt activeSchedule,
        List<Optional<Text>> names,
        List<Optional<Schedule>> schedules,
        Optional<Holiday> holiday,
        Optional<HolidayReading.Order> holidayOrder) {

    /** Nothing is known. */
    public static final Programme UNKNOWN =
            new Programme(
                    OptionalInt.empty(),
                    Collections.nCopies(Schedule.COUNT, Optional.empty()),
                    Collections.nCopies(Schedule.COUNT, Optional.empty()),
                    Optional.empty(),
                    Optional.empty());

    /**
     * @throws IllegalArgumentException when there are not six schedules, or the active one is none
     *     of them
     */
    public Programme {
        names = List.copyOf(names);
        schedules = List.copyOf(schedules);
        if (names.size() != Schedule.COUNT || schedules.size() != Schedule.COUNT) {
            throw new IllegalArgumentException("a device has six schedules");
        }
        if (activeSchedule.orElse(0) < 0 || activeSchedule.orElse(0) >= Schedule.COUNT) {
            throw new IllegalArgumentException("a device has no schedule " + activeSchedule);
        }
    }

    /** The same with what an older one knows besides. */
    public Programme or(Programme older) {
        List<Optional<Text>> allNames = new ArrayList<>();
        List<Optional<Schedule>> allSchedules = new ArrayList<>();
        for (int id = 0; id < Schedule.COUNT; id++) {
            Optional<Text> olderName = older.names.get(id);
            // An older schedule with another name than the newest is not the newest.
            Optional<Schedule> olderSchedule =
                    names.get(id).isEmpty() || names.get(id).equals(olderName)
                            ? older.schedules.get(id)
                            : Optional.empty();
            allNames.add(names.get(id).or(() -> olderName));
            allSchedules.add(schedules.get(id).or(() -> olderSchedule));
        }
        return new Programme(
                activeSchedule.isPresent() ? activeSchedule : older.activeSchedule,
                allNames,
                allSchedules,
                holiday.or(older::holiday),
                holidayOrder.or(older::holidayOrder));
    }

    /** The schedule that is active, where it is known which and what it says. */
    public Optional<Schedule> active() {
        return activeSchedule.isPresent()
                ? schedules.get(activeSchedule.getAsInt())
                : Optional.empty();
    }

    public Programme withActiveSchedule(int id) {
        return new Programme(OptionalInt.of(id), names, schedules, holiday, holidayOrder);
    }

    /** The same with the name of one schedule. */
    public Programme withName(int id, Text name) {
        Text own = name.compact();
        Optional<Schedule> named =
                schedules.get(id).map(schedule -> new Schedule(id, schedule.periods(), own));
        return new Programme(
                activeSchedule,
                replaced(names, id, Optional.of(own)),
                replaced(schedules, id, named),
                holiday,
                holidayOrder);
    }

    public Programme withSchedule(Schedule schedule) {
        Text name = schedule.name().compact();
        Schedule own = new Schedule(schedule.id(), schedule.periods(), name);
        return new Programme(
                activeSchedule,
                replaced(names, own.id(), Optional.of(name)),
                replaced(schedules, own.id(), Optional.of(own)),
                holiday,
                holidayOrder);
    }

    /**
     * The same with a holiday.
     *
     * @param order what the device gave away, with this one or before
     */
    public Programme withHoliday(Holiday told, Optional<HolidayReading.Order> order) {
        Holiday own =
                new Holiday(told.active(), told.unknown().compact(), told.first(), told.second());
        return new Programme(activeSchedule, names, schedules, Optional.of(own), order);
    }

    private static <T> List<T> replaced(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }
}
