package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.DeviceCommand.Raw;
import io.github.timeguardmqtt.api.DeviceCommand.Read;
import io.github.timeguardmqtt.api.DeviceCommand.SetActiveSchedule;
import io.github.timeguardmqtt.api.DeviceCommand.SetAdvance;
import io.github.timeguardmqtt.api.DeviceCommand.SetBoost;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetWorkMode;
import io.github.timeguardmqtt.api.DeviceCommand.TurnOff;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNull;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Rejected;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Commands as users write them. Source: docs/reference/topics.md, "Commands". */
public final class CommandText {

    /** What became of a text. */
    public sealed interface Parsed {

        /** The text on one line, for whoever wants to know what was asked for; perhaps cut. */
        String value();
    }

    /** A command that can be carried out. */
    public record Ok(DeviceCommand command, String value) implements Parsed {}

    /**
     * No command.
     *
     * @param reason what is wrong, and what would be right, in one sentence
     */
    public record Refused(String value, String reason) implements Parsed {}

    public static final String BOOST = "boost";
    public static final String ADVANCE_MODE = "advance_mode";
    public static final String ADVANCE = "advance";
    public static final String WORK_MODE = "work_mode";
    public static final String ACTIVE_SCHEDULE = "active_schedule";
    public static final String POWER = "power";
    public static final String RAW_COMMAND = "raw_command";
    public static final String GET = "get";
    public static final String HOLIDAY = "holiday";

    /** And the number of one, from 1 on. */
    public static final String SCHEDULES = "schedules/";

    private static final List<String> NAMES =
            List.of(
                    BOOST,
                    ADVANCE_MODE,
                    ADVANCE,
                    WORK_MODE,
                    ACTIVE_SCHEDULE,
                    POWER,
                    SCHEDULES + "1 to " + SCHEDULES + Schedule.COUNT,
                    HOLIDAY,
                    RAW_COMMAND,
                    GET);

    private static final int VALUE_MAX = 200;

    /** Far more than any word and any schedule's name; nothing longer is looked at. */
    private static final int TEXT_MAX = 1000;

    /** Far more than any schedule takes. */
    private static final int SETTING_MAX = 4096;

    /** A datagram's worth of hex, with two signs between the bytes. */
    private static final int RAW_MAX = 4 * FrameCodec.MAX_DATAGRAM;

    private static final int TIME_ZONE_TYPE = 4;
    private static final int WRITE_FLAG = 2;

    private static final Pattern SCHEDULE = Pattern.compile("#([1-6])(\\s*:.*)?");
    private static final Pattern SCHEDULE_NAME = Pattern.compile(SCHEDULES + "[1-6]");
    private static final Pattern HEX_SEPARATORS = Pattern.compile("[\\s:]+");

    private static final SequencedMap<String, DeviceCommand> BOOSTS = new LinkedHashMap<>();
    private static final SequencedMap<String, DeviceCommand> WORK_MODES = new LinkedHashMap<>();
    private static final SequencedMap<String, DeviceCommand> ADVANCES = new LinkedHashMap<>();
    private static final SequencedMap<String, DeviceCommand> READS = new LinkedHashMap<>();

    static {
        for (BoostType boost : List.of(BoostType.OFF, BoostType.ONE_HOUR, BoostType.TWO_HOURS)) {
            BOOSTS.put(Vocabulary.of(boost), new SetBoost(boost));
        }
        for (WorkMode mode :
                List.of(WorkMode.AUTO, WorkMode.ALWAYS_OFF, WorkMode.ALWAYS_ON, WorkMode.HOLIDAY)) {
            WORK_MODES.put(Vocabulary.of(mode), new SetWorkMode(mode));
        }
        ADVANCES.put(Vocabulary.ON, new SetAdvance(Toggle.ON));
        ADVANCES.put(Vocabulary.OFF, new SetAdvance(Toggle.OFF));
        READS.put("", Read.EVERYTHING);
        READS.put("code_version", new Read(List.of(new Message.GetCodeVersionRequest())));
        READS.put("active_schedule", new Read(List.of(new Message.GetActiveScheduleRequest())));
        List<Message> schedules =
                IntStream.range(0, Schedule.COUNT)
                        .<Message>mapToObj(Message.GetScheduleRequest::new)
                        .toList();
        READS.put("schedules", new Read(schedules));
        for (int id = 0; id < Schedule.COUNT; id++) {
            READS.put(SCHEDULES + (id + 1), new Read(List.of(schedules.get(id))));
        }
        READS.put(HOLIDAY, new Read(List.of(new Message.GetHolidayRequest())));
    }

