package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.simulator.VirtualCloud;
import io.github.timeguardmqtt.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Virtual switches, a gateway and a stand-in cloud on loopback, on one loop, whose time passes only
 * while a test waits.
 */
final class House implements AutoCloseable {

    /** How much time passes between two looks at what is waited for. */
    private static final Duration STEP = Duration.ofMillis(100);

    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final EventLoop loop;
    final VirtualCloud cloud;
    final Gateway gateway;
    final Fleet fleet;
    private final FrameLog frameLog;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Map<DeviceId, DeviceState> states = new ConcurrentHashMap<>();
    private final Map<String, CommandResult> results = new ConcurrentHashMap<>();
    private final Set<DeviceId> cloudHeard = ConcurrentHashMap.newKeySet();
    private final AtomicInteger resultCount = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private final @Nullable FaultProxy faults;
    private boolean closed;

    House(Mode mode, FleetOptions.Transport transport, int switches) {
        this(mode, transport, switches, Map.of());
    }

    /** One in which some devices have a mode of their own. */
    House(
            Mode mode,
            FleetOptions.Transport transport,
            int switches,
            Map<DeviceId, Mode> deviceModes) {
        this(mode, transport, switches, deviceModes, 0, 0);
    }

    /** One whose switches reach the gateway through a bad network. */
    static House withFaults(Mode mode, int switches, double share, long seed) {
        return new House(mode, FleetOptions.Transport.UDP, switches, Map.of(), share, seed);
    }

    private House(
            Mode mode,
            FleetOptions.Transport transport,
            int switches,
            Map<DeviceId, Mode> deviceModes,
            double share,
            long seed) {
        loop = new EventLoop("house", LoopClock.stepped(START));
        try {
            cloud = new VirtualCloud(loop, ANY);
            cloud.addListener((frame, _) -> cloudHeard.add(frame.device()));
            frameLog = new FrameLog(log, new Mask(false), FrameLog.Detail.LINES, ZoneOffset.UTC);
            GatewaySettings settings =
                    GatewaySettings.relay(
                                    new HostPort("127.0.0.1", 0),
                                    HostPort.parse(Addresses.text(cloud.address())))
                            .withMode(mode)
                            .withDeviceModes(deviceModes);
            gateway = Gateway.start(settings, loop, new Mask(false), frameLog);
            gateway.subscribe(this::happened);
            faults = share == 0 ? null : new FaultProxy(loop, gateway.address(), share, seed);
            fleet =
                    new Fleet(
                            loop,
                            FleetOptions.of(
                                            switches,
                                            faults == null ? gateway.address() : faults.address())
                                    .withTransport(transport)
                                    .withInterval(Duration.ofSeconds(5)));
            fleet.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StartException e) {
            throw new AssertionError(e);
        }
    }

    private void happened(DeviceEvent event) {
        switch (event) {
            case DeviceEvent.Changed(DeviceState state, _, _) -> states.put(state.id(), state);
            case DeviceEvent.Finished(CommandResult result) -> {
                resultCount.incrementAndGet();
                results.put(result.transaction(), result);
            }
            case DeviceEvent.Removed(DeviceId device) -> states.remove(device);
        }
    }

    /** The devices of which the cloud has heard. */
    Set<DeviceId> cloudHeard() {
        return cloudHeard;
    }

    List<DeviceId> devices() {
        return fleet.devices();
    }

    Optional<DeviceState> state(DeviceId device) {
        return Optional.ofNullable(states.get(device));
    }

    /** Waits until every switch has reported, and answered what it was asked at first contact. */
    void expectAllKnown() {
        expectAll(state -> state.programme().names().stream().allMatch(Optional::isPresent));
    }

    void expectAllReported() {
        expectAll(_ -> true);
    }

    private void expectAll(Predicate<DeviceState> condition) {
        for (DeviceId device : devices()) {
            await(() ->
                    state(device)
                            .filter(state -> state.status().isPresent())
                            .filter(condition)
                            .isPresent());
        }
    }

    /** Gives a command and waits for its result. */
    CommandResult command(DeviceId device, DeviceCommand command) {
        return result(submit(device, command));
    }

    /** Gives a command, and tells its transaction. */
    String submit(DeviceId device, DeviceCommand command) {
        String transaction = "t" + commands.incrementAndGet();
        gateway.submit(
                new CommandRequest(device, command, "test", "", transaction, Optional.empty()));
        return transaction;
    }

    /** How many results there were. */
    int results() {
        return resultCount.get();
    }

    /** How many datagrams the bad network has lost. */
    long lost() {
        return faults == null ? 0 : faults.lost();
    }

    /** Waits for the result of a command. */
    CommandResult result(String transaction) {
        await(() -> results.containsKey(transaction));
        return Objects.requireNonNull(results.get(transaction));
    }

    SwitchState virtual(DeviceId device) {
        return fleet.state(device).join();
    }

    /** Lets so much time pass. */
    void pass(Duration duration) {
        loop.pass(duration);
    }

    /** The lines of the frame log; ends everything. */
    List<String> log() {
        close();
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Lets time pass until something has come about. */
    void await(BooleanSupplier condition) {
        Patience.await()
                .until(() -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    loop.pass(STEP);
                    return condition.getAsBoolean();
                });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        fleet.close();
        gateway.close();
        frameLog.close();
        loop.close();
    }
}
