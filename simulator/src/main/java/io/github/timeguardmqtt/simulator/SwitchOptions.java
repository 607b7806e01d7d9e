package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;

/**
 * What sort of switch a virtual one is.
 *
 * @param interval between two reports
 * @param seed for its heater
 */
public record SwitchOptions(
        DeviceId device,
        CodeVersion codeVersion,
        Duration interval,
        HolidayReading holidayReading,
        long seed) {

    /**
     * @throws IllegalArgumentException when the interval is not positive
     */
    public SwitchOptions {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException(
                    "the interval is " + interval + ", but must be positive");
        }
    }
}