    private CommandText() {}

    /**
     * What somebody gave with a command.
     *
     * @param object where it was read already
     */
    private record Given(Bytes payload, Optional<JsonObject> object) {

        boolean isObject() {
            return object.isPresent() || text().stripLeading().startsWith("{");
        }

        JsonObject read() throws WrongSettingException {
            try {
                return object.isPresent() ? object.get() : JsonReader.object(payload, SETTING_MAX);
            } catch (NotJsonException e) {
                throw new WrongSettingException(List.of("the payload " + e.getMessage()));
            }
        }

        String text() {
            return CommandText.text(payload);
        }
    }

    /**
     * Reads a command. Case does not matter, nor do blanks around it; nothing that can be in a
     * payload does harm.
     *
     * @param device whose command it is
     * @param name of the command, without {@code /set}: {@code work_mode}
     */
    public static Parsed parse(DeviceId device, String name, Bytes payload, CommandRules rules) {
        return parse(device, name, new Given(payload, Optional.empty()), rules);
    }

    /**
     * The same of what was read from JSON: a text is what would stand on the topic, null is
     * nothing, and an object is a schedule or a holiday.
     */
    public static Parsed parse(DeviceId device, String name, JsonValue value, CommandRules rules) {
        String text =
                switch (value) {
                    case JsonText(String it) -> it;
                    case JsonNull _ -> "";
                    default -> value.line();
                };
        return parse(
                device,
                name,
                new Given(
                        Bytes.copyOf(UTF_8.encode(text)),
                        value instanceof JsonObject object
                                ? Optional.of(object)
                                : Optional.empty()),
                rules);
    }

    private static Parsed parse(DeviceId device, String name, Given given, CommandRules rules) {
        Bytes payload = given.payload();
        return switch (name) {
            case BOOST -> oneOf(BOOSTS, "a boost", payload);
            case ADVANCE_MODE, ADVANCE -> oneOf(ADVANCES, "a value of " + name, payload);
            case WORK_MODE -> oneOf(WORK_MODES, "a work mode", payload);
            case POWER -> oneOf(powers(rules.powerOffIsAuto()), "a value of power", payload);
            case ACTIVE_SCHEDULE -> activeSchedule(payload);
            case HOLIDAY -> setting(given, CommandText::holiday);
            case String schedule when SCHEDULE_NAME.matcher(schedule).matches() ->
                    setting(given, value -> schedule(schedule, value));
            case GET -> oneOf(READS, "something that can be read", payload);
            case RAW_COMMAND -> rawCommand(device, payload, rules.rawAllowed());
            default ->
                    new Refused(
                            shown(payload),
                            "%s is not a command: expected %s"
                                    .formatted(
                                            quoted(PlainText.of(PlainText.cut(name, VALUE_MAX))),
                                            Vocabulary.listed(NAMES)));
        };
    }

