package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.DeviceCommand.Raw;
import io.github.timeguardmqtt.api.DeviceCommand.Read;
import io.github.timeguardmqtt.api.DeviceCommand.SetActiveSchedule;
import io.github.timeguardmqtt.api.DeviceCommand.SetAdvance;
import io.github.timeguardmqtt.api.DeviceCommand.SetBoost;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.SetWorkMode;
import io.github.timeguardmqtt.api.DeviceCommand.TurnOff;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Commands and their results as JSON, and back: what is written is read as the same command, every
 * one there is. In this form commands outlive the process.
 *
 * <p>A command is an object with its {@code kind} and what belongs to it: {@code
 * {"kind":"work_mode","mode":2}}. Values of the protocol are its numbers, since those are known for
 * certain; frames are hex.
 */
public final class CommandJson {

    private static final String KIND = "kind";
    private static final String MODE = "mode";
    private static final String SCHEDULE = "schedule";
    private static final String SETTING = "setting";
    private static final String ACTIVE = "active";
    private static final String START = "start";
    private static final String END = "end";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String REQUESTS = "requests";
    private static final String FRAME = "frame";
    private static final String DEVICE = "device";
    private static final String COMMAND = "command";
    private static final String NAME = "name";
    private static final String VALUE = "value";
    private static final String TRANSACTION = "transaction";
    private static final String REPLY_TO = "reply_to";
    private static final String TOPIC = "topic";
    private static final String CORRELATION = "correlation";
    private static final String REQUEST = "request";
    private static final String ACCEPTED = "accepted";
    private static final String SENT = "sent";
    private static final String RESULT = "result";
    private static final String REASON = "reason";
    private static final String MS = "ms";

    private static final long MAX_BYTE = 0xff;
    private static final long MAX_TIME = 0xffff_ffffL;

    /** The requests of a read are the same for every device. */
    private static final DeviceId ANY = new DeviceId(0);

