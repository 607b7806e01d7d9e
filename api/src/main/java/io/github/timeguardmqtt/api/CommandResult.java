package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a command went. Every command gets exactly one; after a crash the same one may be told again.
 *
 * @param name of the command: {@code work_mode}
 * @param value that was asked for, as text
 * @param reason a sentence, where there is something to say
 * @param took from when the command came to the result
 * @param transaction of the command
 * @param replyTo who wants it besides everybody
 */
public record CommandResult(
        DeviceId device,
        String name,
        String value,
        Outcome outcome,
        Optional<String> reason,
        Duration took,
        String transaction,
        Optional<ReplyTo> replyTo) {

    /** How it went. */
    public enum Outcome {
        /** The device answered, and tells what was asked for. */
        CONFIRMED,
        /** Nobody answered in time; whether the device obeyed is not known. */
        TIMEOUT,
        /** It was not carried out, or the device did not obey. */
        REJECTED,
        /** A later command of the same sort came before this one was sent. */
        SUPERSEDED;

        /** The word that users see. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
