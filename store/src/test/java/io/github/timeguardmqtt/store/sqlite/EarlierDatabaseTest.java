package io.github.timeguardmqtt.store.sqlite;

import static io.github.timeguardmqtt.store.sqlite.Kept.open;
import static io.github.timeguardmqtt.store.sqlite.Kept.save;
import static io.github.timeguardmqtt.store.sqlite.Kept.transactions;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.LogLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that an earlier version of the program wrote, in a run with two virtual switches that
 * ended by {@code kill -9} while commands of every kind waited, had been sent or were finished.
 */
class EarlierDatabaseTest {

    private static final DeviceId BOILER = DeviceId.parse("312673ec");
    private static final DeviceId IMMERSION = DeviceId.parse("82f92c4d");

    @TempDir Path directory;

    @BeforeEach
    void copy() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("version-2.db")) {
            Files.copy(Objects.requireNonNull(in), directory.resolve(Database.FILE));
        }
    }

    @Test
    void every_device_comes_over_with_all_that_was_known_of_it() {
        try (SqliteStore store = open(directory)) {
            List<KnownDevice> devices = store.devices(Kept::unheard);

            assertThat(devices)
                    .extracting(known -> known.state().id())
                    .containsExactly(BOILER, IMMERSION);
            DeviceState boiler = devices.getFirst().state();
            assertThat(devices.getFirst().heard()).isEqualTo(Instant.ofEpochMilli(1796054256210L));
            assertThat(boiler.name()).contains("Boiler in the cellar");
            assertThat(boiler.online()).isFalse();
            assertThat(boiler.codeVersion()).contains(Text.name("4191717051001"));
            assertThat(boiler.energyJoules()).isEqualTo(OptionalLong.of(220945));
            Programme programme = boiler.programme();
            assertThat(programme.activeSchedule()).isEqualTo(OptionalInt.of(0));
            assertThat(programme.holidayOrder()).contains(HolidayReading.Order.END_FIRST);
            assertThat(programme.holiday())
                    .contains(
                            new Holiday(Toggle.ON, Bytes.of(0x74, 0, 0), 0x6b71eba0L, 0x6b6057a0L));
            assertThat(programme.schedules()).allMatch(Optional::isPresent).hasSize(Schedule.COUNT);
            assertThat(programme.schedules().get(2).orElseThrow().name())
                    .isEqualTo(Text.name("Wärme"));
            assertThat(programme.names().get(2)).contains(Text.name("Wärme"));
            DeviceState immersion = devices.getLast().state();
            assertThat(immersion.name()).contains("Immersion “Büro” ☕");
            assertThat(immersion.programme().activeSchedule()).isEqualTo(OptionalInt.of(1));
            assertThat(immersion.energyJoules()).isEqualTo(OptionalLong.of(212734));
        }
    }

    @Test
    void every_command_comes_over_once_and_in_order() throws SQLException {
        try (LogLines lines = new LogLines();
                SqliteStore store = open(directory)) {
            assertThat(store.commands()).containsExactlyElementsOf(commands());
            assertThat(lines.with("database")).isEmpty();
        }
        try (SqliteStore store = open(directory)) {
            assertThat(store.commands()).containsExactlyElementsOf(commands());
        }
        assertThat(rows("SELECT * FROM damaged_row")).isEmpty();
    }

    @Test
    void what_is_kept_from_now_on_comes_behind_it() {
        try (SqliteStore store = open(directory)) {
            save(store, Kept.command("new"));
            store.forget("f7638545a05acc50");
        }
        try (SqliteStore store = open(directory)) {
            assertThat(transactions(store))
                    .hasSize(18)
                    .startsWith("463aae903f6822f6")
                    .endsWith("new");
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(
                        "no frame",
                        "UPDATE command SET requests = x'010203' WHERE place = 4",
                        "no frame"),
                damage(
                        "frames that are no command",
                        "UPDATE command SET requests = CAST(requests || requests AS BLOB) WHERE"
                                + " place = 4",
                        "no command"),
                damage(
                        "a report as a command",
                        "UPDATE command SET requests ="
                                + " x'fad40c00ffffffff090c00000000000078563412a5ca2ddf' WHERE place ="
                                + " 4",
                        "no frame"),
                damage(
                        "an edit of nothing",
                        "UPDATE command SET sort = 'edit', requests = x'' WHERE place = 4",
                        "no change"),
                damage(
                        "an edit with odd periods",
                        "UPDATE command SET sort = 'edit', requests = CAST('schedule=1' || char(10)"
                                + " || 'periods=sometimes' AS BLOB) WHERE place = 4",
                        "sometimes"),
                damage(
                        "an outcome that none is",
                        "UPDATE command SET outcome = 'lost' WHERE place = 4",
                        "LOST"),
                damage(
                        "half a frame",
                        "UPDATE command SET sent = x'fad4' WHERE place = 4",
                        "no frame"));
    }

    private static Arguments damage(String name, String sql, String reason) {
        return argumentSet(name, sql, reason);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void a_damaged_command_is_set_aside_and_told_and_the_others_come_over(String sql, String reason)
            throws SQLException {
        execute(sql);
        List<PendingCommand> others = new ArrayList<>(commands());
        PendingCommand damaged = others.remove(3);
        try (LogLines lines = new LogLines();
                SqliteStore store = open(directory)) {
            assertThat(store.commands()).containsExactlyElementsOf(others);
            assertThat(store.devices(Kept::unheard)).hasSize(2);
            assertThat(lines.with("1 command that cannot be read ("))
                    .singleElement()
                    .asString()
                    .contains(reason);
        }
        assertThat(rows("SELECT source, content FROM damaged_row"))
                .singleElement()
                .asString()
                .startsWith("command|{")
                .contains(damaged.request().transaction());
        try (LogLines lines = new LogLines();
                SqliteStore store = open(directory)) {
            assertThat(store.commands()).hasSize(17);
            assertThat(lines.with("damaged_row")).as("told once").isEmpty();
        }
    }

    static Stream<Arguments> laterDamages() {
        return Stream.of(
                damage("no JSON", "UPDATE command SET content = 'sent' WHERE place = 4", "JSON"),
                damage("an empty object", "UPDATE command SET content = '{}' WHERE place = 4", ""),
                damage(
                        "a kind that none is",
                        "UPDATE command SET content = replace(content, '\"advance\"',"
                                + " '\"retreat\"') WHERE place = 4",
                        "retreat"),
                damage(
                        "another command",
                        "UPDATE command SET content = (SELECT content FROM command WHERE place = 5)"
                                + " WHERE place = 4",
                        "it has another transaction than its row"));
    }

    @ParameterizedTest
    @MethodSource("laterDamages")
    void so_is_one_that_is_damaged_later(String sql, String reason) throws SQLException {
        open(directory).close();
        execute(sql);
        try (LogLines lines = new LogLines();
                SqliteStore store = open(directory)) {
            assertThat(transactions(store)).hasSize(17).doesNotContain("d8bdec29c198be5f");
            assertThat(lines.with("1 command that cannot be read ("))
                    .singleElement()
                    .asString()
                    .contains(reason);
        }
        assertThat(rows("SELECT source FROM damaged_row")).containsExactly("command");
        assertThat(rows("SELECT place FROM command")).hasSize(17).doesNotContain("4");
    }

    @Test
    void a_damaged_device_is_set_aside_and_the_other_comes_over() throws SQLException {
        // No text of a device's holds a NUL.
        execute("UPDATE device SET code_version = x'410042' WHERE id = " + BOILER.value());
        try (LogLines lines = new LogLines();
                SqliteStore store = open(directory)) {
            assertThat(store.devices(Kept::unheard))
                    .extracting(known -> known.state().id())
                    .containsExactly(IMMERSION);
            assertThat(store.commands()).hasSize(18);
            assertThat(lines.with("1 device that cannot be read (")).hasSize(1);
            store.save(Kept.device(BOILER, Optional.of("again")), Kept.NOON);
        }
        assertThat(rows("SELECT content FROM damaged_row"))
                .singleElement()
                .asString()
                .contains("Boiler in the cellar", "410042");
        try (SqliteStore store = open(directory)) {
            assertThat(store.devices(Kept::unheard)).hasSize(2);
        }
    }

    @Test
    void a_reply_without_its_correlation_is_one_without() throws SQLException {
        execute("UPDATE command SET reply_correlation = NULL");
        try (SqliteStore store = open(directory)) {
            assertThat(store.commands().get(2).request().replyTo())
                    .contains(new ReplyTo("my/results", Bytes.EMPTY));
        }
    }

    /** As they were given, in this order. */
    private static List<PendingCommand> commands() {
        Optional<String> superseded =
                Optional.of("a later command of the same sort came before it was sent");
        return List.of(
                waiting(
                                BOILER,
                                new DeviceCommand.SetWorkMode(WorkMode.AUTO),
                                "work_mode",
                                "Auto",
                                "f7638545a05acc50",
                                1796054295775L)
                        .sent(31, new Message.SetWorkModeRequest(WorkMode.AUTO))
                        .result(
                                Outcome.TIMEOUT,
                                Optional.of(
                                        "the switch did not answer within 15 s; whether it obeyed"
                                                + " is not known"),
                                16486),
                waiting(
                                BOILER,
                                new DeviceCommand.TurnOff(WorkMode.ALWAYS_OFF),
                                "power",
                                "OFF",
                                "463aae903f6822f6",
                                1796054296934L)
                        .sent(32, new Message.SetWorkModeRequest(WorkMode.ALWAYS_OFF))
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.SetBoost(BoostType.TWO_HOURS),
                                "boost",
                                "2 hours",
                                "5836e877dcdfae2e",
                                1796054296961L)
                        .reply("abc-1")
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.SetAdvance(Toggle.ON),
                                "advance",
                                "ON",
                                "d8bdec29c198be5f",
                                1796054296964L)
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.SetActiveSchedule(3),
                                "active_schedule",
                                "#4",
                                "2eca0af1c4576020",
                                1796054296965L)
                        .command(),
                waiting(
                                BOILER,
                                write(
                                        1,
                                        Optional.of("Wintér; a=b"),
                                        "mon-fri 06:30-08:30, 17:00-19:00; sat,sun 08:00-10:00"),
                                "schedules/2",
                                "{\"name\":\"Wintér; a=b\",\"text\":\"mon-fri 06:30-08:30,"
                                        + " 17:00-19:00; sat,sun 08:00-10:00\"}",
                                "f0fa4fa6a9d7a446",
                                1796054297089L)
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.WriteSchedule(
                                        4,
                                        new ScheduleSetting(
                                                Optional.of("only a name"), Optional.empty())),
                                "schedules/5",
                                "{\"name\":\"only a name\"}",
                                "47d2351fcde40548",
                                1796054297145L)
                        .command(),
                waiting(
                                BOILER,
                                write(5, Optional.empty(), "none"),
                                "schedules/6",
                                "none",
                                "bfc5a38aa4dda801",
                                1796054297162L)
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.SetHoliday(
                                        Optional.of(true),
                                        Optional.of(LocalDateTime.parse("2026-12-20T10:00")),
                                        Optional.of(LocalDateTime.parse("2027-01-02T18:30"))),
                                "holiday",
                                "{\"active\":true,\"start\":\"2026-12-20T10:00\",\"end\":\"2027-01-02T18:30\"}",
                                "7f707a96e9b374a0",
                                1796054297163L)
                        .reply("abc-2")
                        .command(),
                waiting(
                                BOILER,
                                DeviceCommand.Read.EVERYTHING,
                                "get",
                                "",
                                "eb381ffb7c70a50d",
                                1796054297164L)
                        .command(),
                waiting(
                                BOILER,
                                new DeviceCommand.Read(List.of(new Message.GetHolidayRequest())),
                                "get",
                                "holiday",
                                "a192595edf585031",
                                1796054297262L)
                        .command(),
                waiting(
                                BOILER,
                                raw("fad40d00ffffffff080e010011010203ec73263101e5e92ddf"),
                                "raw_command",
                                "fad40d00ffffffff080e010011010203ec73263101e5e92ddf",
                                "423557e52dc7357a",
                                1796054297291L)
                        .command(),
                waiting(
                                IMMERSION,
                                write(0, Optional.empty(), "mon 07:30-09:00"),
                                "schedules/1",
                                "mon 07:30-09:00",
                                "6b635aca727900a8",
                                1796054297291L)
                        .result(
                                Outcome.TIMEOUT,
                                Optional.of(
                                        "the switch did not answer within 15 s; nothing was"
                                                + " written"),
                                15014),
                waiting(
                                IMMERSION,
                                new DeviceCommand.SetHolidayTimes(true, 1797933600, 1796896800),
                                "holiday",
                                "{\"active\": true, \"first\": 1797933600, \"second\": 1796896800}",
                                "f1b8469c854df7e3",
                                1796054297348L)
                        .command(),
                waiting(
                                IMMERSION,
                                new DeviceCommand.SetWorkMode(WorkMode.HOLIDAY),
                                "work_mode",
                                "Holiday",
                                "214c93f3f4c56941",
                                1796054297349L)
                        .result(Outcome.SUPERSEDED, superseded, 4052),
                waiting(
                                IMMERSION,
                                new DeviceCommand.SetBoost(BoostType.OFF),
                                "boost",
                                "Off",
                                "60847589d5aa8bef",
                                1796054297375L)
                        .reply("abc-3")
                        .result(Outcome.SUPERSEDED, superseded, 4100),
                waiting(
                                IMMERSION,
                                new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_OFF),
                                "work_mode",
                                "Always off",
                                "51aaa67e33a7b14d",
                                1796054301401L)
                        .command(),
                waiting(
                                IMMERSION,
                                new DeviceCommand.SetBoost(BoostType.ONE_HOUR),
                                "boost",
                                "1 hour",
                                "67dfab40933bfc3b",
                                1796054301475L)
                        .command());
    }

    private static Row waiting(
            DeviceId device,
            DeviceCommand command,
            String name,
            String value,
            String transaction,
            long accepted) {
        return new Row(
                new PendingCommand(
                        new CommandRequest(
                                device, command, name, value, transaction, Optional.empty()),
                        Instant.ofEpochMilli(accepted),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** A command that is being put together. */
    private record Row(PendingCommand command) {

        Row reply(String correlation) {
            CommandRequest request = command.request();
            return new Row(
                    new PendingCommand(
                            new CommandRequest(
                                    request.device(),
                                    request.command(),
                                    request.name(),
                                    request.value(),
                                    request.transaction(),
                                    Optional.of(
                                            new ReplyTo(
                                                    "my/results",
                                                    Bytes.copyOf(correlation.getBytes(UTF_8))))),
                            command.accepted(),
                            command.sent(),
                            command.result()));
        }

        Row sent(int sequence, Message message) {
            return new Row(
                    new PendingCommand(
                            command.request(),
                            command.accepted(),
                            Optional.of(
                                    FrameCodec.fromServer(
                                            command.request().device(), sequence, message)),
                            command.result()));
        }

        PendingCommand result(Outcome outcome, Optional<String> reason, long millis) {
            return new PendingCommand(
                    command.request(),
                    command.accepted(),
                    command.sent(),
                    Optional.of(
                            command.request().result(outcome, reason, Duration.ofMillis(millis))));
        }
    }

    private static DeviceCommand write(int schedule, Optional<String> name, String periods) {
        try {
            return new DeviceCommand.WriteSchedule(
                    schedule, new ScheduleSetting(name, Optional.of(ScheduleLine.parse(periods))));
        } catch (io.github.timeguardmqtt.model.WrongSettingException e) {
            throw new AssertionError(e);
        }
    }

    private static DeviceCommand raw(String hex) {
        return new DeviceCommand.Raw((Frame) FrameCodec.decode(Bytes.ofHex(hex)));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }

    /** Their columns, with bars between them. */
    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join("|", columns));
            }
        }
        return rows;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(Database.FILE));
    }
}
