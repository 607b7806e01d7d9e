package io.github.timeguardmqtt.protocol;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.Set;

/**
 * One of the six periods of a schedule, six bytes. Source: docs/protocol.md, "Schedule".
 *
 * @param repeat the days as the wire has them: bit 0 Sunday, bit 1 Monday, … bit 6 Saturday; bit 7
 *     unknown
 * @param unknown the last byte, which nobody has explained
 */
public record Period(SwitchTime start, SwitchTime end, int repeat, int unknown) {

    static final int SIZE = 6;

    private static final int UNKNOWN_REPEAT_BIT = 0x80;

    /**
     * @throws IllegalArgumentException when a part does not fit its byte
     */
    public Period {
        Range.check("repeat", repeat, Range.U8);
        Range.check("unknown", unknown, Range.U8);
    }

    /** The repeat byte for these days. */
    public static int repeatOn(Set<DayOfWeek> days) {
        int bits = 0;
        for (DayOfWeek day : days) {
            bits |= bit(day);
        }
        return bits;
    }

    /** Monday to Sunday, those on which the period repeats. */
    public Set<DayOfWeek> days() {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if ((repeat & bit(day)) != 0) {
                days.add(day);
            }
        }
        return days;
    }

    /** The repeat byte without its seven days. */
    public int repeatUnknown() {
        return repeat & UNKNOWN_REPEAT_BIT;
    }

    private static int bit(DayOfWeek day) {
        return 1 << day.getValue() % 7;
    }
}
