package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Patience.await;

import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.GatewayContract;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.testing.TestTime;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The real gateway, on loopback, with a virtual switch. */
class GatewayContractTest extends GatewayContract {

    private final EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1));
    private Gateway gateway;
    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        gateway =
                Gateway.start(
                        GatewaySettings.relay(
                                        new HostPort("127.0.0.1", 0),
                                        new HostPort("127.0.0.1", 9997))
                                .withMode(Mode.LOCAL),
                        loop,
                        new Mask(false),
                        null);
        fleet =
                new Fleet(
                        loop,
                        FleetOptions.of(1, gateway.address())
                                .withInterval(Duration.ofMillis(200))
                                .withSeed(7));
        fleet.start();
        await().until(() ->
                gateway.device(device())
                        .join()
                        .map(state -> LiveView.of(state, clock().instant()))
                        .filter(view -> view.schedule(5).isPresent() && view.holiday().isPresent())
                        .isPresent());
    }

    @AfterEach
    void end() {
        fleet.close();
        gateway.close();
        loop.close();
    }

    @Override
    protected GatewayApi gateway() {
        return gateway;
    }

    @Override
    protected InstantSource clock() {
        return loop.clock();
    }

    @Override
    protected DeviceId device() {
        return fleet.devices().getFirst();
    }

    @Override
    protected void report() {
        // It does so all the time.
    }

    @Override
    protected void silence() {
        fleet.close();
    }
}
