package io.github.timeguardmqtt.model;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A period of a schedule as users see it. Source: docs/reference/schedules.md.
 *
 * @param days on which it starts, or ends where it has no start; from Monday on
 * @param on when the relay goes on, a whole minute of the wall clock
 * @param off when it goes off; on the next day where that is not after {@code on}
 */
public record PeriodSetting(Set<DayOfWeek> days, Optional<LocalTime> on, Optional<LocalTime> off) {

    /** What is wrong with {@code 24:00} where no start tells which day's end it is. */
    public static final String LONE_DAYS_END =
            "\"24:00\" without a time it goes on: expected 00:00, and the day after";

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int MINUTES_OF_A_WEEK = 7 * MINUTES_OF_A_DAY;
    private static final String DAYS_END = "24:00";
    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{2})");

    /** An order that only serves to compare lists. */
    static final Comparator<PeriodSetting> ORDER =
            Comparator.comparingInt((PeriodSetting period) -> minute(period.on))
                    .thenComparingInt(period -> minute(period.off))
                    .thenComparing(period -> DayNames.of(period.days));

    /**
     * @throws IllegalArgumentException when a time has seconds
     */
    public PeriodSetting {
        EnumSet<DayOfWeek> copy = EnumSet.noneOf(DayOfWeek.class);
        copy.addAll(days);
        days = Collections.unmodifiableSet(copy);
        checkWhole(on);
        checkWhole(off);
    }

    private static void checkWhole(Optional<LocalTime> time) {
        if (!time.equals(time.map(at -> at.truncatedTo(ChronoUnit.MINUTES)))) {
            throw new IllegalArgumentException(time.orElseThrow() + " is not a whole minute");
        }
    }

    /**
     * Reads a time at which the relay goes on: {@code 6:30} or {@code 06:30}.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    public static LocalTime onTime(String text) {
        return time(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                Shown.quoted(text) + " is not a time: expected 00:00 to 23:59"));
    }

    /**
     * Reads a time at which the relay goes off. {@code 24:00} is the midnight at the day's end.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    public static LocalTime offTime(String text) {
        return text.equals(DAYS_END)
                ? LocalTime.MIDNIGHT
                : time(text)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        Shown.quoted(text)
                                                + " is not a time: expected 00:00 to 24:00"));
    }

    /** Whether it is the midnight at a day's end, which only a start before it makes clear. */
    public static boolean isDaysEnd(String text) {
        return text.equals(DAYS_END);
    }

    private static Optional<LocalTime> time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(time.group(1));
        int minute = Integer.parseInt(time.group(2));
        return hour < 24 && minute < 60
                ? Optional.of(LocalTime.of(hour, minute))
                : Optional.empty();
    }

    /** What is wrong with the days, if anything. */
    public Optional<String> problemOfDays() {
        return days.isEmpty()
                ? Optional.of("has no day: expected at least one of " + DayNames.all())
                : Optional.empty();
    }

    /** What is wrong with the two times together, if anything. */
    public Optional<String> problemOfTimes() {
        if (on.isEmpty() && off.isEmpty()) {
            return Optional.of("has neither on nor off: expected at least one of them");
        }
        return on.equals(off)
                ? Optional.of(
                        "on and off are both %s: expected two different times"
                                .formatted(on.orElseThrow()))
                : Optional.empty();
    }

    /** The days on which this one and another are on together; those with one time have no span. */
    Set<DayOfWeek> overlap(PeriodSetting other) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        BitSet both = minutes();
        both.and(other.minutes());
        for (int minute = both.nextSetBit(0); minute >= 0; minute = both.nextSetBit(minute)) {
            int day = minute / MINUTES_OF_A_DAY;
            days.add(DayOfWeek.of(day + 1));
            minute = (day + 1) * MINUTES_OF_A_DAY;
        }
        return days;
    }

    /** The minutes of the week, from Monday 00:00 on, in which it is on. */
    private BitSet minutes() {
        BitSet minutes = new BitSet(MINUTES_OF_A_WEEK);
        if (on.isEmpty() || off.isEmpty()) {
            return minutes;
        }
        int length = Math.floorMod(minute(off) - minute(on), MINUTES_OF_A_DAY);
        for (DayOfWeek day : days) {
            int start = (day.getValue() - 1) * MINUTES_OF_A_DAY + minute(on);
            int end = start + length;
            minutes.set(start, Math.min(end, MINUTES_OF_A_WEEK));
            minutes.set(0, Math.max(0, end - MINUTES_OF_A_WEEK));
        }
        return minutes;
    }

    /** Minutes from midnight; -1 for none. */
    private static int minute(Optional<LocalTime> time) {
        return time.map(at -> at.getHour() * 60 + at.getMinute()).orElse(-1);
    }
}
