package io.github.timeguardmqtt.gateway.mqtt;

import io.github.timeguardmqtt.gateway.command.Health;
import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * What stands below {@code <root>/bridge}: a line of JSON each. Called on the bridge's thread; must
 * not block.
 */
public interface AboutBridge {

    String info();

    String health(Health health);

    String devices(Collection<DeviceState> states);

    /**
     * Answers a request.
     *
     * @param what stands behind {@code bridge/request/}
     */
    CompletableFuture<String> answer(String what, Bytes payload);
}
