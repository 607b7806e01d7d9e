package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the commands of users to the sessions; those of before a restart come first. Belongs to the
 * loop's thread.
 */
final class CommandIntake {

    /** Commands that wait for {@link #resume}; more than that do not wait. */
    private static final int MAX_EARLY = 1000;

    private final DeviceRegistry registry;
    private final EffectPerformer performer;
    private final List<CommandRequest> early = new ArrayList<>();
    private boolean waits;

    CommandIntake(DeviceRegistry registry, EffectPerformer performer) {
        this.registry = registry;
        this.performer = performer;
    }

    /** From now on commands wait. */
    void waitForResume() {
        waits = true;
    }

    void submit(CommandRequest request) {
        Optional<DeviceSession> session = registry.of(request.device());
        if (waits && early.size() < MAX_EARLY) {
            early.add(request);
        } else if (session.isPresent()) {
            performer.step(
                    session.get(), (now, effects) -> session.get().submit(request, now, effects));
        } else {
            performer.tell(
                    request.result(
                            Outcome.REJECTED,
                            Optional.of(
                                    "no switch %s has been heard of".formatted(request.device())),
                            Duration.ZERO));
        }
    }

    /** Goes on with the commands of before a restart, then with those that wait; only once. */
    void resume(List<PendingCommand> kept) {
        if (waits) {
            waits = false;
            kept.forEach(this::resume);
            early.forEach(this::submit);
            early.clear();
        }
    }

    private void resume(PendingCommand command) {
        Optional<CommandResult> result = command.result();
        Optional<DeviceSession> session = registry.of(command.request().device());
        if (result.isPresent()) {
            performer.tell(result.get());
        } else if (session.isPresent()) {
            performer.step(
                    session.get(), (now, effects) -> session.get().resume(command, now, effects));
        } else {
            boolean wasSent = command.sent().isPresent();
            performer.finish(
                    command.finished(
                            wasSent ? Outcome.TIMEOUT : Outcome.REJECTED,
                            Optional.of(
                                    "the switch is not known any more"
                                            + (wasSent ? ", but may have obeyed" : "")),
                            performer.now().wall()));
        }
    }
}
