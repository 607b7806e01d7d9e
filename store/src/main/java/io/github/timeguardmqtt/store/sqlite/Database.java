package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.files.PrivateFiles;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database's file. Not for several threads at once. */
final class Database implements AutoCloseable {

    static final String FILE = "timeguard.db";

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What belongs to the file: WAL first, since it must never be beside another database. */
    private static final List<String> PARTS = List.of("-wal", "-shm", "");

    /** For a clock that always starts at the same time. */
    private static final int MAX_OF_ONE_SECOND = 100;

    private static final DamagedRows.Source DEVICES =
            new DamagedRows.Source(
                    "device",
                    """
                    INSERT INTO damaged_row SELECT 'device', json_object('id', id, 'name', name,
                        'code_version', hex(code_version), 'active_schedule', active_schedule,
                        'schedule_name_0', hex(schedule_name_0),
                        'schedule_name_1', hex(schedule_name_1),
                        'schedule_name_2', hex(schedule_name_2),
                        'schedule_name_3', hex(schedule_name_3),
                        'schedule_name_4', hex(schedule_name_4),
                        'schedule_name_5', hex(schedule_name_5),
                        'programme', hex(programme), 'holiday_order', holiday_order,
                        'energy_joules', energy_joules, 'heard', heard), ?
                    FROM device WHERE id = ?
                    """,
                    DeviceRow.DELETE);

    private static final DamagedRows.Source COMMANDS =
            new DamagedRows.Source(
                    "command",
                    "INSERT INTO damaged_row SELECT 'command', content, ? FROM command WHERE place = ?",
                    "DELETE FROM command WHERE place = ?");

