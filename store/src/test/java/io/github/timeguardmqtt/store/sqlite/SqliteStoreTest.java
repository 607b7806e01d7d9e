package io.github.timeguardmqtt.store.sqlite;

import static io.github.timeguardmqtt.store.sqlite.Kept.DEVICE;
import static io.github.timeguardmqtt.store.sqlite.Kept.NOON;
import static io.github.timeguardmqtt.store.sqlite.Kept.command;
import static io.github.timeguardmqtt.store.sqlite.Kept.device;
import static io.github.timeguardmqtt.store.sqlite.Kept.save;
import static io.github.timeguardmqtt.store.sqlite.Kept.settle;
import static io.github.timeguardmqtt.store.sqlite.Kept.transactions;
import static io.github.timeguardmqtt.store.sqlite.Kept.unheard;
import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.TestTime;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteStoreTest {

    @TempDir Path directory;

    static Stream<Arguments> commands() throws Exception {
        Frame unknown =
                (Frame) FrameCodec.decode(Frames.unknown("fedcba98", Bytes.of(1, 2, 3, 255)));
        return Stream.of(
                argumentSet("work mode", new DeviceCommand.SetWorkMode(WorkMode.HOLIDAY)),
                argumentSet("off", new DeviceCommand.TurnOff(WorkMode.AUTO)),
                argumentSet("boost", new DeviceCommand.SetBoost(BoostType.TWO_HOURS)),
                argumentSet("advance", new DeviceCommand.SetAdvance(Toggle.ON)),
                argumentSet("active schedule", new DeviceCommand.SetActiveSchedule(5)),
                argumentSet("read everything", DeviceCommand.Read.EVERYTHING),
                argumentSet(
                        "read one",
                        new DeviceCommand.Read(List.of(new Message.GetHolidayRequest()))),
                argumentSet("read nothing", new DeviceCommand.Read(List.of())),
                argumentSet("raw", new DeviceCommand.Raw(unknown)),
                argumentSet(
                        "schedule",
                        new DeviceCommand.WriteSchedule(
                                5,
                                new ScheduleSetting(
                                        Optional.of("Küche = 1"),
                                        Optional.of(
                                                ScheduleLine.parse(
                                                        "mon-fri 06:30-08:30, -12:00; sun"
                                                                + " 23:00-"))))),
                argumentSet(
                        "no name and no periods",
                        new DeviceCommand.WriteSchedule(
                                0, new ScheduleSetting(Optional.of(""), Optional.of(List.of())))),
                argumentSet(
                        "name",
                        new DeviceCommand.WriteSchedule(
                                1, new ScheduleSetting(Optional.of("a"), Optional.empty()))),
                argumentSet(
                        "holiday",
                        new DeviceCommand.SetHoliday(
                                Optional.of(true),
                                Optional.of(LocalDateTime.parse("2026-12-20T10:00")),
                                Optional.of(LocalDateTime.parse("2027-01-02T00:00:01")))),
                argumentSet(
                        "holiday as on the wire",
                        new DeviceCommand.SetHolidayTimes(true, 4_294_967_295L, 0)),
                argumentSet(
                        "no holiday",
                        new DeviceCommand.SetHoliday(
                                Optional.of(false), Optional.empty(), Optional.empty())));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_is_the_same_after_a_restart(DeviceCommand asked) {
        PendingCommand command = command("a-1", asked);
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            save(store, command);
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(store.commands()).containsExactly(command);
        }
    }

    static Stream<PendingCommand> ways() {
        CommandRequest request =
                new CommandRequest(
                        DEVICE,
                        new DeviceCommand.SetBoost(BoostType.ONE_HOUR),
                        "boost",
                        "1 hour, \u0000 quote ' and \ud83d\ude00",
                        "b-1",
                        Optional.of(new ReplyTo("answers/mine", Bytes.of(0, 1, 0xff))));
        Optional<Frame> sent =
                Optional.of(
                        FrameCodec.fromServer(
                                DEVICE, 77, new Message.SetBoostRequest(BoostType.ONE_HOUR)));
        Stream<Optional<CommandResult>> results =
                Stream.of(CommandResult.Outcome.values())
                        .map(outcome ->
                                Optional.of(
                                        request.result(
                                                outcome,
                                                Optional.of("because"),
                                                Duration.ofMillis(1234))));
        return Stream.concat(
                Stream.of(
                        new PendingCommand(request, NOON, Optional.empty(), Optional.empty()),
                        new PendingCommand(
                                request,
                                NOON,
                                sent,
                                Optional.of(
                                        request.result(
                                                CommandResult.Outcome.CONFIRMED,
                                                Optional.empty(),
                                                Duration.ZERO))),
                        new PendingCommand(
                                new CommandRequest(
                                        DEVICE,
                                        request.command(),
                                        "boost",
                                        "",
                                        "b-1",
                                        Optional.of(new ReplyTo("answers", Bytes.EMPTY))),
                                NOON,
                                sent,
                                Optional.empty())),
                results.map(result -> new PendingCommand(request, NOON, sent, result)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_command_keeps_how_far_it_came(PendingCommand command) {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            save(store, command("b-1"));
            save(store, command);
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(store.commands()).containsExactly(command);
        }
    }

    @Test
    void commands_come_back_in_the_order_in_which_they_were_accepted() {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            IntStream.range(0, 50).forEach(i -> store.save(command("t" + (i * 37) % 50), () -> {}));
            save(store, command("t3"));
            store.forget("t37");
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50)
                                    .filter(i -> i != 1)
                                    .mapToObj(i -> "t" + (i * 37) % 50)
                                    .toList());
        }
    }

    @Test
    void a_command_that_a_server_does_not_send_is_refused_at_once() {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            PendingCommand wrong = command("a", new DeviceCommand.SetActiveSchedule(6));
            assertThatThrownBy(() -> store.save(wrong, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            save(store, command("b"));
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store)).containsExactly("b");
        }
    }

    @Test
    void what_an_older_version_remembers_is_kept() throws Exception {
        Path file = directory.resolve(Database.FILE);
        try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = old.createStatement()) {
            Schema.migrate(old, Schema.MIGRATIONS.subList(0, 1));
            statement.execute(
                    "INSERT INTO device (id, name, active_schedule, schedule_name_2, heard)"
                            + " VALUES (7, 'Boiler', 2, x'41', 5)");
            // Always on, with sequence 0.
            String frame =
                    FrameCodec.fromServer(
                                    new DeviceId(7),
                                    0,
                                    new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON))
                            .bytes()
                            .toString();
            statement.execute(
                    "INSERT INTO command (transaction_id, device, sort, requests, name, value,"
                            + " accepted) VALUES ('t', 7, 'write', x'"
                            + frame
                            + "', 'work_mode', 'Always on', 6)");
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            DeviceState device = store.devices(Kept::unheard).getFirst().state();
            assertThat(device.name()).contains("Boiler");
            assertThat(device.programme())
                    .isEqualTo(Programme.UNKNOWN.withActiveSchedule(2).withName(2, Text.name("A")));
            assertThat(store.commands().getFirst().request().command())
                    .isEqualTo(new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON));
            save(
                    store,
                    command(
                            "edit",
                            new DeviceCommand.SetHoliday(
                                    Optional.of(false), Optional.empty(), Optional.empty())));
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(store.commands()).hasSize(2);
        }
    }

    /** With all bits that nobody has explained, and values that no program would write. */
    private static final Schedule ODD_SCHEDULE =
            new Schedule(
                    2,
                    Collections.nCopies(
                            6,
                            new Period(
                                    new SwitchTime(true, 1500, 7),
                                    new SwitchTime(false, 12, 5),
                                    0xff,
                                    0x81)),
                    new Text(Bytes.of(0xfe)));

    @Test
    void a_device_comes_back_with_what_it_was_but_offline() {
        List<Optional<Text>> names =
                List.of(
                        Optional.of(Text.name("Küche")),
                        Optional.of(Text.EMPTY),
                        Optional.empty(),
                        Optional.of(new Text(Bytes.of(0xff, 0xfe))),
                        Optional.empty(),
                        Optional.of(Text.name("6")));
        Status status =
                new Status(
                        RelayState.ON,
                        true,
                        false,
                        false,
                        0,
                        Bytes.of(0, 0, 0),
                        WorkMode.AUTO,
                        Bytes.of(0, 0, 0),
                        12,
                        Boost.OFF,
                        Bytes.of(0, 0));
        Programme programme =
                new Programme(
                                OptionalInt.of(0),
                                names,
                                Programme.UNKNOWN.schedules(),
                                Optional.empty(),
                                Optional.empty())
                        .withSchedule(ODD_SCHEDULE)
                        .withHoliday(
                                new Holiday(new Toggle(7), Bytes.of(0x74, 1, 2), 9, 8),
                                Optional.of(HolidayReading.Order.END_FIRST));
        DeviceState full =
                States.reporting(
                        States.at(
                                DeviceState.unheard(DEVICE, Mode.FALLBACK, SwitchRules.USUAL)
                                        .withMemory(
                                                Optional.of("Boiler"),
                                                Optional.of(Text.name("4190117051001")),
                                                programme)
                                        .withOnline(true),
                                new InetSocketAddress(9997)),
                        status,
                        NOON);
        DeviceState bare = device(new DeviceId(1), Optional.empty());
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            store.save(full, NOON);
            store.save(bare, NOON.plusMillis(1));
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            DeviceState back =
                    unheard(DEVICE).withMemory(full.name(), full.codeVersion(), programme);
            assertThat(store.devices(Kept::unheard))
                    .containsExactly(
                            new KnownDevice(bare, NOON.plusMillis(1)), new KnownDevice(back, NOON));
            store.remove(DEVICE);
        }
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(store.devices(Kept::unheard))
                    .extracting(known -> known.state().id())
                    .containsExactly(bare.id());
        }
    }

    @Test
    void energy_is_in_the_database_when_that_is_told() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL);
                Connection reader = connect()) {
            for (long joules : List.of(0L, 900_000L, 5_000_000_000_000L)) {
                CountDownLatch stored = new CountDownLatch(1);
                store.saveEnergy(unheard(DEVICE), NOON, joules, stored::countDown);
                stored.await();
                // What another connection sees, a kill leaves.
                assertThat(energy(reader)).isEqualTo(joules);
            }
        }
        assertThat(storedEnergy()).hasValue(5_000_000_000_000L);
    }

    @Test
    void a_state_that_does_not_tell_it_yet_takes_no_energy_back() throws Exception {
        DeviceState before = unheard(DEVICE).withEnergy(OptionalLong.of(10));
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            store.saveEnergy(before, NOON, 20, () -> {});
            store.save(before, NOON.plusSeconds(7200));
            store.saveEnergy(before, NOON, 15, () -> {});
            settle(store);
            store.save(unheard(DEVICE), NOON);
            settle(store);
        }
        assertThat(storedEnergy()).hasValue(20);
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            store.remove(DEVICE);
            store.saveEnergy(unheard(DEVICE), NOON, 1, () -> {});
        }
        assertThat(storedEnergy()).hasValue(1);
    }

    @Test
    void energy_is_told_at_once_where_nothing_is_remembered() {
        try (SqliteStore store = SqliteStore.start(null, Duration.ofSeconds(5))) {
            CountDownLatch stored = new CountDownLatch(1);
            store.saveEnergy(unheard(DEVICE), NOON, 1, stored::countDown);
            await().until(() -> stored.getCount() == 0);
        }
    }

    private OptionalLong storedEnergy() {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            return store.devices(Kept::unheard).getFirst().state().energyJoules();
        }
    }

    private static long energy(Connection reader) throws SQLException {
        try (Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery("SELECT energy_joules FROM device")) {
            return row.getLong(1);
        }
    }

    @Test
    void a_device_is_written_when_something_changed_or_an_hour_has_passed() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL);
                Connection reader = connect()) {
            store.save(device(DEVICE, Optional.empty()), NOON);
            settle(store);
            assertThat(heard(reader)).isEqualTo(NOON.toEpochMilli());

            store.save(device(DEVICE, Optional.empty()), NOON.plusSeconds(3599));
            settle(store);
            assertThat(heard(reader)).isEqualTo(NOON.toEpochMilli());

            store.save(device(DEVICE, Optional.of("Boiler")), NOON.plusSeconds(5));
            settle(store);
            assertThat(heard(reader)).isEqualTo(NOON.plusSeconds(5).toEpochMilli());

            store.save(device(DEVICE, Optional.of("Boiler")), NOON.plusSeconds(3605));
            settle(store);
            assertThat(heard(reader)).isEqualTo(NOON.plusSeconds(3605).toEpochMilli());
        }
    }

    @Test
    void who_waits_is_told_only_when_another_reader_finds_the_command() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL);
                Connection reader = connect()) {
            for (int i = 0; i < 20; i++) {
                save(store, command("t" + i));
                assertThat(number(reader, "SELECT count(*) FROM command")).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void what_waits_while_one_is_written_is_written_together() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL);
                Connection reader = connect()) {
            store.save(
                    command("first"),
                    () -> {
                        started.countDown();
                        try {
                            held.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            started.await();
            List<Long> seen = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                store.save(
                        command("t" + i),
                        () -> seen.add(number(reader, "SELECT count(*) FROM command")));
            }
            held.countDown();
            settle(store);
            assertThat(seen).hasSize(100).allMatch(count -> count >= 101);
        }
    }

    @Test
    void whoever_fails_when_told_holds_up_nobody() {
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            store.save(
                    command("a"),
                    () -> {
                        throw new IllegalStateException("meant for the log");
                    });
            save(store, command("b"));
        }
    }

    @Test
    void whoever_saves_after_the_end_is_told_all_the_same() {
        SqliteStore store = SqliteStore.open(directory, TestTime.STILL);
        store.close();
        save(store, command("late"));
    }

    @Test
    void only_the_owner_can_read_what_is_kept() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            save(store, command("a"));
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.filter(Files::isRegularFile).toList();
                assertThat(all).hasSize(3); // with -wal and -shm
                for (Path file : all) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void wider_rights_of_an_old_database_are_taken_away() throws Exception {
        Path file = directory.resolve(Database.FILE);
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            save(store, command("a"));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store)).containsExactly("a");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void the_name_of_the_directory_can_be_anything() throws Exception {
        Path odd = Files.createDirectory(directory.resolve("a ?mode=ro&b %41 # Küche"));
        try (SqliteStore store = SqliteStore.open(odd, TestTime.STILL)) {
            save(store, command("a"));
        }
        assertThat(odd.resolve(Database.FILE)).isNotEmptyFile();
        try (SqliteStore store = SqliteStore.open(odd, TestTime.STILL)) {
            assertThat(transactions(store)).containsExactly("a");
        }
    }

    /** A child that stores commands, and says so, until it is killed: here, with SIGKILL. */
    @Test
    void what_was_told_to_be_stored_is_there_after_a_kill() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> told = new ArrayList<>();
        try (var out = child.inputReader(UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                told.add(line);
                if (told.size() == 300) {
                    child.toHandle().destroyForcibly(); // leaves the pipe open
                }
            }
        }
        assertThat(child.waitFor()).isNotZero();
        assertThat(told).hasSizeGreaterThanOrEqualTo(300);
        try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
            assertThat(transactions(store)).containsAll(told).doesNotHaveDuplicates();
        }
    }

    /** The child. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) {
            SqliteStore store = SqliteStore.open(Path.of(args[0]), TestTime.STILL);
            for (int i = 0; i < 5000; i++) {
                String transaction = "t" + i;
                store.save(
                        command(transaction),
                        () -> {
                            System.out.println(transaction);
                            System.out.flush();
                        });
                if (i % 7 == 0) {
                    save(store, command("waited" + i));
                }
            }
            await().forever().until(() -> false);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve(Database.FILE).toUri());
    }

    private static long heard(Connection reader) {
        return number(reader, "SELECT heard FROM device");
    }

    private static long number(Connection reader, String sql) {
        try (Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
