package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A holiday as an object of JSON. Source: docs/reference/schedules.md, "Holiday". */
public final class HolidayJson {

    private static final String ACTIVE = "active";
    private static final String START = "start";
    private static final String END = "end";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final List<String> KEYS = List.of(ACTIVE, START, END);
    private static final List<String> WIRE_KEYS = List.of(ACTIVE, FIRST, SECOND);

    /** What 32 bits hold. */
    private static final long MAX_TIME = 0xffff_ffffL;

    /** Home Assistant writes a blank where others write a T. */
    private static final Pattern TIME =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)");

    /** The device counts the seconds from 1970 on in 32 bits, and 0 is no time, in any zone. */
    private static final int FIRST_YEAR = 1971;

    private static final int LAST_YEAR = 2105;

    private HolidayJson() {}

    /** Its three fields as they stand on the wire. */
    public static JsonObject wire(Holiday told) {
        return JsonValue.object()
                .put(ACTIVE, told.active().equals(Toggle.ON))
                .put(FIRST, told.first())
                .put(SECOND, told.second())
                .build();
    }

    /** Its three fields; a time that is not set is null. */
    public static JsonObject of(HolidaySetting seen) {
        return JsonValue.object()
                .put(ACTIVE, seen.active())
                .put(START, seen.start().map(LocalDateTime::toString))
                .put(END, seen.end().map(LocalDateTime::toString))
                .build();
    }

    /**
     * Reads one.
     *
     * @throws WrongSettingException with every problem, and where it is
     */
    public static DeviceCommand read(JsonObject object) throws WrongSettingException {
        if (object.has(FIRST) || object.has(SECOND)) {
            return wireTimes(new SettingFields(object, WIRE_KEYS));
        }
        SettingFields fields = new SettingFields(object, KEYS);
        Optional<Boolean> active = fields.flag(ACTIVE);
        Optional<LocalDateTime> start = time(fields, START);
        Optional<LocalDateTime> end = time(fields, END);
        if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
            fields.problemOf(
                    END, "%s is not after the start, %s".formatted(end.get(), start.get()));
        }
        fields.end();
        return new SetHoliday(active, start, end);
    }

    /** All three: what is left out could be taken for a time that is not set. */
    private static SetHolidayTimes wireTimes(SettingFields fields) throws WrongSettingException {
        for (String key : WIRE_KEYS) {
            if (!fields.has(key)) {
                fields.problemOf(
                        key, "is missing: with first or second all three have to be there");
            }
        }
        boolean active = fields.flag(ACTIVE).orElse(false);
        long first = wireTime(fields, FIRST);
        long second = wireTime(fields, SECOND);
        fields.end();
        return new SetHolidayTimes(active, first, second);
    }

    private static long wireTime(SettingFields fields, String key) {
        Optional<Long> time = fields.number(key, "a number of seconds");
        if (time.filter(seconds -> seconds < 0 || seconds > MAX_TIME).isPresent()) {
            fields.problemOf(
                    key,
                    "%d is not what the device can hold: expected 0 to %d"
                            .formatted(time.get(), MAX_TIME));
        }
        return time.orElse(0L);
    }

    private static Optional<LocalDateTime> time(SettingFields fields, String key) {
        return fields.string(key).flatMap(text -> fields.told(key, text, HolidayJson::time));
    }

    /**
     * Reads a wall-clock time: {@code 2026-12-20T10:00}, with or without seconds.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    public static LocalDateTime time(String text) {
        LocalDateTime time;
        try {
            if (!TIME.matcher(text).matches()) {
                throw new DateTimeException("another form");
            }
            time = LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    JsonValue.of(text).shown()
                            + " is not a local date and time: expected one such as"
                            + " 2026-12-20T10:00",
                    e);
        }
        if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
            throw new IllegalArgumentException(
                    "%s is more than the device can hold: expected a year from %d to %d"
                            .formatted(time, FIRST_YEAR, LAST_YEAR));
        }
        return time;
    }
}
