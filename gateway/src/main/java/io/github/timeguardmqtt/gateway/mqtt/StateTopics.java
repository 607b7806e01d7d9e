package io.github.timeguardmqtt.gateway.mqtt;

import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What stands on a device's retained topics. */
public final class StateTopics {

    private StateTopics() {}

    /** The payload of each topic, by what stands behind {@code <root>/<id>/}. */
    public static SequencedMap<String, String> values(DeviceState state, Instant now, ZoneId zone) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        values.put("lwt", state.online() ? "online" : "offline");
        state.status()
                .ifPresent(status -> {
                    values.put("uptime", Long.toString(status.uptime()));
                    values.put("switch_state", status.relay().equals(RelayState.ON) ? "ON" : "OFF");
                    values.put("work_mode", status.workMode().label());
                    if (!status.boost().type().equals(BoostType.OFF)) {
                        values.put("boost_duration_left", now.atZone(zone).getMinute() + " min");
                    }
                });
        values.put("state", Json.line(new LinkedHashMap<>(values)));
        return values;
    }
}
