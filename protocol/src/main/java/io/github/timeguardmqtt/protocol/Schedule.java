package io.github.timeguardmqtt.protocol;

import java.util.List;

/**
 * One of the six schedules that a device keeps, 87 bytes. Source: docs/reference/protocol.md,
 * "Schedule".
 *
 * @param id 0..5 in a device; the wire has room for 0..255
 * @param periods six, always
 * @param name at most 50 bytes of UTF-8; empty for a schedule that the vendor's app does not show
 */
public record Schedule(int id, List<Period> periods, Text name) {

    /** How many schedules a device has. */
    public static final int COUNT = 6;

    /** How many periods a schedule has. */
    public static final int PERIODS = 6;

    /** The room for a name, in bytes. */
    public static final int NAME_SIZE = 50;

    static final int SIZE = 1 + PERIODS * Period.SIZE + NAME_SIZE;

    /**
     * @throws IllegalArgumentException when a part does not fit its field
     */
    public Schedule {
        Range.check("schedule", id, Range.U8);
        periods = List.copyOf(periods);
        if (periods.size() != PERIODS) {
            throw new IllegalArgumentException(
                    "a schedule has " + PERIODS + " periods, not " + periods.size());
        }
        name.checkFits(NAME_SIZE);
    }
}
