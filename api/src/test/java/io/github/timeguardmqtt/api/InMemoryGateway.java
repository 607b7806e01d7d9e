package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.DeviceCommand.SetWorkMode;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A gateway without a network: it keeps its contract ({@link GatewayContract}), and notes what is
 * asked of it. Its switches do at once what they are told, or, where it {@link #holding holds}
 * commands, when the test says so.
 */
public final class InMemoryGateway implements GatewayApi {

    public final EventBus bus = new EventBus();
    public final List<CommandRequest> submitted = new CopyOnWriteArrayList<>();
    public final List<CommandResult> refused = new CopyOnWriteArrayList<>();
    public final List<String> delivered = new CopyOnWriteArrayList<>();
    public final List<String> marks = new CopyOnWriteArrayList<>();

    private final boolean isHolding;
    private final InstantSource clock;
    private final Map<String, KnownDevice> devices = new ConcurrentSkipListMap<>();
    private final Map<String, CompletableFuture<CommandResult>> waiting = new ConcurrentHashMap<>();
    private final Map<DeviceId, CompletableFuture<Optional<DeviceState>>> listening =
            new ConcurrentHashMap<>();
    private volatile Optional<Health> health = Optional.empty();

    private InMemoryGateway(boolean isHolding, InstantSource clock) {
        this.isHolding = isHolding;
        this.clock = clock;
    }

    /** One whose switches obey at once. */
    public static InMemoryGateway obeying(InstantSource clock) {
        return new InMemoryGateway(false, clock);
    }

    /** One in which commands wait for {@link #finish}. */
    public static InMemoryGateway holding(InstantSource clock) {
        return new InMemoryGateway(true, clock);
    }

    /** It is like this from now on. */
    public void setHealth(Health now) {
        health = Optional.of(now);
    }

    /** A device reports. */
    public void report(DeviceState state) {
        report(state, clock.instant());
    }

    /** A device reports, or did so at another time. */
    public void report(DeviceState state, Instant heard) {
        devices.put(state.id().toString(), new KnownDevice(state, heard));
        bus.publish(new DeviceEvent.Changed(state, clock.instant(), ChangeCause.UNKNOWN));
        CompletableFuture<Optional<DeviceState>> listener = listening.remove(state.id());
        if (listener != null) {
            listener.complete(Optional.of(state));
        }
    }

    /** A command has its result. */
    public void finish(CommandResult result) {
        bus.publish(new DeviceEvent.Finished(result));
        CompletableFuture<CommandResult> asked = waiting.remove(result.transaction());
        if (asked != null) {
            asked.complete(result);
        }
    }

    @Override
    public void submit(CommandRequest request) {
        submitted.add(request);
        if (!isHolding) {
            obey(request);
        }
    }

    @Override
    public CompletableFuture<CommandResult> carryOut(CommandRequest request) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        waiting.put(request.transaction(), result);
        submit(request);
        return result;
    }

    private void obey(CommandRequest request) {
        Optional<DeviceState> state = state(request.device());
        if (state.isEmpty()) {
            finish(
                    request.result(
                            CommandResult.Outcome.REJECTED,
                            Optional.of("no switch " + request.device() + " has been heard of"),
                            Duration.ZERO));
            return;
        }
        if (request.command() instanceof SetWorkMode set) {
            state.flatMap(DeviceState::status)
                    .ifPresent(status ->
                            report(
                                    state.get()
                                            .withStatus(
                                                    status.withSettings(
                                                            status.relay(),
                                                            status.advance(),
                                                            set.mode(),
                                                            status.boost()))));
        }
        finish(
                request.result(
                        CommandResult.Outcome.CONFIRMED, Optional.empty(), Duration.ofMillis(1)));
    }

    @Override
    public void refuse(CommandResult result) {
        refused.add(result);
        finish(result);
    }

    @Override
    public void delivered(String transaction) {
        delivered.add(transaction);
    }

    @Override
    public CompletableFuture<Boolean> rename(DeviceId device, String name) {
        Optional<DeviceState> state = state(device);
        state.ifPresent(known ->
                report(
                        known.withMemory(
                                Optional.of(name).filter(text -> !text.isEmpty()),
                                known.codeVersion(),
                                known.programme())));
        return CompletableFuture.completedFuture(state.isPresent());
    }

    @Override
    public CompletableFuture<Boolean> remove(DeviceId device) {
        boolean wasKnown = devices.remove(device.toString()) != null;
        if (wasKnown) {
            bus.publish(new DeviceEvent.Removed(device));
        }
        return CompletableFuture.completedFuture(wasKnown);
    }

    @Override
    public void mark(String comment) {
        marks.add(comment);
    }

    @Override
    public CompletableFuture<Optional<DeviceState>> device(DeviceId device) {
        return CompletableFuture.completedFuture(state(device));
    }

    private Optional<DeviceState> state(DeviceId device) {
        return Optional.ofNullable(devices.get(device.toString())).map(KnownDevice::state);
    }

    @Override
    public CompletableFuture<Optional<DeviceState>> nextReport(DeviceId device, Duration longest) {
        return state(device).isEmpty()
                ? device(device)
                : listening.computeIfAbsent(device, _ -> new CompletableFuture<>());
    }

    @Override
    public CompletableFuture<List<KnownDevice>> devices() {
        return CompletableFuture.completedFuture(List.copyOf(devices.values()));
    }

    @Override
    public void subscribe(Consumer<DeviceEvent> listener) {
        devices.values()
                .forEach(known ->
                        listener.accept(
                                new DeviceEvent.Changed(
                                        known.state(), clock.instant(), ChangeCause.UNKNOWN)));
        bus.subscribe(listener);
    }

    @Override
    public CompletableFuture<Health> health() {
        int online =
                (int) devices.values().stream().filter(known -> known.state().online()).count();
        return CompletableFuture.completedFuture(
                health.orElse(
                        new Health(
                                Duration.ofSeconds(1),
                                1,
                                devices.size(),
                                online,
                                0,
                                0,
                                0,
                                0,
                                0,
                                Map.of(),
                                waiting.size())));
    }
}
