package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.EventBus;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.InMemoryGateway;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Operations;
import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bridge, and in the place of the gateway something that notes what is asked of it. */
final class BridgeSetup implements AutoCloseable {

    /** When every state of {@link #state} was reported: a Sunday, by no machine's clock. */
    static final Instant REPORTED = Instant.parse("2026-11-22T10:00:30Z");

    static final DeviceId ONE = DeviceId.parse("0badcafe");
    static final DeviceId TWO = DeviceId.parse("cafed00d");

    private static final AboutBridge ABOUT =
            new AboutBridge("1", Mode.LOCAL, new LinkedHashMap<>());

    final InMemoryGateway gateway = InMemoryGateway.holding(() -> this.clock.instant());
    final EventBus bus = gateway.bus;
    final List<CommandRequest> submitted = gateway.submitted;
    final List<CommandResult> refused = gateway.refused;
    final List<String> delivered = gateway.delivered;
    LoopClock clock = LoopClock.virtual(TestTime.NOON, 1);
    Optional<Function<MqttExtension.Host, MqttExtension>> extension = Optional.empty();

    private @Nullable MqttBridge bridge;

    BridgeSetup start(MqttSettings settings) throws IOException {
        bridge =
                MqttBridge.start(
                        settings,
                        clock,
                        gateway::subscribe,
                        gateway,
                        operations(gateway),
                        ABOUT,
                        extension);
        return this;
    }

    /** What is asked on the topics of requests. */
    static Operations operations(GatewayApi gateway) {
        AtomicInteger commands = new AtomicInteger();
        return new Operations(
                gateway,
                new CommandRules(false, false),
                LoopClock.virtual(TestTime.NOON, 1),
                Duration.ZERO,
                () -> "asked-" + commands.incrementAndGet(),
                Runnable::run);
    }

    /** A clock that stands still but for {@link #pass}. */
    static LoopClock standing(Instant at) {
        return LoopClock.virtual(at, 1e-9);
    }

    /** Lets time pass, and has the bridge look at the clock. */
    void pass(Duration duration) {
        clock.skip(duration);
        bus.publish(new DeviceEvent.Removed(new DeviceId(-1))); // which nobody knows
    }

    static MqttSettings settings(int port) {
        return settings(port, false);
    }

    static MqttSettings settings(int port, boolean only311) {
        return new MqttSettings(
                "127.0.0.1",
                port,
                Optional.empty(),
                "timeguard-test",
                "timeguard",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "homeassistant/status",
                false,
                false,
                only311);
    }

    static MqttSettings withLogin(MqttSettings plain, String user, String password) {
        return new MqttSettings(
                plain.host(),
                plain.port(),
                plain.tls(),
                plain.clientId(),
                plain.rootTopic(),
                Optional.of(user),
                Optional.of(new Secret(password)),
                plain.discoveryPrefix(),
                plain.homeAssistantStatusTopic(),
                plain.rawCommands(),
                plain.powerOffIsAuto(),
                plain.only311());
    }

    static MqttSettings withTls(MqttSettings plain, String host, MqttSettings.Tls tls) {
        return new MqttSettings(
                host,
                plain.port(),
                Optional.of(tls),
                plain.clientId(),
                plain.rootTopic(),
                plain.username(),
                plain.password(),
                plain.discoveryPrefix(),
                plain.homeAssistantStatusTopic(),
                plain.rawCommands(),
                plain.powerOffIsAuto(),
                plain.only311());
    }

    static DeviceState state(DeviceId id, RelayState relay, long uptime) {
        return state(id, relay, uptime, Boost.OFF);
    }

    static DeviceState state(DeviceId id, RelayState relay, long uptime, Boost boost) {
        Status status =
                new Status(
                        relay,
                        false,
                        false,
                        false,
                        0,
                        Bytes.of(0, 0, 0),
                        WorkMode.AUTO,
                        Bytes.of(0, 0, 0),
                        uptime,
                        boost,
                        Bytes.of(0, 0));
        return States.reporting(
                DeviceState.unheard(id, Mode.LOCAL, SwitchRules.USUAL).withOnline(true),
                status,
                REPORTED);
    }

    void changed(DeviceState state) {
        bus.publish(new DeviceEvent.Changed(state, clock.instant(), ChangeCause.UNKNOWN));
    }

    void changed(DeviceId id, RelayState relay, long uptime) {
        changed(state(id, relay, uptime));
    }

    CommandResult confirmed(String transaction) {
        CommandResult result =
                new CommandResult(
                        ONE,
                        "work_mode",
                        "Always on",
                        CommandResult.Outcome.CONFIRMED,
                        Optional.empty(),
                        Duration.ofMillis(12),
                        transaction,
                        Optional.empty());
        bus.publish(new DeviceEvent.Finished(result));
        return result;
    }

    @Override
    public void close() {
        if (bridge != null) {
            bridge.close();
            bridge = null;
        }
    }
}
