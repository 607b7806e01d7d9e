package io.github.timeguardmqtt.store.sqlite;

import static io.github.timeguardmqtt.store.sqlite.Kept.DEVICE;
import static io.github.timeguardmqtt.store.sqlite.Kept.NOON;
import static io.github.timeguardmqtt.store.sqlite.Kept.command;
import static io.github.timeguardmqtt.store.sqlite.Kept.device;
import static io.github.timeguardmqtt.store.sqlite.Kept.save;
import static io.github.timeguardmqtt.store.sqlite.Kept.transactions;
import static io.github.timeguardmqtt.store.sqlite.Kept.unheard;
import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.testing.LogLines;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadDatabaseTest {

    @TempDir Path directory;

    interface Harm {
        void to(Path file) throws Exception;
    }

    static Stream<Arguments> harms() {
        return Stream.of(
                argumentSet(
                        "a text",
                        "is damaged",
                        (Harm) file -> Files.writeString(file, "no".repeat(999))),
                argumentSet(
                        "garbage",
                        "is damaged",
                        (Harm)
                                file -> {
                                    byte[] bytes = new byte[20_000];
                                    new Random(1).nextBytes(bytes);
                                    Files.write(file, bytes);
                                }),
                argumentSet(
                        "a file cut short",
                        "is damaged",
                        (Harm)
                                file -> {
                                    fill(file);
                                    try (FileChannel part =
                                            FileChannel.open(file, StandardOpenOption.WRITE)) {
                                        part.truncate(part.size() / 2);
                                    }
                                }),
                argumentSet(
                        "zeros in the middle",
                        "is damaged",
                        (Harm)
                                file -> {
                                    fill(file);
                                    byte[] bytes = Files.readAllBytes(file);
                                    for (int i = 4096; i < bytes.length; i++) {
                                        bytes[i] = 0;
                                    }
                                    Files.write(file, bytes);
                                }),
                argumentSet(
                        "a newer version",
                        "is from a newer version of timeguard (its schema is 99, and 3 is the newest known here)",
                        (Harm) file -> execute(file, "PRAGMA user_version = 99")),
                argumentSet(
                        "another program's tables",
                        "is damaged",
                        (Harm) file -> execute(file, "CREATE TABLE device (x)")),
                argumentSet(
                        "our version, but no tables",
                        "is damaged",
                        (Harm) file -> execute(file, "PRAGMA user_version = 1")),
                argumentSet(
                        "a version below zero",
                        "is damaged (its schema is -1)",
                        (Harm) file -> execute(file, "PRAGMA user_version = -1")),
                argumentSet(
                        "a directory", "is no file", (Harm) file -> Files.createDirectory(file)),
                argumentSet(
                        "a link to nothing",
                        "is no file",
                        (Harm) file -> Files.createSymbolicLink(file, Path.of("/nowhere/at/all"))));
    }

    @ParameterizedTest
    @MethodSource("harms")
    void it_is_set_aside_and_a_new_one_begun_in_one_sentence(String what, Harm harm)
            throws Exception {
        harm.to(directory.resolve(Database.FILE));
        try (LogLines lines = new LogLines()) {
            try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
                assertThat(store.commands()).isEmpty();
                assertThat(store.devices(Kept::unheard)).isEmpty();
                save(store, command("after"));
            }
            assertThat(lines.with(directory.toString()))
                    .singleElement()
                    .asString()
                    .startsWith("The database " + directory.resolve(Database.FILE) + " " + what)
                    .matches(
                            ".*: it is kept as timeguard\\.db\\.damaged-\\d{8}-\\d{6}, and a new"
                                    + " one is begun");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("timeguard.db.damaged-"));
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store)).containsExactly("after");
        }
    }

    @Test
    void a_second_one_in_the_same_second_gets_a_name_of_its_own() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.writeString(directory.resolve(Database.FILE), "no".repeat(999));
            SqliteStore.open(directory, TestTime.STILL).close();
            Files.delete(directory.resolve(Database.FILE));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().contains("damaged-"))).hasSize(3);
        }
    }

    @Test
    void an_empty_file_is_a_new_database() throws Exception {
        Files.createFile(directory.resolve(Database.FILE));
        try (LogLines lines = new LogLines();
                SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            save(store, command("a"));
            assertThat(lines.with("database")).isEmpty();
        }
    }

    @Test
    void where_no_file_can_be_nothing_is_remembered_and_work_goes_on() {
        Path missing = directory.resolve("not/there");
        try (LogLines lines = new LogLines()) {
            try (SqliteStore store = SqliteStore.open(missing, TestTime.STILL)) {
                assertThat(store.commands()).isEmpty();
                store.save(device(DEVICE, Optional.of("Boiler")), NOON);
                for (int i = 0; i < 100; i++) {
                    save(store, command("t" + i));
                    store.forget("t" + i);
                }
            }
            assertThat(lines.with(missing.toString()))
                    .containsExactly(
                            "The database %s cannot be used (there is no such directory): nothing is remembered over the next restart"
                                    .formatted(missing.resolve(Database.FILE)));
        }
    }

    @Test
    void no_code_is_run_from_where_everybody_may_write() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> NativeLibrary.unpack(directory))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "everybody may write to %s, and could put code there: take that right away, with chmod o-w"
                                .formatted(directory));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void the_library_is_unpacked_once_and_anew_when_it_is_not_whole() throws Exception {
        Path library = NativeLibrary.unpack(directory);
        Path folder = directory.resolve("native");
        Object first = key(library);
        byte[] whole = Files.readAllBytes(library);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");

        assertThat(NativeLibrary.unpack(directory)).isEqualTo(library);
        assertThat(key(library)).isEqualTo(first);

        Files.writeString(folder.resolve("of-an-older-version"), "");
        for (byte[] harmed : List.of(new byte[] {1}, new byte[whole.length])) {
            Files.write(library, harmed);
            assertThat(NativeLibrary.unpack(directory)).isEqualTo(library).hasBinaryContent(whole);
        }
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(library));
    }

    @Test
    void energy_is_told_only_when_a_full_disk_has_room_again() throws Exception {
        Database database = Database.open(directory, TestTime.STILL).orElseThrow();
        try (SqliteStore store = SqliteStore.start(database, Duration.ofMillis(100))) {
            execute(database.connection, "PRAGMA max_page_count = 1");
            // More than fits into the pages that there are.
            for (int id = 1; id <= 500; id++) {
                store.save(device(new DeviceId(id), Optional.of("x".repeat(50))), NOON);
            }
            save(store, command("t"));
            CountDownLatch stored = new CountDownLatch(1);
            store.saveEnergy(unheard(DEVICE), NOON, 3000, stored::countDown);
            for (int i = 0; i < 3; i++) {
                save(store, command("t" + i));
            }
            assertThat(stored.getCount()).isOne();
            execute(database.connection, "PRAGMA max_page_count = 1000000");
            assertThat(stored.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(store.devices(Kept::unheard))
                    .filteredOn(known -> known.state().id().equals(DEVICE))
                    .extracting(known -> known.state().energyJoules())
                    .containsExactly(OptionalLong.of(3000));
        }
    }

    /** As a full disk does: SQLite says so at the same places. */
    @Test
    void a_full_disk_is_told_once_and_everything_is_written_when_there_is_room_again()
            throws Exception {
        Database database = Database.open(directory, TestTime.STILL).orElseThrow();
        try (LogLines lines = new LogLines();
                SqliteStore store = SqliteStore.start(database, Duration.ofMillis(100))) {
            save(store, command("before"));
            save(store, command("gone"));
            execute(database.connection, "PRAGMA max_page_count = 1");
            for (int i = 0; i < 200; i++) {
                save(store, command("t" + i));
                if (i % 2 == 1) {
                    store.forget("t" + i);
                }
            }
            store.forget("gone");
            store.save(device(DEVICE, Optional.of("Boiler")), NOON);
            lines.expect("The database cannot be written (the disk is full)");

            execute(database.connection, "PRAGMA max_page_count = 1000000");
            lines.expect("The database can be written again");
            assertThat(lines.with("The database")).hasSize(2);
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            List<String> kept = transactions(store);
            assertThat(kept).contains("before", "t0", "t198").doesNotContain("gone", "t1");
            assertThat(kept).hasSize(101);
            assertThat(store.devices(Kept::unheard)).hasSize(1);
        }
    }

    @Test
    void a_good_database_that_somebody_has_locked_stays_where_it_is() throws Exception {
        Path file = directory.resolve(Database.FILE);
        fill(file);
        try (LogLines lines = new LogLines();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
                save(store, command("not kept"));
            }
            await().until(() -> lines.with(file.toString()).size() == 1);
            assertThat(lines.with("cannot be used")).hasSize(1);
            statement.execute("ROLLBACK");
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store)).hasSize(300).doesNotContain("not kept");
        }
    }

    /** With a real database of many pages. */
    private static void fill(Path file) {
        try (SqliteStore store = SqliteStore.open(file.resolveSibling(""), TestTime.STILL)) {
            for (int i = 0; i < 300; i++) {
                store.save(command("filled" + i), () -> {});
            }
            save(store, command("filled0"));
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
