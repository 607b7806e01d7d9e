package io.github.timeguardmqtt.protocol;

import java.time.DayOfWeek;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/**
 * One of the six periods of a schedule, six bytes. Source: docs/reference/protocol.md, "Schedule".
 *
 * @param repeat the days as the wire has them: bit 0 Sunday, bit 1 Monday, … bit 6 Saturday; bit 7
 *     unknown
 * @param unknown the last byte, which nobody has explained
 */
public record Period(SwitchTime start, SwitchTime end, int repeat, int unknown) {

    /** One of six zero bytes. Many devices have many of them, which then are this one. */
    public static final Period UNUSED =
            new Period(new SwitchTime(false, 0, 0), new SwitchTime(false, 0, 0), 0, 0);

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

    /** The days on which the period repeats, in the order of the wire: Sunday first. */
    public SequencedSet<DayOfWeek> days() {
        SequencedSet<DayOfWeek> days = new LinkedHashSet<>();
        for (int bit = 0; bit < 7; bit++) {
            if ((repeat & 1 << bit) != 0) {
                days.add(DayOfWeek.SUNDAY.plus(bit));
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
