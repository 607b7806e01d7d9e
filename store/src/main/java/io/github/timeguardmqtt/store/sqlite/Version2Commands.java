package io.github.timeguardmqtt.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands of version 2 of the schema, and of version 1, which differs in having no {@code
 * edit}: what a command asks for stood there as frames, or as lines of text. Only reads them.
 */
final class Version2Commands {

    /** How what a command asks for is to be read. */
    private enum Sort {
        WRITE,
        READ,
        RAW,
        /** No frames: what is written follows from what the device tells first. */
        EDIT
    }

    private static final String SELECT =
            """
            SELECT place, transaction_id, device, sort, requests, name, value, accepted,
                reply_topic, reply_correlation, sent, outcome, reason, took_ms
            FROM command_2 ORDER BY place
            """;

    private static final String INSERT =
            "INSERT INTO command (place, transaction_id, content) VALUES (?, ?, ?)";

    private static final DamagedRows.Source SOURCE =
            new DamagedRows.Source(
                    "command",
                    """
                    INSERT INTO damaged_row SELECT 'command', json_object('place', place,
                        'transaction_id', transaction_id, 'device', device, 'sort', sort,
                        'requests', hex(requests), 'name', name, 'value', value,
                        'accepted', accepted, 'reply_topic', reply_topic,
                        'reply_correlation', hex(reply_correlation), 'sent', hex(sent),
                        'outcome', outcome, 'reason', reason, 'took_ms', took_ms), ?
                    FROM command_2 WHERE place = ?
                    """,
                    "DELETE FROM command_2 WHERE place = ?");

    private static final String SCHEDULE = "schedule";
    private static final String NAME = "name";
    private static final String PERIODS = "periods";
    private static final String HOLIDAY = "holiday";
    private static final String ACTIVE = "active";
    private static final String START = "start";
    private static final String END = "end";
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    private Version2Commands() {}

