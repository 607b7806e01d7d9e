package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;

class InMemoryGatewayTest extends GatewayContract {

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:30Z"));
    private final InMemoryGateway gateway = InMemoryGateway.obeying(clock);

    @BeforeEach
    void hearTheSwitch() {
        gateway.report(States.full());
    }

    @Override
    protected GatewayApi gateway() {
        return gateway;
    }

    @Override
    protected InstantSource clock() {
        return clock;
    }

    @Override
    protected DeviceId device() {
        return States.ID;
    }

    @Override
    protected void report() {
        gateway.report(States.full());
    }

    @Override
    protected void silence() {
        // It says nothing unless it is made to.
    }
}
