package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A command as it stands in the database. What it asks of the device stands there as frames: so the
 * codec, which is tested with what devices really said, is the only one that knows their form.
 */
record CommandRow(PendingCommand command, Sort sort, Bytes requests) {

    /** How the frames are to be read. */
    enum Sort {
        WRITE,
        READ,
        RAW,
        /** No frames: what is written follows from what the device tells first. */
        EDIT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Sort of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    static final String SELECT =
            """
            SELECT transaction_id, device, sort, requests, name, value, accepted, reply_topic,
                reply_correlation, sent, outcome, reason, took_ms
            FROM command ORDER BY place
            """;

    static final String UPSERT =
            """
            INSERT INTO command (transaction_id, device, sort, requests, name, value, accepted,
                reply_topic, reply_correlation, sent, outcome, reason, took_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (transaction_id) DO UPDATE SET device = excluded.device,
                sort = excluded.sort, requests = excluded.requests, name = excluded.name,
                value = excluded.value, accepted = excluded.accepted,
                reply_topic = excluded.reply_topic,
                reply_correlation = excluded.reply_correlation, sent = excluded.sent,
                outcome = excluded.outcome, reason = excluded.reason, took_ms = excluded.took_ms
            """;

    static final String DELETE = "DELETE FROM command WHERE transaction_id = ?";

    /**
     * @throws IllegalArgumentException when its frames cannot be made, since a server does not send
     *     such messages
     */
    static CommandRow of(PendingCommand command) {
        DeviceId device = command.request().device();
        return switch (command.request().command()) {
            case DeviceCommand.SetWorkMode set -> of(command, Sort.WRITE, frames(device, set));
            case DeviceCommand.TurnOff off -> of(command, Sort.WRITE, frames(device, off));
            case DeviceCommand.SetBoost set -> of(command, Sort.WRITE, frames(device, set));
            case DeviceCommand.SetAdvance set -> of(command, Sort.WRITE, frames(device, set));
            case DeviceCommand.SetActiveSchedule set ->
                    of(command, Sort.WRITE, frames(device, set));
            case DeviceCommand.WriteSchedule write -> of(command, Sort.EDIT, EditText.of(write));
            case DeviceCommand.SetHoliday set -> of(command, Sort.EDIT, EditText.of(set));
            case DeviceCommand.SetHolidayTimes set -> of(command, Sort.EDIT, EditText.of(set));
            case DeviceCommand.Read read -> of(command, Sort.READ, frames(device, read));
            case DeviceCommand.Raw raw -> of(command, Sort.RAW, raw.frame().bytes());
        };
    }

    private static CommandRow of(PendingCommand command, Sort sort, Bytes requests) {
        return new CommandRow(command, sort, requests);
    }

    /** The sequence is found when they are sent. */
    private static Bytes frames(DeviceId device, DeviceCommand command) {
        return Bytes.concat(
                command.requests().stream()
                        .map(message -> FrameCodec.fromServer(device, 0, message).bytes())
                        .toList());
    }

    /**
     * @throws IllegalArgumentException when what stands there is not what was ever written
     */
    static CommandRow read(ResultSet row) throws SQLException {
        String transaction = row.getString(1);
        DeviceId device = new DeviceId((int) row.getLong(2));
        Sort sort = Sort.of(row.getString(3));
        Bytes requests = bytes(row.getBytes(4));
        String topic = row.getString(8);
        CommandRequest request =
                new CommandRequest(
                        device,
                        command(sort, requests),
                        row.getString(5),
                        row.getString(6),
                        transaction,
                        topic == null
                                ? Optional.empty()
                                : Optional.of(new ReplyTo(topic, bytes(row.getBytes(9)))));
        byte[] sent = row.getBytes(10);
        String outcome = row.getString(11);
        Optional<CommandResult> result =
                outcome == null
                        ? Optional.empty()
                        : Optional.of(
                                request.result(
                                        CommandResult.Outcome.valueOf(
                                                outcome.toUpperCase(Locale.ROOT)),
                                        Optional.ofNullable(row.getString(12)),
                                        Duration.ofMillis(row.getLong(13))));
        PendingCommand command =
                new PendingCommand(
                        request,
                        Instant.ofEpochMilli(row.getLong(7)),
                        sent == null ? Optional.empty() : Optional.of(oneFrame(bytes(sent))),
                        result);
        return new CommandRow(command, sort, requests);
    }

    void bind(PreparedStatement upsert) throws SQLException {
        CommandRequest request = command.request();
        upsert.setString(1, request.transaction());
        upsert.setLong(2, DeviceRow.number(request.device()));
        upsert.setString(3, sort.label());
        upsert.setBytes(4, requests.toArray());
        upsert.setString(5, request.name());
        upsert.setString(6, request.value());
        upsert.setLong(7, command.accepted().toEpochMilli());
        Optional<ReplyTo> replyTo = request.replyTo();
        upsert.setString(8, replyTo.map(ReplyTo::topic).orElse(null));
        upsert.setBytes(9, replyTo.map(ReplyTo::correlation).map(Bytes::toArray).orElse(null));
        upsert.setBytes(10, command.sent().map(Frame::bytes).map(Bytes::toArray).orElse(null));
        Optional<CommandResult> result = command.result();
        upsert.setString(11, result.map(r -> r.outcome().label()).orElse(null));
        upsert.setString(12, result.flatMap(CommandResult::reason).orElse(null));
        if (result.isPresent()) {
            upsert.setLong(13, result.get().took().toMillis());
        } else {
            upsert.setNull(13, Types.INTEGER);
        }
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
            case EDIT -> EditText.read(requests);
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

    private static Bytes bytes(byte[] array) {
        return Bytes.copyOf(array, 0, array.length);
    }
}
