package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A command on its way, as it is kept over a restart.
 *
 * @param accepted when it came, by the wall clock
 * @param sent the frame that was, or may have been, sent for it last; after a restart nothing else
 *     may be sent in its place
 * @param result where it has one, which was perhaps not delivered yet
 */
public record PendingCommand(
        CommandRequest request,
        Instant accepted,
        Optional<Frame> sent,
        Optional<CommandResult> result) {

    /** The same with its result. */
    public PendingCommand finished(
            CommandResult.Outcome outcome, Optional<String> reason, Instant now) {
        Duration took = Duration.between(accepted, now);
        return new PendingCommand(
                request,
                accepted,
                sent,
                Optional.of(
                        request.result(outcome, reason, took.isNegative() ? Duration.ZERO : took)));
    }
}
