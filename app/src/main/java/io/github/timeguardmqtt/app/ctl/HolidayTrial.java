package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.HolidayReading.Base;
import io.github.timeguardmqtt.model.HolidayReading.Order;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A holiday that is now under one reading and under no other, so that a relay that goes off for it
 * tells how the device reads. Under the other order it ends before it starts; under the other base
 * it is as far off as the wall clock is from UTC.
 */
record HolidayTrial(HolidayReading reading) {

    /** A device's clock may be wrong by so much, this way. */
    private static final Duration BEFORE = Duration.ofMinutes(10);

    /** It ends by itself should nobody end it. */
    private static final Duration AFTER = Duration.ofMinutes(20);

    /** Two bases that are not further apart cannot be told apart. */
    private static final Duration LEAST_OFFSET = BEFORE.plus(AFTER);

    /** The times as they stand on the wire, in seconds. */
    record Times(long first, long second) {}

    /**
     * What is to be tried.
     *
     * @param likely what comes first
     */
    static List<HolidayTrial> all(OffsetDateTime now, HolidayReading likely) {
        List<HolidayTrial> trials = new ArrayList<>();
        for (Order order : Order.values()) {
            for (Base base : Base.values()) {
                if (tellsBase(now) || base == likely.base()) {
                    trials.add(new HolidayTrial(new HolidayReading(order, base)));
                }
            }
        }
        trials.sort(Comparator.comparing(trial -> !trial.reading.equals(likely)));
        return trials;
    }

    /** Whether wall clock and UTC differ by enough just now. */
    static boolean tellsBase(OffsetDateTime now) {
        return Math.abs(now.getOffset().getTotalSeconds()) >= LEAST_OFFSET.toSeconds();
    }

    /** The holiday around this moment. */
    Times times(OffsetDateTime now) {
        long counted =
                switch (reading.base()) {
                    case UTC -> now.toEpochSecond();
                    case WALL_CLOCK -> now.toEpochSecond() + now.getOffset().getTotalSeconds();
                };
        long start = counted - BEFORE.toSeconds();
        long end = counted + AFTER.toSeconds();
        return switch (reading.order()) {
            case START_FIRST -> new Times(start, end);
            case END_FIRST -> new Times(end, start);
        };
    }

    /** For people: {@code end-first, utc}. */
    String label() {
        return reading.order().label() + ", " + reading.base().label();
    }
}
