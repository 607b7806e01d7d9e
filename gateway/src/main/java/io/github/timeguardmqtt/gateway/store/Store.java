package io.github.timeguardmqtt.gateway.store;

import io.github.timeguardmqtt.gateway.command.PendingCommand;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.util.List;

public final class Store {
    public List<DeviceState> devices() {
        return List.of();
    }

    public List<PendingCommand> commands() {
        return List.of();
    }

    public void save(DeviceState state, Instant heard) {}

    public void save(PendingCommand command, Runnable durable) {
        durable.run();
    }

    public void remove(DeviceId device) {}

    public void forget(String transaction) {}
}
