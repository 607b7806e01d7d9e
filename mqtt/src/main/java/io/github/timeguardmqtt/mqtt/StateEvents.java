package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.ChangeCause.What;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a device, for its topic {@code event}. What becomes known for the first time has
 * not happened now. Source: docs/reference/topics.md, "Events".
 */
public final class StateEvents {

    /** What stands behind the device's id. */
    public static final String TOPIC = "event";

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
        Lines lines = new Lines(change);
        if (old.online() != now.online()) {
            lines.add(now.online() ? "online" : "offline", ChangeCause.UNKNOWN);
        }
        if (old.status().isPresent() && now.status().isPresent()) {
            status(old.status().get(), now.status().get(), lines);
        }
        if (old.programme().activeSchedule().isPresent()
                && now.programme().activeSchedule().isPresent()
                && old.programme().activeSchedule().getAsInt()
                        != now.programme().activeSchedule().getAsInt()) {
            lines.add("active_schedule_changed", What.SCHEDULE);
        }
        return lines.lines;
    }

    private static void status(Status old, Status now, Lines lines) {
        boolean isRelay =
                old.relay().isKnown() && now.relay().isKnown() && !old.relay().equals(now.relay());
        if (isRelay) {
            lines.add(
                    now.relay().equals(RelayState.ON) ? "relay_on" : "relay_off",
                    lines.change.cause());
        }
        if (old.loadDetected() != now.loadDetected()) {
            lines.add(
                    now.loadDetected() ? "load_on" : "load_off",
                    // Without the relay it is the thermostat's doing, or that of the tap.
                    isRelay ? lines.change.cause() : ChangeCause.UNKNOWN);
        }
        BoostType boost = now.boost().type();
        if (!old.boost().type().equals(boost)) {
            lines.add(boost.equals(BoostType.OFF) ? "boost_ended" : "boost_started", What.BOOST);
        }
        if (old.advance() != now.advance()) {
            lines.add(now.advance() ? "advance_on" : "advance_off", What.ADVANCE);
        }
        if (!old.workMode().equals(now.workMode())) {
            lines.add("work_mode_changed", What.MODE);
        }
    }

    /** The events so far. */
    private static final class Lines {
        private final DeviceEvent.Changed change;
        private final List<String> lines = new ArrayList<>();

        private Lines(DeviceEvent.Changed change) {
            this.change = change;
        }

        /** A setting changed: what that is says it all, but for who did it. */
        private void add(String type, What what) {
            add(type, new ChangeCause(what, change.cause().by()));
        }

        private void add(String type, ChangeCause cause) {
            lines.add(
                    JsonValue.object()
                            .put("event_type", type)
                            .put("at", change.at().truncatedTo(ChronoUnit.MILLIS).toString())
                            .put("cause", cause.what().label())
                            .put("by", cause.by().label())
                            .build()
                            .line());
        }
    }
}
