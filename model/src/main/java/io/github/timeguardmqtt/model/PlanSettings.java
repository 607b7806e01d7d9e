package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * All that decides over the relay of a device.
 *
 * @param workMode one that is known
 * @param periods of the active schedule, as the device has them
 * @param boost the one that runs, or ran last
 * @param advancedAt an instant at which the device was advanced, where it still may be
 * @param holiday from when to when, whether or not it is switched on
 * @param holidayActive whether it is switched on
 * @param zone in which the schedule runs
 * @param boostInAlwaysOff whether a boost turns the relay on in the mode always off
 */
public record PlanSettings(
        WorkMode workMode,
        List<Period> periods,
        Optional<BoostSpan> boost,
        Optional<Instant> advancedAt,
        Optional<TimeSpan> holiday,
        boolean holidayActive,
        ZoneId zone,
        boolean boostInAlwaysOff) {

    public PlanSettings {
        periods = List.copyOf(periods);
    }
}
