package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.SwitchPlan;
import java.time.Instant;
import java.util.List;

/**
 * What the relay of a device does over some days, as far as is known now.
 *
 * @param now by the gateway's clock
 * @param runs without a gap, in the order of time
 */
public record DevicePlan(DeviceState state, Instant now, List<SwitchPlan.Run> runs) {

    public DevicePlan {
        runs = List.copyOf(runs);
    }
}
