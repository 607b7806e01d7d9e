package io.github.timeguardmqtt.store.sqlite;

import static io.github.timeguardmqtt.store.sqlite.Kept.open;
import static io.github.timeguardmqtt.store.sqlite.Kept.save;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void a_whole_database_has_no_problem_whether_or_not_somebody_uses_it() throws Exception {
        assertThat(StoreCheck.exists(directory)).isFalse();
        try (SqliteStore store = open(directory)) {
            save(store, Kept.command("a"));
            assertThat(StoreCheck.problem(directory, PATIENCE)).isEmpty();
        }
        List<Path> before = files();

        assertThat(StoreCheck.problem(directory, PATIENCE)).isEmpty();

        assertThat(StoreCheck.exists(directory)).isTrue();
        assertThat(files()).as("it leaves nothing behind").isEqualTo(before);
    }

    @Test
    void one_whose_pages_are_gone_is_damaged() throws Exception {
        try (SqliteStore store = open(directory)) {
            for (int i = 0; i < 300; i++) {
                save(store, Kept.command("t" + i));
            }
        }
        Path file = directory.resolve(Database.FILE);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        Files.write(file, bytes);

        assertThat(StoreCheck.problem(directory, PATIENCE).orElseThrow())
                .startsWith("is damaged (");
        assertThat(file).as("it changes nothing").hasBinaryContent(bytes);
    }

    @Test
    void what_is_no_database_cannot_be_read() throws Exception {
        Files.writeString(directory.resolve(Database.FILE), "no".repeat(999));
        assertThat(StoreCheck.problem(directory, PATIENCE).orElseThrow())
                .startsWith("cannot be read (");
    }

    @Test
    void one_of_a_newer_version_is_told() throws SQLException, TimeoutException {
        open(directory).close();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThat(StoreCheck.problem(directory, PATIENCE))
                .contains("is from a newer version of timeguard");
    }

    @Test
    void a_directory_is_no_file() throws Exception {
        Files.createDirectory(directory.resolve(Database.FILE));
        assertThat(StoreCheck.problem(directory, PATIENCE)).contains("is no file");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
