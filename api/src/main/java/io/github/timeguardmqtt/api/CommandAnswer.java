package io.github.timeguardmqtt.api;

import java.time.Duration;

/** What whoever gave a command is told of it. */
public sealed interface CommandAnswer {

    /** It has its result. */
    record Done(CommandResult result) implements CommandAnswer {}

    /**
     * It has none yet, and may be carried out later.
     *
     * @param after how long that was waited for
     */
    record Waiting(CommandRequest request, Duration after) implements CommandAnswer {}
}
