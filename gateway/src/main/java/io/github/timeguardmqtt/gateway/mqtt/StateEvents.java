package io.github.timeguardmqtt.gateway.mqtt;

import io.github.timeguardmqtt.gateway.event.DeviceEvent;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.RelayState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened to a device, for its topic {@code event}. */
public final class StateEvents {

    private StateEvents() {}

    /** What lies between two states, a line of JSON each. */
    public static List<String> between(Optional<DeviceState> before, DeviceEvent.Changed change) {
        Optional<RelayState> old = before.flatMap(DeviceState::status).map(s -> s.relay());
        Optional<RelayState> now = change.state().status().map(s -> s.relay());
        return old.isEmpty() || now.isEmpty() || old.equals(now)
                ? List.of()
                : List.of(
                        Json.line(
                                Map.of(
                                        "event_type",
                                        now.get().equals(RelayState.ON)
                                                ? "relay_on"
                                                : "relay_off")));
    }
}
