package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.TestTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What tests let a store keep. */
final class Kept {

    static final DeviceId DEVICE = DeviceId.parse("fedcba98");
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Kept() {}

    static SqliteStore open(Path directory) {
        return SqliteStore.open(directory, TestTime.STILL);
    }

    static PendingCommand command(String transaction) {
        return command(transaction, new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON));
    }

    static PendingCommand command(String transaction, DeviceCommand command) {
        return new PendingCommand(
                new CommandRequest(
                        DEVICE, command, "work_mode", "Always on", transaction, Optional.empty()),
                NOON,
                Optional.empty(),
                Optional.empty());
    }

    static DeviceState device(DeviceId id, Optional<String> name) {
        return unheard(id).withMemory(name, Optional.empty(), Programme.UNKNOWN);
    }

    /** What the settings say of a device. */
    static DeviceState unheard(DeviceId id) {
        return DeviceState.unheard(id, Mode.LOCAL, SwitchRules.USUAL);
    }

    /** Saves it and waits until it is stored. */
    static void save(SqliteStore store, PendingCommand command) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        store.save(command, () -> stored.complete(null));
        stored.join();
    }

    /** Waits until all is stored that was saved before. */
    static void settle(SqliteStore store) {
        save(store, command("last"));
        store.forget("last");
    }

    static List<String> transactions(SqliteStore store) {
        return store.commands().stream().map(c -> c.request().transaction()).toList();
    }
}
