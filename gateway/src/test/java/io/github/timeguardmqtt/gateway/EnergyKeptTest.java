package io.github.timeguardmqtt.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.store.sqlite.SqliteStore;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The energy of a virtual heater, through the gateway into the database, and back. */
class EnergyKeptTest {

    private static final int WATTS = 3000;

    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

    @TempDir private Path directory;

    private final List<Long> told = new CopyOnWriteArrayList<>();

    private static SwitchRules rules() {
        SwitchRules usual = SwitchRules.USUAL;
        return new SwitchRules(
                usual.zone(),
                usual.holidayOrder(),
                usual.holidayBase(),
                usual.boostInAlwaysOff(),
                OptionalInt.of(WATTS));
    }

    private static GatewaySettings settings() {
        return GatewaySettings.relay(new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 9997))
                .withMode(Mode.LOCAL)
                .withRules(rules());
    }

    private void happened(DeviceEvent event) {
        if (event instanceof DeviceEvent.Changed(DeviceState state, _, _)) {
            told.add(state.energyJoules().orElseThrow());
        }
    }

    private static DeviceState stored(Path data) {
        try (SqliteStore store = SqliteStore.open(data, TestTime.STILL)) {
            List<KnownDevice> known =
                    store.devices(id -> DeviceState.unheard(id, Mode.LOCAL, rules()));
            return known.getFirst().state();
        }
    }

    private static void await(EventLoop loop, BooleanSupplier condition) {
        Patience.await()
                .until(() -> {
                    loop.pass(Duration.ofSeconds(1));
                    return condition.getAsBoolean();
                });
    }

    /** What a kill would leave now. */
    private Path killed(Path data) throws IOException {
        Path copy = Files.createTempDirectory(directory, "killed");
        for (String file : List.of("timeguard.db-wal", "timeguard.db")) {
            Files.copy(data.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void what_was_told_is_in_the_database_and_the_rest_is_when_the_gateway_ends() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        LoopClock clock = LoopClock.stepped(START);
        long end;
        long begin;
        try (EventLoop loop = new EventLoop("house", clock);
                SqliteStore store = SqliteStore.open(data, TestTime.STILL);
                Gateway gateway = Gateway.start(settings(), loop, new Mask(false), null);
                Fleet fleet =
                        new Fleet(
                                loop,
                                FleetOptions.of(1, gateway.address())
                                        .withInterval(Duration.ofSeconds(5)))) {
            gateway.remember(store);
            gateway.subscribe(this::happened);
            gateway.resume();
            fleet.start();
            DeviceId device = fleet.devices().getFirst();
            await(loop, () -> !told.isEmpty());
            begin = clock.nanos();
            gateway.submit(
                    new CommandRequest(
                            device,
                            new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON),
                            "work_mode",
                            "",
                            "t",
                            Optional.empty()));
            await(loop, () -> told.getLast() > 0);
            long value = told.getLast();
            assertThat(stored(killed(data)).energyJoules().orElseThrow())
                    .isGreaterThanOrEqualTo(value);
            await(loop, () -> told.getLast() > value);
            gateway.close();
            end = clock.nanos();
        }
        long joules = stored(data).energyJoules().orElseThrow();
        assertThat(told).isSorted();
        assertThat(joules)
                .isGreaterThanOrEqualTo(told.getLast())
                .isLessThanOrEqualTo(Duration.ofNanos(end - begin).toSeconds() * WATTS + WATTS);
    }
}
