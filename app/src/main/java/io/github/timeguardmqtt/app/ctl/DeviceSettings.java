package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The settings of a device as a file holds them: what is not in it is left alone.
 *
 * @param workMode {@code Auto}
 * @param activeSchedule from 1
 * @param schedules by number, from 1
 */
record DeviceSettings(
        Optional<String> workMode,
        OptionalInt activeSchedule,
        Optional<Holiday> holiday,
        Map<Integer, Schedule> schedules) {

    /** How many schedules a device has. */
    static final int SCHEDULES = 6;

    /**
     * A schedule.
     *
     * @param line its periods on one line
     */
    record Schedule(Optional<String> name, Optional<String> line) {}

    /**
     * A holiday.
     *
     * @param start wall-clock time: {@code 2026-12-20T10:00}
     */
    record Holiday(boolean active, Optional<String> start, Optional<String> end) {

        /** Whether a device that tells this has it already; a time that is left out may be any. */
        boolean isIn(Optional<Holiday> told) {
            return told.isPresent()
                    && active == told.get().active
                    && (start.isEmpty() || start.equals(told.get().start))
                    && (end.isEmpty() || end.equals(told.get().end));
        }

        /** As the gateway takes it. */
        JsonObject fields() {
            return JsonValue.object()
                    .put("active", active)
                    .putText("start", start)
                    .putText("end", end)
                    .build();
        }

        @Override
        public String toString() {
            return CtlHoliday.shown(fields());
        }
    }

    /**
     * What is to be changed.
     *
     * @param what for people: {@code schedule 2}
     * @param command and value for the gateway
     * @param lines what differs, a line each: {@code name: "Old" -> "New"}
     */
    record Change(String what, String command, JsonValue value, List<String> lines) {}

    /**
     * What a gateway knows.
     *
     * @param state by the names of the topics
     */
    static DeviceSettings of(JsonObject state) {
        Map<Integer, Schedule> schedules = new TreeMap<>();
        for (CtlSchedule.Known known : CtlSchedule.known(state)) {
            schedules.put(known.number(), new Schedule(known.fields().text("name"), line(known)));
        }
        int active = CtlSchedule.active(state);
        return new DeviceSettings(
                state.text("work_mode").filter(mode -> !mode.equals("Unknown")),
                active == 0 ? OptionalInt.empty() : OptionalInt.of(active),
                state.object("holiday")
                        .map(holiday ->
                                new Holiday(
                                        holiday.flag("active").orElse(false),
                                        holiday.text("start"),
                                        holiday.text("end"))),
                schedules);
    }

    private static Optional<String> line(CtlSchedule.Known known) {
        return Optional.of(known.line()).filter(line -> !line.isEmpty());
    }

    /** What a whole backup needs and is not known; empty where all is. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (workMode.isEmpty()) {
            missing.add("the work mode");
        }
        if (activeSchedule.isEmpty()) {
            missing.add("the active schedule");
        }
        if (holiday.isEmpty()) {
            missing.add("the holiday");
        }
        for (int number = 1; number <= SCHEDULES; number++) {
            if (!schedules.containsKey(number)) {
                missing.add("schedule " + number);
            }
        }
        return missing;
    }

    /**
     * What has to be done to a device that is like {@code now} for it to become like this, in an
     * order in which no step needs a later one: a schedule is there before it becomes the active
     * one, and one loses its name, without which it cannot be active, after another one is. The
     * work mode comes last, when all that it brings about is in place.
     */
    List<Change> changes(DeviceSettings now) {
        List<Change> changes = new ArrayList<>();
        List<Change> losingNames = new ArrayList<>();
        schedules.forEach((number, wanted) -> {
            Schedule told =
                    now.schedules.getOrDefault(
                            number, new Schedule(Optional.empty(), Optional.empty()));
            change(number, wanted, told)
                    .ifPresent(change ->
                            (wanted.name().filter(String::isEmpty).isPresent()
                                            ? losingNames
                                            : changes)
                                    .add(change));
        });
        if (activeSchedule.isPresent() && !activeSchedule.equals(now.activeSchedule)) {
            changes.add(
                    new Change(
                            "active schedule",
                            "active_schedule",
                            JsonValue.of("#" + activeSchedule.getAsInt()),
                            List.of(
                                    "%s -> #%d"
                                            .formatted(
                                                    now.activeSchedule.isPresent()
                                                            ? "#" + now.activeSchedule.getAsInt()
                                                            : "unknown",
                                                    activeSchedule.getAsInt()))));
        }
        changes.addAll(losingNames);
        holiday.filter(wanted -> !wanted.isIn(now.holiday))
                .ifPresent(wanted ->
                        changes.add(
                                new Change(
                                        "holiday",
                                        "holiday",
                                        wanted.fields(),
                                        List.of(changed(now.holiday, wanted.toString())))));
        workMode.filter(wanted -> !Optional.of(wanted).equals(now.workMode))
                .ifPresent(wanted ->
                        changes.add(
                                new Change(
                                        "work mode",
                                        "work_mode",
                                        JsonValue.of(wanted),
                                        List.of(changed(now.workMode, wanted)))));
        return changes;
    }

    private static Optional<Change> change(int number, Schedule wanted, Schedule told) {
        JsonValue.ObjectBuilder value = JsonValue.object();
        List<String> lines = new ArrayList<>();
        wanted.name()
                .filter(name -> !Optional.of(name).equals(told.name()))
                .ifPresent(name -> {
                    value.put("name", name);
                    lines.add(
                            "name: "
                                    + changed(
                                            told.name().map(DeviceSettings::quoted), quoted(name)));
                });
        wanted.line()
                .filter(line -> !Optional.of(line).equals(told.line()))
                .ifPresent(line -> {
                    value.put("text", line);
                    lines.add("periods: " + changed(told.line(), line));
                });
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Change(
                                "schedule " + number, "schedules/" + number, value.build(), lines));
    }

    private static String changed(Optional<?> from, String to) {
        return from.map(Object::toString).orElse("unknown") + " -> " + to;
    }

    private static String quoted(String text) {
        return '"' + ShownText.safe(text) + '"';
    }
}