    /** Which command an object is. */
    private enum Kind {
        WORK_MODE,
        TURN_OFF,
        BOOST,
        ADVANCE,
        ACTIVE_SCHEDULE,
        SCHEDULE,
        HOLIDAY,
        HOLIDAY_TIMES,
        READ,
        RAW;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String label) {
            for (Kind kind : values()) {
                if (kind.label().equals(label)) {
                    return kind;
                }
            }
            throw wrong(KIND, "is none of the commands: " + JsonValue.of(label).shown());
        }
    }

    private CommandJson() {}

    /**
     * A command.
     *
     * @throws IllegalArgumentException when it reads by messages that a server does not send
     */
    public static JsonObject of(DeviceCommand command) {
        return switch (command) {
            case SetWorkMode set -> kind(Kind.WORK_MODE).put(MODE, set.mode().value()).build();
            case TurnOff off -> kind(Kind.TURN_OFF).put(MODE, off.mode().value()).build();
            case SetBoost set -> kind(Kind.BOOST).put(VALUE, set.boost().value()).build();
            case SetAdvance set -> kind(Kind.ADVANCE).put(VALUE, set.advance().value()).build();
            case SetActiveSchedule set ->
                    kind(Kind.ACTIVE_SCHEDULE).put(SCHEDULE, set.schedule()).build();
            case WriteSchedule write ->
                    kind(Kind.SCHEDULE)
                            .put(SCHEDULE, write.schedule())
                            .put(SETTING, ScheduleJson.of(write.setting()))
                            .build();
            case SetHoliday set -> {
                JsonValue.ObjectBuilder holiday = kind(Kind.HOLIDAY);
                set.active().ifPresent(active -> holiday.put(ACTIVE, active));
                yield holiday.putText(START, set.start().map(LocalDateTime::toString))
                        .putText(END, set.end().map(LocalDateTime::toString))
                        .build();
            }
            case SetHolidayTimes set ->
                    kind(Kind.HOLIDAY_TIMES)
                            .put(ACTIVE, set.active())
                            .put(FIRST, set.first())
                            .put(SECOND, set.second())
                            .build();
            case Read read ->
                    kind(Kind.READ)
                            .put(REQUESTS, JsonValue.list(read.requests(), CommandJson::request))
                            .build();
            case Raw raw -> kind(Kind.RAW).put(FRAME, raw.frame().bytes().toHex()).build();
        };
    }

    private static JsonValue.ObjectBuilder kind(Kind kind) {
        return JsonValue.object().put(KIND, kind.label());
    }

    /** A message in a frame, whose device and sequence say nothing. */
    private static JsonValue request(Message message) {
        return JsonValue.of(FrameCodec.fromServer(ANY, 0, message).bytes().toHex());
    }

    /**
     * The command that an object is.
     *
     * @throws IllegalArgumentException in one sentence, when it is none
     */
    public static DeviceCommand command(JsonObject object) {
        return switch (Kind.of(text(object, KIND))) {
            case WORK_MODE -> new SetWorkMode(new WorkMode(number(object, MODE)));
            case TURN_OFF -> new TurnOff(new WorkMode(number(object, MODE)));
            case BOOST -> new SetBoost(new BoostType(number(object, VALUE)));
            case ADVANCE -> new SetAdvance(new Toggle(number(object, VALUE)));
            case ACTIVE_SCHEDULE -> new SetActiveSchedule(schedule(object));
            case SCHEDULE -> new WriteSchedule(schedule(object), setting(object));
            case HOLIDAY ->
                    new SetHoliday(object.flag(ACTIVE), time(object, START), time(object, END));
            case HOLIDAY_TIMES ->
                    new SetHolidayTimes(
                            flag(object, ACTIVE),
                            number(object, FIRST, MAX_TIME),
                            number(object, SECOND, MAX_TIME));
            case READ -> new Read(requests(object));
            case RAW -> new Raw(frame(FRAME, text(object, FRAME)));
        };
    }

    private static ScheduleSetting setting(JsonObject object) {
        JsonObject setting = object(object, SETTING);
        if (setting.equals(JsonObject.EMPTY)) {
            return new ScheduleSetting(Optional.empty(), Optional.empty());
        }
        try {
            return ScheduleJson.read(setting);
        } catch (WrongSettingException e) {
            throw wrong(SETTING, String.valueOf(e.getMessage()));
        }
    }

    private static List<Message> requests(JsonObject object) {
        return object.list(REQUESTS).orElseThrow(() -> missing(REQUESTS)).stream()
                .map(value ->
                        value instanceof JsonText(String hex)
                                ? frame(REQUESTS, hex).message()
                                : refuse(REQUESTS, value))
                .toList();
    }

    private static Message refuse(String key, JsonValue value) {
        throw wrong(key, value.shown() + " is no frame");
    }

    /** A command as somebody gave it. */
    public static JsonObject of(CommandRequest request) {
        return JsonValue.object()
                .put(DEVICE, request.device().toString())
                .put(COMMAND, of(request.command()))
                .put(NAME, request.name())
                .put(VALUE, request.value())
                .put(TRANSACTION, request.transaction())
                .putValue(REPLY_TO, request.replyTo().map(CommandJson::of))
                .build();
    }

    private static JsonObject of(ReplyTo to) {
        return JsonValue.object()
                .put(TOPIC, to.topic())
                .put(CORRELATION, to.correlation().toHex())
                .build();
    }

    /**
     * The command that somebody gave.
     *
     * @throws IllegalArgumentException in one sentence, when it is none
     */
    public static CommandRequest commandRequest(JsonObject object) {
        return new CommandRequest(
                DeviceId.parse(text(object, DEVICE)),
                command(object(object, COMMAND)),
                text(object, NAME),
                text(object, VALUE),
                text(object, TRANSACTION),
                object.object(REPLY_TO)
                        .map(to ->
                                new ReplyTo(text(to, TOPIC), Bytes.ofHex(text(to, CORRELATION)))));
    }

    /** A result, as users see it. Source: docs/reference/topics.md, "Results". */
    public static JsonObject of(CommandResult result) {
        return result(
                result.name(),
                result.value(),
                result.outcome().label(),
                result.reason(),
                result.took(),
                result.transaction());
    }

    /** The same of a command that has no result yet. */
    static JsonObject of(CommandAnswer.Waiting still) {
        return result(
                still.request().name(),
                still.request().value(),
                "waiting",
                Optional.of(
                        "there is no result after %d s: the command still waits, and may be carried out later"
                                .formatted(still.after().toSeconds())),
                still.after(),
                still.request().transaction());
    }

    private static JsonObject result(
            String name,
            String value,
            String word,
            Optional<String> reason,
            Duration took,
            String transaction) {
        return JsonValue.object()
                .put(COMMAND, name)
                .put(VALUE, value)
                .put(RESULT, word)
                .put(REASON, reason)
                .put(MS, took.toMillis())
                .put(TRANSACTION, transaction)
                .build();
    }

    /** A command on its way, with its result where it has one. */
    public static JsonObject of(PendingCommand command) {
        return JsonValue.object()
                .put(REQUEST, of(command.request()))
                .put(ACCEPTED, command.accepted().toString())
                .putText(SENT, command.sent().map(frame -> frame.bytes().toHex()))
                .putValue(RESULT, command.result().map(CommandJson::of))
                .build();
    }

    /**
     * The command on its way that an object is. Its result took whole milliseconds.
     *
     * @throws IllegalArgumentException in one sentence, when it is none
     */
    public static PendingCommand pendingCommand(JsonObject object) {
        CommandRequest request = commandRequest(object(object, REQUEST));
        return new PendingCommand(
                request,
                instant(object, ACCEPTED),
                object.text(SENT).map(hex -> frame(SENT, hex)),
                object.object(RESULT).map(result -> result(request, result)));
    }

    private static CommandResult result(CommandRequest request, JsonObject result) {
        return request.result(
                CommandResult.Outcome.valueOf(text(result, RESULT).toUpperCase(Locale.ROOT)),
                result.text(REASON),
                Duration.ofMillis(number(result, MS, Long.MAX_VALUE)));
    }

    private static Frame frame(String key, String hex) {
        Bytes bytes = Bytes.ofHex(hex);
        if (FrameCodec.decode(bytes) instanceof Frame frame
                && frame.bytes().size() == bytes.size()) {
            return frame;
        }
        throw wrong(key, JsonValue.of(hex).shown() + " is no frame");
    }

    private static Instant instant(JsonObject object, String key) {
        try {
            return Instant.parse(text(object, key));
        } catch (java.time.DateTimeException e) {
            throw wrong(key, "is no instant");
        }
    }

    private static Optional<LocalDateTime> time(JsonObject object, String key) {
        try {
            return object.text(key).map(LocalDateTime::parse);
        } catch (java.time.DateTimeException e) {
            throw wrong(key, "is no local date and time");
        }
    }

    private static int schedule(JsonObject object) {
        return (int) number(object, SCHEDULE, Schedule.COUNT - 1);
    }

    private static int number(JsonObject object, String key) {
        return (int) number(object, key, MAX_BYTE);
    }

    private static long number(JsonObject object, String key, long max) {
        long number = object.number(key).orElseThrow(() -> missing(key));
        if (number < 0 || number > max) {
            throw wrong(key, "%d is not 0 to %d".formatted(number, max));
        }
        return number;
    }

    private static boolean flag(JsonObject object, String key) {
        return object.flag(key).orElseThrow(() -> missing(key));
    }

    private static String text(JsonObject object, String key) {
        return object.text(key).orElseThrow(() -> missing(key));
    }

    private static JsonObject object(JsonObject object, String key) {
        return object.object(key).orElseThrow(() -> missing(key));
    }

    private static IllegalArgumentException missing(String key) {
        return wrong(key, "is missing, or of another type");
    }

    private static IllegalArgumentException wrong(String key, String sentence) {
        return new IllegalArgumentException(key + ": " + sentence);
    }
}
