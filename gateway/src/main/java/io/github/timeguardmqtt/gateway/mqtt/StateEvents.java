package io.github.timeguardmqtt.gateway.mqtt;

import io.github.timeguardmqtt.gateway.event.DeviceEvent;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What happened to a device, for its topic {@code event}. What becomes known for the first time has
 * not happened now. Source: docs/mqtt.md, "Events".
 */
public final class StateEvents {

    /** All types of events there are. */
    public static final List<String> TYPES =
            List.of(
                    "relay_on",
                    "relay_off",
                    "load_on",
                    "load_off",
                    "boost_started",
                    "boost_ended",
                    "advance_on",
                    "advance_off",
                    "work_mode_changed",
                    "active_schedule_changed",
                    "online",
                    "offline");

    private StateEvents() {}

    /**
     * What lies between two states, a line of JSON each.
     *
     * @param before nothing for a device that was not known
     */
    public static List<String> between(Optional<DeviceState> before, DeviceEvent.Changed change) {
        if (before.isEmpty()) {
            return List.of();
        }
        DeviceState old = before.get();
        DeviceState now = change.state();
        List<String> types = new ArrayList<>();
        if (old.online() != now.online()) {
            types.add(now.online() ? "online" : "offline");
        }
        if (old.status().isPresent() && now.status().isPresent()) {
            status(old.status().get(), now.status().get(), types);
        }
        if (old.programme().activeSchedule().isPresent()
                && now.programme().activeSchedule().isPresent()
                && old.programme().activeSchedule().getAsInt()
                        != now.programme().activeSchedule().getAsInt()) {
            types.add("active_schedule_changed");
        }
        return types.stream().map(type -> line(type, change.at(), change.commanded())).toList();
    }

    private static void status(Status old, Status now, List<String> types) {
        if (old.relay().isKnown() && now.relay().isKnown() && !old.relay().equals(now.relay())) {
            types.add(now.relay().equals(RelayState.ON) ? "relay_on" : "relay_off");
        }
        if (old.loadDetected() != now.loadDetected()) {
            types.add(now.loadDetected() ? "load_on" : "load_off");
        }
        BoostType boost = now.boost().type();
        if (!old.boost().type().equals(boost)) {
            types.add(boost.equals(BoostType.OFF) ? "boost_ended" : "boost_started");
        }
        if (old.advance() != now.advance()) {
            types.add(now.advance() ? "advance_on" : "advance_off");
        }
        if (!old.workMode().equals(now.workMode())) {
            types.add("work_mode_changed");
        }
    }

    private static String line(String type, Instant at, boolean commanded) {
        SequencedMap<String, Object> event = new LinkedHashMap<>();
        event.put("event_type", type);
        event.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
        event.put("cause", commanded ? "command" : "unknown");
        return Json.line(event);
    }
}