    private static Parsed oneOf(
            SequencedMap<String, DeviceCommand> allowed, String what, Bytes payload) {
        if (payload.size() <= TEXT_MAX) {
            // As it came: what was made fit to be shown could look like a word that it is not.
            String text = text(payload).strip();
            for (Map.Entry<String, DeviceCommand> entry : allowed.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(text)) {
                    return new Ok(entry.getValue(), text);
                }
            }
        }
        List<String> words =
                allowed.keySet().stream().map(word -> word.isEmpty() ? "nothing" : word).toList();
        return refused(payload, "is not " + what + ": expected " + Vocabulary.listed(words));
    }

    private static SequencedMap<String, DeviceCommand> powers(boolean offIsAuto) {
        SequencedMap<String, DeviceCommand> powers = new LinkedHashMap<>();
        powers.put(Vocabulary.ON, new SetWorkMode(WorkMode.ALWAYS_ON));
        powers.put(Vocabulary.OFF, new TurnOff(offIsAuto ? WorkMode.AUTO : WorkMode.ALWAYS_OFF));
        return powers;
    }

    private static Parsed activeSchedule(Bytes payload) {
        if (payload.size() <= TEXT_MAX) {
            Matcher schedule = SCHEDULE.matcher(PlainText.of(payload, TEXT_MAX));
            if (schedule.matches()) {
                int id = Integer.parseInt(schedule.group(1)) - 1;
                return new Ok(new SetActiveSchedule(id), shown(payload));
            }
        }
        return refused(payload, "is not a schedule: expected #1 to #6, with or without its name");
    }

    /** Makes a command of a payload. */
    private interface Reader {
        DeviceCommand read(Given given) throws WrongSettingException;
    }

    private static Parsed setting(Given given, Reader reader) {
        Bytes payload = given.payload();
        String value = shown(payload);
        if (payload.size() > SETTING_MAX) {
            return new Refused(
                    value,
                    "the payload has %d bytes: expected at most %d"
                            .formatted(payload.size(), SETTING_MAX));
        }
        try {
            return new Ok(reader.read(given), value);
        } catch (WrongSettingException e) {
            return new Refused(value, String.valueOf(e.getMessage()));
        }
    }

    private static DeviceCommand schedule(String name, Given given) throws WrongSettingException {
        return new WriteSchedule(
                Integer.parseInt(name.substring(SCHEDULES.length())) - 1,
                given.isObject()
                        ? ScheduleJson.read(given.read())
                        : new ScheduleSetting(
                                Optional.empty(), Optional.of(ScheduleLine.parse(given.text()))));
    }

    private static DeviceCommand holiday(Given given) throws WrongSettingException {
        if (given.isObject()) {
            return HolidayJson.read(given.read());
        }
        String text = given.text().strip();
        boolean on = text.equalsIgnoreCase(Vocabulary.ON);
        if (!on && !text.equalsIgnoreCase(Vocabulary.OFF)) {
            throw new WrongSettingException(
                    List.of(
                            JsonValue.of(text).shown()
                                    + " is not a holiday: expected ON, OFF or an object such as"
                                    + " {\"active\":true,\"start\":\"2026-12-20T10:00\",\"end\":\"2027-01-02T00:00\"}"));
        }
        return new SetHoliday(Optional.of(on), Optional.empty(), Optional.empty());
    }

    private static String text(Bytes payload) {
        return new String(payload.toArray(), UTF_8);
    }

    private static Parsed rawCommand(DeviceId device, Bytes payload, boolean allowed) {
        if (!allowed) {
            return new Refused(
                    shown(payload), "raw commands are off: they are switched on in the settings");
        }
        if (payload.size() > RAW_MAX) {
            return refused(payload, "is longer than any frame");
        }
        Bytes bytes;
        try {
            String hex = PlainText.of(payload, RAW_MAX);
            bytes = Bytes.ofHex(HEX_SEPARATORS.matcher(hex).replaceAll(""));
        } catch (IllegalArgumentException e) {
            return refused(payload, "is not a frame: expected pairs of hex digits");
        }
        return switch (FrameCodec.decode(bytes)) {
            case Rejected rejected -> refused(payload, "is not a frame: it " + detail(rejected));
            case Frame frame -> rawFrame(device, payload, bytes, frame);
        };
    }

    private static Parsed rawFrame(DeviceId device, Bytes payload, Bytes bytes, Frame frame) {
        int behind = bytes.size() - frame.bytes().size();
        if (behind > 0) {
            return refused(payload, "has %d bytes behind the frame".formatted(behind));
        }
        if (!frame.envelope().fromServer()) {
            return refused(payload, "is a device's frame: expected one of the server's");
        }
        if (!frame.device().equals(device)) {
            return refused(
                    payload, "is for device %s: expected %s".formatted(frame.device(), device));
        }
        if (frame.envelope().type() == TIME_ZONE_TYPE
                && (frame.envelope().flags() & WRITE_FLAG) != 0) {
            return refused(
                    payload, "writes type 4, which nobody understands and so is never written");
        }
        return new Ok(new Raw(frame), shown(payload));
    }

    /** A sentence's end behind "it". */
    private static String detail(Rejected rejected) {
        String detail = rejected.detail();
        return switch (rejected.reason()) {
            case MAGIC, TRUNCATED -> detail;
            case SIZE, FOOTER, CHECKSUM, TYPE, FLAGS, PARAMS_SIZE -> "says that its " + detail;
        };
    }

    private static Refused refused(Bytes payload, String wrong) {
        String value = shown(payload);
        return new Refused(value, quoted(value) + " " + wrong);
    }

    private static String shown(Bytes payload) {
        return PlainText.of(payload, VALUE_MAX);
    }

    private static String quoted(String text) {
        String start = PlainText.cut(text, 50);
        return "\"" + start + (start.length() < text.length() ? "…" : "") + "\"";
    }
}
