package io.github.timeguardmqtt.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/** A look at the database of a gateway, which may be running. Changes nothing in it. */
public final class StoreCheck {

    /** So long a gateway that writes may keep it. */
    private static final int BUSY_MILLIS = 2000;

    /** Of its machine, between two looks at the time. */
    private static final int STEPS = 10_000;

    private StoreCheck() {}

    /** Whether there is a database in this directory. */
    public static boolean exists(Path directory) {
        return Files.exists(directory.resolve(Database.FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What is wrong with the database in this directory, as the rest of a sentence that begins with
     * it; nothing where it is whole. Leaves no file behind, whoever asks.
     *
     * @throws TimeoutException when it cannot be looked through in time
     */
    public static Optional<String> problem(Path directory, Duration patience)
            throws TimeoutException {
        Path file = directory.resolve(Database.FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.of("is no file");
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            return Optional.of("cannot be written by this user");
        }
        Deadline deadline = new Deadline(System.nanoTime() + patience.toNanos());
        try {
            NativeLibrary.prepareAside(directory);
            SQLiteConfig config = new SQLiteConfig();
            config.setReadOnly(true);
            config.setBusyTimeout(BUSY_MILLIS);
            try (Connection connection = config.createConnection(url(directory))) {
                ProgressHandler.setHandler(connection, STEPS, deadline);
                return problem(connection);
            }
        } catch (IOException | SQLException e) {
            if (deadline.isOver()) {
                throw new TimeoutException();
            }
            return Optional.of("cannot be read (%s)".formatted(Database.reason(e)));
        }
    }

    /**
     * Who only reads makes the files of the log, too, and leaves them behind. Where there is no log
     * nobody writes, and the file is all there is.
     */
    private static String url(Path directory) throws IOException {
        Path file = directory.resolve(Database.FILE);
        Path log = directory.resolve(Database.FILE + "-wal");
        boolean isUsed = Files.exists(log) && Files.size(log) > 0;
        return "jdbc:sqlite:" + file.toAbsolutePath().toUri() + (isUsed ? "" : "?immutable=1");
    }

    /** Stops a statement that takes too long. */
    private static final class Deadline extends ProgressHandler {
        private final long end;

        Deadline(long end) {
            this.end = end;
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }

        @Override
        protected int progress() {
            return isOver() ? 1 : 0;
        }
    }

    private static Optional<String> problem(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
            String first = found.getString(1);
            if (!first.equals("ok")) {
                return Optional.of("is damaged (%s)".formatted(first.replaceAll("\\s+", " ")));
            }
        }
        return Schema.version(connection) > Schema.MIGRATIONS.size()
                ? Optional.of("is from a newer version of timeguard")
                : Optional.empty();
    }
}