    /** Moves all of them from the table {@code command_2} to {@code command}. */
    static void move(Connection connection) throws SQLException {
        DamagedRows damaged = new DamagedRows(SOURCE);
        Map<Long, CommandRow> commands = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT)) {
            while (row.next()) {
                damaged.unlessRead(
                        row, () -> commands.put(row.getLong(1), CommandRow.of(read(row))));
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Map.Entry<Long, CommandRow> row : commands.entrySet()) {
                insert.setLong(1, row.getKey());
                insert.setString(2, row.getValue().command().request().transaction());
                insert.setString(3, row.getValue().content());
                insert.executeUpdate();
            }
        }
        damaged.setAside(connection);
    }

    private static PendingCommand read(ResultSet row) throws SQLException {
        DeviceId device = new DeviceId((int) row.getLong(3));
        String topic = row.getString(9);
        CommandRequest request =
                new CommandRequest(
                        device,
                        command(
                                Sort.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                                Bytes.copyOf(row.getBytes(5))),
                        row.getString(6),
                        row.getString(7),
                        row.getString(2),
                        topic == null
                                ? Optional.empty()
                                : Optional.of(new ReplyTo(topic, bytes(row.getBytes(10)))));
        byte[] sent = row.getBytes(11);
        String outcome = row.getString(12);
        return new PendingCommand(
                request,
                Instant.ofEpochMilli(row.getLong(8)),
                sent == null ? Optional.empty() : Optional.of(oneFrame(Bytes.copyOf(sent))),
                outcome == null
                        ? Optional.empty()
                        : Optional.of(
                                request.result(
                                        CommandResult.Outcome.valueOf(
                                                outcome.toUpperCase(Locale.ROOT)),
                                        Optional.ofNullable(row.getString(13)),
                                        Duration.ofMillis(row.getLong(14)))));
    }

    private static Bytes bytes(byte @Nullable [] array) {
        return array == null ? Bytes.EMPTY : Bytes.copyOf(array);
    }

    private static DeviceCommand command(Sort sort, Bytes requests) {
        return switch (sort) {
            case WRITE -> {
                List<Frame> frames = allFrames(requests);
                yield frames.size() == 2 ? turnOff(frames) : write(only(frames).message());
            }
            case READ ->
                    new DeviceCommand.Read(
                            allFrames(requests).stream().map(Frame::message).toList());
            case RAW -> new DeviceCommand.Raw(oneFrame(requests));
            case EDIT -> edit(requests);
        };
    }

    private static DeviceCommand turnOff(List<Frame> frames) {
        if (frames.getFirst().message() instanceof Message.SetWorkModeRequest(WorkMode mode)
                && frames.getLast().message().equals(new Message.SetBoostRequest(BoostType.OFF))) {
            return new DeviceCommand.TurnOff(mode);
        }
        throw new IllegalArgumentException("two requests that are no command");
    }

    private static DeviceCommand write(Message message) {
        return switch (message) {
            case Message.SetWorkModeRequest set -> new DeviceCommand.SetWorkMode(set.workMode());
            case Message.SetBoostRequest set -> new DeviceCommand.SetBoost(set.boost());
            case Message.SetAdvanceRequest set -> new DeviceCommand.SetAdvance(set.advance());
            case Message.SetActiveScheduleRequest set ->
                    new DeviceCommand.SetActiveSchedule(set.schedule());
            default ->
                    throw new IllegalArgumentException(
                            message.kind().label() + " is no command of this program");
        };
    }

    private static Frame oneFrame(Bytes bytes) {
        return only(allFrames(bytes));
    }

    private static Frame only(List<Frame> frames) {
        if (frames.size() != 1) {
            throw new IllegalArgumentException(
                    "one frame was expected, but there are " + frames.size());
        }
        return frames.getFirst();
    }

    private static List<Frame> allFrames(Bytes bytes) {
        List<Frame> frames = Datagram.decode(bytes).frames();
        int size = frames.stream().mapToInt(frame -> frame.bytes().size()).sum();
        if (size != bytes.size()) {
            throw new IllegalArgumentException(
                    "what stands at byte %d of %d is no frame".formatted(size, bytes.size()));
        }
        return frames;
    }

    /** A change of a schedule or the holiday: a line for each part that is to be changed. */
    private static DeviceCommand edit(Bytes text) {
        Map<String, String> parts = new LinkedHashMap<>();
        new String(text.toArray(), UTF_8)
                .lines()
                .forEach(line -> {
                    String[] part = line.split("=", 2);
                    parts.put(part[0], part.length < 2 ? "" : part[1]);
                });
        try {
            if (parts.containsKey(FIRST)) {
                return new SetHolidayTimes(
                        part(parts, ACTIVE).map(Boolean::valueOf).orElseThrow(),
                        Long.parseLong(part(parts, FIRST).orElseThrow()),
                        part(parts, SECOND).map(Long::valueOf).orElseThrow());
            }
            if (parts.containsKey(HOLIDAY)) {
                return new SetHoliday(
                        part(parts, ACTIVE).map(Boolean::valueOf),
                        part(parts, START).map(LocalDateTime::parse),
                        part(parts, END).map(LocalDateTime::parse));
            }
            int schedule = part(parts, SCHEDULE).map(Integer::valueOf).orElse(Schedule.COUNT);
            if (schedule < 0 || schedule >= Schedule.COUNT) {
                throw new IllegalArgumentException("what stands there is no change");
            }
            Optional<List<PeriodSetting>> periods = Optional.empty();
            if (parts.containsKey(PERIODS)) {
                periods = Optional.of(ScheduleLine.parse(part(parts, PERIODS).orElseThrow()));
            }
            return new WriteSchedule(schedule, new ScheduleSetting(part(parts, NAME), periods));
        } catch (WrongSettingException | DateTimeException | NoSuchElementException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Optional<String> part(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name));
    }
}
