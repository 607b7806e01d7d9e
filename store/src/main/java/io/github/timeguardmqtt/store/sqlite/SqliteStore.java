package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.StateStore;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers devices and commands over restarts, in the database {@value Database#FILE}. A thread of
 * its own writes: all that waits at a moment in one transaction, of each device and each command
 * only the newest. What a power cut finds written stays written.
 *
 * <p>Nothing that is wrong with the database or the disk stops anything. It is said once, the work
 * goes on without being remembered, and is written when that can be done again.
 *
 * <p>What waits is bounded. The database keeps up to {@value #MAX_COMMANDS} commands and {@value
 * #MAX_DEVICES} devices; a new one beyond is not remembered, and that is said too.
 *
 * <p>Every method may be called from any thread, and returns at once.
 */
public final class SqliteStore implements StateStore, AutoCloseable {

    static final int MAX_COMMANDS = 10_000;
    static final int MAX_DEVICES = 100_000;

    private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);

    /** After which it is tried again to write what could not be written. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** How long the end waits for a slow disk. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    /** How many may wait to hear that their command is stored; each command has a few. */
    private static final int MAX_WAITING = 4 * MAX_COMMANDS;

    private final @Nullable Database database;
    private final long retryNanos;
    private final List<DeviceRow> knownDevices;
    private final List<CommandRow> knownCommands;
    private final Thread writer;

    private final Changes<DeviceId, DeviceRow> devices;
    private final Changes<String, CommandRow> commands;
    private final Outage devicesFull = new Outage("The database has room for devices again");
    private final Outage commandsFull = new Outage("The database has room for commands again");
    private List<Runnable> durable = new ArrayList<>();
    private boolean closing;

    /** Hear of the next writing that succeeds: one a device. */
    private List<Runnable> stored = new ArrayList<>();

    // These belong to the writer.
    private final Outage broken =
            new Outage("The database can be written again, and nothing was lost");
    private boolean failing;
    private long failedAt;

    private SqliteStore(@Nullable Database database, Duration retry) {
        this.database = database;
        this.retryNanos = retry.toNanos();
        this.knownDevices = database == null ? List.of() : database.devices();
        this.knownCommands = database == null ? List.of() : database.commands();
        Map<DeviceId, DeviceRow> deviceRows = new LinkedHashMap<>();
        knownDevices.forEach(row -> deviceRows.put(row.id(), row));
        Map<String, CommandRow> commandRows = new LinkedHashMap<>();
        knownCommands.forEach(row -> commandRows.put(transaction(row.command()), row));
        this.devices = new Changes<>(MAX_DEVICES, deviceRows);
        this.commands = new Changes<>(MAX_COMMANDS, commandRows);
        this.writer = Thread.ofPlatform().name("store").daemon().unstarted(this::work);
    }

    /**
     * Opens the database of a directory that this process holds alone. Takes some tens of
     * milliseconds, and can be done on any thread.
     *
     * <p>Never fails: a database that is damaged, from a newer version, or not to be written is set
     * aside and a new one is begun; where that cannot be done either, nothing is remembered.
     *
     * @param clock by which a database that is set aside is named
     */
    public static SqliteStore open(Path directory, InstantSource clock) {
        return start(Database.open(directory, clock).orElse(null), RETRY);
    }

    /** For tests: with their own database and patience. */
    static SqliteStore start(@Nullable Database database, Duration retry) {
        SqliteStore store = new SqliteStore(database, retry);
        store.writer.start();
        return store;
    }

    @Override
    public List<KnownDevice> devices(Function<DeviceId, DeviceState> unheard) {
        return knownDevices.stream().map(row -> row.device(unheard.apply(row.id()))).toList();
    }

    @Override
    public List<PendingCommand> commands() {
        return knownCommands.stream().map(CommandRow::command).toList();
    }

    /**
     * Remembers a device. Writes only when something changed that is remembered; when it was heard
     * is, but once an hour is enough.
     */
    @Override
    public synchronized void save(DeviceState state, Instant heard) {
        DeviceRow row = row(state, heard);
        DeviceRow known = devices.newest(state.id());
        if (known == null || known.isOutdatedBy(row)) {
            put(row);
        }
    }

    @Override
    public void saveEnergy(DeviceState state, Instant heard, long joules, Runnable stored) {
        boolean waits;
        synchronized (this) {
            waits = put(row(state, heard).withEnergy(OptionalLong.of(joules)));
            if (waits) {
                this.stored.add(stored);
            }
        }
        if (!waits) {
            stored.run();
        }
    }

    /** Of the energy never less than is stored, or is about to be. */
    private synchronized DeviceRow row(DeviceState state, Instant heard) {
        DeviceRow row = DeviceRow.of(state, heard);
        DeviceRow known = devices.newest(state.id());
        return known == null ? row : row.withEnergy(known.energyJoules());
    }

    private synchronized boolean put(DeviceRow row) {
        boolean hasRoom = devices.put(row.id(), row);
        if (hasRoom) {
            devicesFull.end();
            notifyAll();
        } else {
            devicesFull.begin(
                    "The database has its %d devices: new ones are forgotten by the next restart"
                            .formatted(MAX_DEVICES),
                    System.nanoTime());
        }
        return hasRoom;
    }

    @Override
    public synchronized void remove(DeviceId device) {
        devices.remove(device);
        notifyAll();
    }

    @Override
    public void save(PendingCommand command, Runnable durable) {
        CommandRow row = CommandRow.of(command);
        boolean waits;
        synchronized (this) {
            boolean isSlow = this.durable.size() >= MAX_WAITING;
            if (commands.put(transaction(command), row) && !isSlow) {
                commandsFull.end();
            } else {
                commandsFull.begin(
                        "The database has its %d commands, or the disk is too slow: commands are carried out without being stored first"
                                .formatted(MAX_COMMANDS),
                        System.nanoTime());
            }
            waits = !isSlow && !closing;
            if (waits) {
                this.durable.add(durable);
            }
            notifyAll();
        }
        if (!waits) {
            durable.run();
        }
    }

    @Override
    public synchronized void forget(String transaction) {
        commands.remove(transaction);
        notifyAll();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String transaction(PendingCommand command) {
        return command.request().transaction();
    }

    private void work() {
        try (database) {
            boolean last = false;
            while (!last) {
                List<Runnable> told;
                List<Runnable> toldIfStored;
                Map<DeviceId, Optional<DeviceRow>> deviceRows;
                Map<String, Optional<CommandRow>> commandRows;
                synchronized (this) {
                    await();
                    last = closing;
                    told = durable;
                    durable = new ArrayList<>();
                    boolean write = last || isTimeToWrite();
                    deviceRows = write ? devices.take() : Map.of();
                    commandRows = write ? commands.take() : Map.of();
                    toldIfStored = write ? stored : List.of();
                    stored = write ? new ArrayList<>() : stored;
                }
                if (write(deviceRows, commandRows)) {
                    toldIfStored.forEach(SqliteStore::tell);
                } else {
                    putBack(toldIfStored);
                }
                told.forEach(SqliteStore::tell);
            }
        } catch (InterruptedException e) {
            log.debug("The store was interrupted", e);
        }
    }

    private synchronized void putBack(List<Runnable> toldIfStored) {
        stored.addAll(0, toldIfStored);
    }

    /** Until there is something to do. */
    private synchronized void await() throws InterruptedException {
        while (!closing && durable.isEmpty() && !isTimeToWrite()) {
            if (failing && !(devices.isEmpty() && commands.isEmpty())) {
                wait(Math.max(1, Duration.ofNanos(retryIn()).toMillis()));
            } else {
                wait();
            }
        }
    }

    private synchronized boolean isTimeToWrite() {
        return !(devices.isEmpty() && commands.isEmpty()) && (!failing || retryIn() <= 0);
    }

    private long retryIn() {
        return failedAt + retryNanos - System.nanoTime();
    }

    /** Whether nothing is left of it to be written. */
    private boolean write(
            Map<DeviceId, Optional<DeviceRow>> deviceRows,
            Map<String, Optional<CommandRow>> commandRows) {
        if (deviceRows.isEmpty() && commandRows.isEmpty()) {
            return true;
        }
        boolean written = false;
        try {
            if (database != null) {
                database.write(deviceRows, commandRows);
            }
            written = true;
            failing = false;
            broken.end();
        } catch (SQLException | RuntimeException e) {
            failing = true;
            failedAt = System.nanoTime();
            broken.begin(
                    "The database cannot be written (%s): the work goes on, but what is new is forgotten by a restart"
                            .formatted(Database.reason(e)),
                    failedAt);
        }
        synchronized (this) {
            if (written) {
                devices.written();
                commands.written();
            } else {
                devices.putBack();
                commands.putBack();
            }
        }
        return written;
    }

    private static void tell(Runnable durable) {
        try {
            durable.run();
        } catch (RuntimeException e) {
            log.error("Whoever waited for the store failed", e);
        }
    }
}
