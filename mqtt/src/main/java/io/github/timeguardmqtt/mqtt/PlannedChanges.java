package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Which relays are to change when, the earliest first; one time for each device. */
final class PlannedChanges {

    private record Planned(Instant at, DeviceId device) {}

    private final NavigableSet<Planned> inOrder =
            new TreeSet<>(
                    Comparator.comparing(Planned::at)
                            .thenComparingInt(planned -> planned.device().value()));
    private final Map<DeviceId, Planned> byDevice = new HashMap<>();

    /**
     * Notes when a device's relay is to change, instead of what was noted before.
     *
     * @param at nothing for a relay that does not change
     */
    void set(DeviceId device, Optional<Instant> at) {
        Optional<Planned> planned = at.map(time -> new Planned(time, device));
        Planned before =
                planned.isPresent() ? byDevice.put(device, planned.get()) : byDevice.remove(device);
        if (before != null) {
            inOrder.remove(before);
        }
        planned.ifPresent(inOrder::add);
    }

    Optional<Instant> earliest() {
        return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.first().at());
    }

    /** Takes out the devices whose time has come, in order. */
    List<DeviceId> takeUntil(Instant now) {
        List<DeviceId> due = new ArrayList<>();
        while (!inOrder.isEmpty() && !inOrder.first().at().isAfter(now)) {
            DeviceId device = inOrder.removeFirst().device();
            byDevice.remove(device);
            due.add(device);
        }
        return due;
    }
}
