package io.github.timeguardmqtt.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** A look at the database of a gateway, which may be running. Changes nothing in it. */
public final class StoreCheck {

    /** So long a gateway that writes may keep it. */
    private static final int BUSY_MILLIS = 2000;

    private StoreCheck() {}

    /** Whether there is a database in this directory. */
    public static boolean exists(Path directory) {
        return Files.exists(directory.resolve(Database.FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What is wrong with the database in this directory, as the rest of a sentence that begins with
     * it; nothing where it is whole. The machine code of SQLite is unpacked there, as a gateway
     * would.
     */
    public static Optional<String> problem(Path directory) {
        Path file = directory.resolve(Database.FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.of("is no file");
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            return Optional.of("cannot be written by this user");
        }
        try {
            NativeLibrary.prepare(directory);
            SQLiteConfig config = new SQLiteConfig();
            config.setReadOnly(true);
            config.setBusyTimeout(BUSY_MILLIS);
            try (Connection connection =
                    config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri())) {
                return problem(connection);
            }
        } catch (IOException | SQLException e) {
            return Optional.of("cannot be read (%s)".formatted(Database.reason(e)));
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
