package io.github.timeguardmqtt.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Schedule;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Changes of a schedule or the holiday as they stand in the database: a line for each part that is
 * to be changed, such as {@code periods=mon 07:30-09:00}.
 */
final class EditText {

    private static final String SCHEDULE = "schedule";
    private static final String NAME = "name";
    private static final String PERIODS = "periods";
    private static final String HOLIDAY = "holiday";
    private static final String ACTIVE = "active";
    private static final String START = "start";
    private static final String END = "end";
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    private EditText() {}

    static Bytes of(WriteSchedule write) {
        List<String> lines = new ArrayList<>();
        lines.add(SCHEDULE + "=" + write.schedule());
        write.setting().name().ifPresent(name -> lines.add(NAME + "=" + name));
        write.setting()
                .periods()
                .map(ScheduleLine::print)
                .ifPresent(periods -> lines.add(PERIODS + "=" + periods));
        return bytes(lines);
    }

    static Bytes of(SetHoliday set) {
        List<String> lines = new ArrayList<>();
        lines.add(HOLIDAY + "=");
        set.active().ifPresent(active -> lines.add(ACTIVE + "=" + active));
        set.start().ifPresent(start -> lines.add(START + "=" + start));
        set.end().ifPresent(end -> lines.add(END + "=" + end));
        return bytes(lines);
    }

    static Bytes of(SetHolidayTimes set) {
        return bytes(
                List.of(
                        HOLIDAY + "=",
                        ACTIVE + "=" + set.active(),
                        FIRST + "=" + set.first(),
                        SECOND + "=" + set.second()));
    }

    /**
     * @throws IllegalArgumentException when it is not what was ever written
     */
    static DeviceCommand read(Bytes text) {
        Map<String, String> parts = new LinkedHashMap<>();
        new String(text.toArray(), UTF_8)
                .lines()
                .forEach(line -> {
                    String[] part = line.split("=", 2);
                    parts.put(part[0], part.length < 2 ? "" : part[1]);
                });
        try {
            if (parts.containsKey(FIRST)) {
                return new SetHolidayTimes(
                        part(parts, ACTIVE).map(Boolean::valueOf).orElseThrow(),
                        Long.parseLong(part(parts, FIRST).orElseThrow()),
                        part(parts, SECOND).map(Long::valueOf).orElseThrow());
            }
            if (parts.containsKey(HOLIDAY)) {
                return new SetHoliday(
                        part(parts, ACTIVE).map(Boolean::valueOf),
                        part(parts, START).map(LocalDateTime::parse),
                        part(parts, END).map(LocalDateTime::parse));
            }
            int schedule = part(parts, SCHEDULE).map(Integer::valueOf).orElse(Schedule.COUNT);
            if (schedule < 0 || schedule >= Schedule.COUNT) {
                throw new IllegalArgumentException("what stands there is no change");
            }
            Optional<List<PeriodSetting>> periods = Optional.empty();
            if (parts.containsKey(PERIODS)) {
                periods = Optional.of(ScheduleLine.parse(part(parts, PERIODS).orElseThrow()));
            }
            return new WriteSchedule(schedule, new ScheduleSetting(part(parts, NAME), periods));
        } catch (WrongSettingException | DateTimeException | NoSuchElementException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Optional<String> part(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name));
    }

    private static Bytes bytes(List<String> lines) {
        byte[] text = String.join("\n", lines).getBytes(UTF_8);
        return Bytes.copyOf(text, 0, text.length);
    }
}