    final Connection connection;
    private final List<DeviceRow> devices;
    private final List<CommandRow> commands;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.devices = read(connection, DEVICES, DeviceRow.SELECT, DeviceRow::read);
        this.commands = read(connection, COMMANDS, CommandRow.SELECT, CommandRow::read);
    }

    /** The file cannot be the database, and another one can take its place. */
    private static final class Unfit extends Exception {

        private static final long serialVersionUID = 1;

        Unfit(String reason) {
            super(reason);
        }
    }

    /**
     * Opens the database in this directory. One that cannot be used is set aside, and a new one
     * begun. What was wrong is one sentence in the log. Nothing where there can be none.
     *
     * @param clock names what is set aside
     */
    static Optional<Database> open(Path directory, InstantSource clock) {
        Path file = directory.resolve(FILE);
        try {
            NativeLibrary.prepare(directory);
            try {
                return Optional.of(openFile(file));
            } catch (Unfit e) {
                Path aside = setAside(file, e, clock);
                Database fresh = openFile(file);
                log.warn(
                        "The database {} {}: it is kept as {}, and a new one is begun",
                        file,
                        e.getMessage(),
                        aside.getFileName());
                return Optional.of(fresh);
            }
        } catch (IOException | SQLException | Unfit e) {
            log.warn(
                    "The database {} cannot be used ({}): nothing is remembered over the next"
                            + " restart",
                    file,
                    reason(e));
            return Optional.empty();
        }
    }

    private static Database openFile(Path file) throws IOException, SQLException, Unfit {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file, PrivateFiles.file(file));
        } else if (!Files.isRegularFile(file)) {
            throw new Unfit("is no file");
        } else if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw new Unfit("cannot be written by this user");
        }
        Connection connection = null;
        try {
            PrivateFiles.restrict(file, PrivateFiles.FILE);
            // As a URI, since the driver would take a question mark for the start of options.
            connection =
                    new SQLiteConfig()
                            .createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
            prepare(connection);
            return new Database(connection);
        } catch (SQLException e) {
            close(connection);
            if (isDamage(e)) {
                throw new Unfit("is damaged (" + reason(e) + ")");
            }
            throw e;
        } catch (Unfit e) {
            close(connection);
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException, Unfit {
        int known = Schema.MIGRATIONS.size();
        int version = Schema.version(connection);
        if (version < 0) {
            throw new Unfit("is damaged (its schema is %d)".formatted(version));
        }
        if (version > known) {
            throw new Unfit(
                    "is from a newer version of timeguard (its schema is %d, and %d is the newest known here)"
                            .formatted(version, known));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            // A command that was carried out must not be waiting again after a power cut.
            statement.execute("PRAGMA synchronous = FULL");
            // Somebody may be making a copy.
            statement.execute("PRAGMA busy_timeout = 2000");
            statement.execute("PRAGMA temp_store = MEMORY");
        }
        Schema.migrate(connection, Schema.MIGRATIONS);
    }

    /** Whether the fault is in the file, and not in the system that it lies on. */
    private static boolean isDamage(SQLException error) {
        SQLiteErrorCode code =
                error instanceof SQLiteException sqlite
                        ? sqlite.getResultCode()
                        : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (code) {
            case SQLITE_CORRUPT,
                    SQLITE_CORRUPT_INDEX,
                    SQLITE_CORRUPT_SEQUENCE,
                    SQLITE_CORRUPT_VTAB,
                    SQLITE_NOTADB,
                    SQLITE_ERROR, // other tables than ours
                    SQLITE_IOERR_READ,
                    SQLITE_IOERR_SHORT_READ ->
                    true;
            default -> false;
        };
    }

    /** Gives it another name, and tells which. */
    private static Path setAside(Path file, Unfit unfit, InstantSource clock) throws Unfit {
        String name = file.getFileName() + ".damaged-" + TIME.format(clock.instant());
        try {
            for (int i = 1; ; i++) {
                Path aside = file.resolveSibling(i == 1 ? name : name + "-" + i);
                if (Files.notExists(aside, LinkOption.NOFOLLOW_LINKS)) {
                    for (String part : PARTS) {
                        moveIfThere(withSuffix(file, part), withSuffix(aside, part));
                    }
                    return aside;
                }
                if (i == MAX_OF_ONE_SECOND) {
                    throw new FileAlreadyExistsException(aside.toString());
                }
            }
        } catch (IOException e) {
            throw new Unfit("it %s, and cannot be renamed".formatted(unfit.getMessage()));
        }
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(from, to);
        }
    }

    private static Path withSuffix(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    /** All rows that can be read; the others are set aside. */
    private static <R> List<R> read(
            Connection connection, DamagedRows.Source source, String sql, RowReader<R> reader)
            throws SQLException {
        List<R> rows = new ArrayList<>();
        DamagedRows damaged = new DamagedRows(source);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                damaged.unlessRead(row, () -> rows.add(reader.read(row)));
            }
        }
        if (!damaged.isEmpty()) {
            Transaction.run(connection, _ -> damaged.setAside(connection));
        }
        return rows;
    }

    /** As they were when it was opened, by id. */
    List<DeviceRow> devices() {
        return devices;
    }

    /** As they were when it was opened, in the order in which they were accepted. */
    List<CommandRow> commands() {
        return commands;
    }

    /**
     * Writes rows, and deletes keys that have none, in one transaction.
     *
     * @throws SQLException when nothing of it was written
     */
    void write(
            Map<DeviceId, Optional<DeviceRow>> deviceRows,
            Map<String, Optional<CommandRow>> commandRows)
            throws SQLException {
        Transaction.run(
                connection,
                _ -> {
                    writeDevices(deviceRows);
                    writeCommands(commandRows);
                });
    }

    // Statements are prepared each time: the driver does not let one be used again that failed.

    private void writeDevices(Map<DeviceId, Optional<DeviceRow>> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(DeviceRow.UPSERT);
                PreparedStatement delete = connection.prepareStatement(DeviceRow.DELETE)) {
            for (Map.Entry<DeviceId, Optional<DeviceRow>> row : rows.entrySet()) {
                if (row.getValue().isPresent()) {
                    row.getValue().get().bind(upsert);
                    upsert.executeUpdate();
                } else {
                    delete.setLong(1, DeviceRow.number(row.getKey()));
                    delete.executeUpdate();
                }
            }
        }
    }

    private void writeCommands(Map<String, Optional<CommandRow>> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(CommandRow.UPSERT);
                PreparedStatement delete = connection.prepareStatement(CommandRow.DELETE)) {
            for (Map.Entry<String, Optional<CommandRow>> row : rows.entrySet()) {
                if (row.getValue().isPresent()) {
                    row.getValue().get().bind(upsert);
                    upsert.executeUpdate();
                } else {
                    delete.setString(1, row.getKey());
                    delete.executeUpdate();
                }
            }
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("The database could not be closed", e);
        }
    }

    /** As part of a sentence. */
    static String reason(Exception error) {
        return switch (error) {
            case SQLiteException sqlite
                    when sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL ->
                    "the disk is full";
            case SQLiteException sqlite -> sqlite.getResultCode().message;
            case SQLException _ when error.getCause() instanceof Exception cause -> reason(cause);
            case NoSuchFileException _ -> "there is no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
        };
    }
}
