package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.EventBus;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Who hears what happens: those who listen to everything, and those who wait for one result or one
 * report. Belongs to the loop's thread.
 */
final class Listeners {

    /** How many may wait for a report at a time. */
    private static final int MAX_AWAITED_REPORTS = 100;

    /** Somebody who waits for a device's next report; one has another uptime than the last. */
    private record AwaitedReport(
            DeviceId device,
            Optional<Status> last,
            CompletableFuture<Optional<DeviceState>> reported) {

        boolean isOver(DeviceState state) {
            return state.id().equals(device)
                    && !state.status().map(Status::uptime).equals(last.map(Status::uptime));
        }
    }

    private final EventLoop loop;
    private final DeviceRegistry registry;
    private final EventBus bus = new EventBus();

    /** By its transaction: at most one for each command without a result. */
    private final Map<String, CompletableFuture<CommandResult>> results = new HashMap<>();

    private final List<AwaitedReport> reports = new ArrayList<>();

    Listeners(EventLoop loop, DeviceRegistry registry) {
        this.loop = loop;
        this.registry = registry;
    }

    void subscribe(Consumer<DeviceEvent> listener) {
        bus.subscribe(listener);
    }

    /** Whether anybody listens to everything. */
    boolean areThere() {
        return bus.isHeard();
    }

    /** Tells everybody, and then those who wait for just this. */
    void tell(DeviceEvent event) {
        bus.publish(event);
        switch (event) {
            case DeviceEvent.Changed(DeviceState state, _, _) -> reported(state);
            case DeviceEvent.Finished(CommandResult result) -> {
                CompletableFuture<CommandResult> waits = results.remove(result.transaction());
                if (waits != null) {
                    waits.complete(result);
                }
            }
            case DeviceEvent.Removed _ -> {}
        }
    }

    void awaitResult(String transaction, CompletableFuture<CommandResult> result) {
        results.put(transaction, result);
    }

    /**
     * Waits for a device's next report, for so long. Who asks for too many at a time gets what is
     * known now.
     */
    void awaitReport(
            DeviceId device, Duration longest, CompletableFuture<Optional<DeviceState>> reported) {
        Optional<DeviceState> known = state(device);
        if (known.isEmpty() || reports.size() >= MAX_AWAITED_REPORTS) {
            reported.complete(known);
            return;
        }
        AwaitedReport awaited =
                new AwaitedReport(device, known.flatMap(DeviceState::status), reported);
        reports.add(awaited);
        EventLoop.Timer timer =
                loop.schedule(
                        longest,
                        () -> {
                            reports.remove(awaited);
                            reported.complete(state(device));
                        });
        CompletableFuture<?> _ = reported.thenRun(timer::cancel);
    }

    private void reported(DeviceState state) {
        if (reports.isEmpty()) {
            return;
        }
        List<AwaitedReport> over =
                reports.stream().filter(awaited -> awaited.isOver(state)).toList();
        reports.removeAll(over);
        over.forEach(awaited -> awaited.reported().complete(Optional.of(state)));
    }

    private Optional<DeviceState> state(DeviceId device) {
        return registry.of(device).map(DeviceSession::state);
    }
}
