package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.Optional;

/**
 * A command as somebody gave it.
 *
 * @param name what the user calls it, the name of its topic: {@code work_mode}
 * @param value what the user asked for, as text
 * @param transaction tells it from every other command, also after a restart
 * @param replyTo who wants the result besides everybody
 */
public record CommandRequest(
        DeviceId device,
        DeviceCommand command,
        String name,
        String value,
        String transaction,
        Optional<ReplyTo> replyTo) {

    /** Its result. */
    public CommandResult result(
            CommandResult.Outcome outcome, Optional<String> reason, java.time.Duration took) {
        return new CommandResult(device, name, value, outcome, reason, took, transaction, replyTo);
    }
}
