package io.github.timeguardmqtt.model;

import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a device is to be taken where it does not say: settings of the user's, device by device.
 *
 * @param zone in which its schedules run
 * @param holidayOrder which of a holiday's two times is the start; nothing for the usual one, and
 *     what the device gives away
 * @param holidayBase what a holiday's times count
 * @param boostInAlwaysOff whether a boost turns the relay on in the mode always off; inferred
 * @param loadWatts what the load draws, where that is known
 */
public record SwitchRules(
        ZoneId zone,
        Optional<HolidayReading.Order> holidayOrder,
        HolidayReading.Base holidayBase,
        boolean boostInAlwaysOff,
        OptionalInt loadWatts) {

    /** What holds for a device of which nothing else is said. */
    public static final SwitchRules USUAL =
            new SwitchRules(
                    ZoneId.of("Europe/London"),
                    Optional.empty(),
                    HolidayReading.SEEN.base(),
                    true,
                    OptionalInt.empty());

    /**
     * How the holiday is to be read.
     *
     * @param learnt what the device itself gave away
     */
    public HolidayReading holidayReading(Optional<HolidayReading.Order> learnt) {
        return new HolidayReading(
                holidayOrder.or(() -> learnt).orElse(HolidayReading.SEEN.order()), holidayBase);
    }
}
