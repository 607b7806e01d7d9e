package io.github.timeguardmqtt.app.frames;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Rejected;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The objects that {@link FrameJson} writes, back to bytes. Source: docs/reference/json.md. */
final class FrameJsonReader {

    private static final int U8 = 0xff;
    private static final int U16 = 0xffff;
    private static final long U32 = 0xffff_ffffL;
    private static final Bytes ZEROS = Bytes.of(0, 0, 0);

    /** Those of a device's report and of the two answers to one. */
    private static final Set<Integer> REPORT_FLAGS = Set.of(0x6, 0xf, 0xb);

    /** What a frame's object always has, but for {@code valid} and {@code raw}. */
    private static final Set<String> FIELDS =
            Set.of(
                    "messageId",
                    "type",
                    "flags",
                    "sequence",
                    "unknown",
                    "deviceId",
                    "kind",
                    "paramsSize",
                    "params",
                    "extra");

    /** What {@code decode} says of where a frame was recorded: it makes no difference to it. */
    private static final Set<String> AROUND =
            Set.of(
                    "time",
                    "source",
                    "destination",
                    "transport",
                    "leg",
                    "direction",
                    "fate",
                    "comment",
                    "changed");

    private FrameJsonReader() {}

    /** The bytes of the datagram in lower-case hex. */
    static String hex(JsonObject datagram) throws NoFrame {
        JsonFields fields = new JsonFields("", datagram);
        List<Bytes> parts = new ArrayList<>();
        parts.add(frame(fields).bytes());
        if (fields.has("more")) {
            for (JsonFields next : fields.objects("more")) {
                parts.add(frame(next).bytes());
                next.end();
            }
        }
        parts.add(fields.hex("trailing", Bytes.EMPTY));
        fields.passOver(AROUND);
        fields.end();
        Bytes whole = Bytes.concat(parts);
        if (whole.size() > FrameCodec.MAX_DATAGRAM) {
            throw fields.wrong(
                    "all together are %d bytes, but a datagram has room for %d"
                            .formatted(whole.size(), FrameCodec.MAX_DATAGRAM));
        }
        return whole.toHex();
    }

    private static Frame frame(JsonFields fields) throws NoFrame {
        if (fields.has("valid") && !fields.flag("valid")) {
            throw fields.wrong("valid", "is false: there is no frame to encode");
        }
        return fields.has("raw") ? agreed(fields, rawFrame(fields)) : build(fields);
    }

    private static Frame rawFrame(JsonFields fields) throws NoFrame {
        Bytes raw = fields.hex("raw");
        return switch (FrameCodec.decode(raw)) {
            case Rejected rejected ->
                    throw fields.wrong("raw", "is not a frame: " + rejected.detail());
            case Frame frame when frame.bytes().size() < raw.size() ->
                    throw fields.wrong("raw", "goes on behind its frame");
            case Frame frame -> frame;
        };
    }

    /** The raw frame, if the fields that are there say the same. */
    private static Frame agreed(JsonFields fields, Frame raw) throws NoFrame {
        if (fields.has("kind") && !fields.string("kind").equals(raw.kind().label())) {
            throw fields.wrong("kind", "raw is of kind " + raw.kind().label());
        }
        if (!fields.hasAll(FIELDS)) {
            fields.fillIn(fieldsOf(raw));
        }
        Frame told = buildLike(raw, fields);
        if (!told.envelope().equals(raw.envelope())
                || !told.message().equals(raw.message())
                || !told.extra().equals(raw.extra())) {
            throw contradiction(
                    fields.path(), only(json(told), key -> !key.equals("raw")), json(raw));
        }
        return raw;
    }

    /** The frame of the fields, with those of {@code raw} where params lack some. */
    private static Frame buildLike(Frame raw, JsonFields fields) throws NoFrame {
        try {
            return build(fields);
        } catch (NoFrame e) {
            if (!e.isForMissing()) {
                throw e;
            }
            fields.fillIn(fieldsOf(raw));
            return build(fields);
        }
    }

    private static JsonObject fieldsOf(Frame raw) throws NoFrame {
        return only(json(raw), FIELDS::contains);
    }

    private static JsonObject only(JsonObject object, Predicate<String> isWanted) {
        JsonValue.ObjectBuilder wanted = JsonValue.object();
        object.members()
                .forEach((key, value) -> {
                    if (isWanted.test(key)) {
                        wanted.put(key, value);
                    }
                });
        return wanted.build();
    }

    /** Names the first field in which the two differ. */
    private static NoFrame contradiction(String path, JsonValue told, JsonValue raw) {
        if (told instanceof JsonObject object && raw instanceof JsonObject other) {
            for (Map.Entry<String, JsonValue> entry : object.members().entrySet()) {
                JsonValue value = other.members().get(entry.getKey());
                if (value != null && !value.equals(entry.getValue())) {
                    String name = (path.isEmpty() ? "" : path + ".") + entry.getKey();
                    return contradiction(name, entry.getValue(), value);
                }
            }
        }
        if (told instanceof JsonList(List<JsonValue> list)
                && raw instanceof JsonList(List<JsonValue> other)) {
            for (int i = 0; i < Math.min(list.size(), other.size()); i++) {
                if (!list.get(i).equals(other.get(i))) {
                    return contradiction(path + "[" + i + "]", list.get(i), other.get(i));
                }
            }
        }
        return new NoFrame(path + ": is " + told.shown() + ", but " + raw.shown() + " in raw");
    }

    private static JsonObject json(Frame frame) throws NoFrame {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameJson json = new FrameJson(bytes);
        Datagram datagram = new Datagram(frame.bytes(), frame, List.of(), Bytes.EMPTY);
        json.packet(Packet.of("", "", datagram), List.of());
        json.flush();
        try {
            return JsonReader.object(bytes.toByteArray(), bytes.size());
        } catch (NotJsonException e) {
            throw new NoFrame(String.valueOf(e.getMessage()));
        }
    }

    private static Frame build(JsonFields fields) throws NoFrame {
        JsonFields params = fields.objectOrNone("params");
        Kind kind = fields.has("kind") ? kindNamed(fields) : Kind.UNKNOWN;
        int type = kind == Kind.UNKNOWN ? u4(fields, "type") : u4(fields, "type", kind.type());
        int flags = kind == Kind.UNKNOWN ? u4(fields, "flags") : u4(fields, "flags", kind.flags());
        Kind told = Kind.of(type, flags);
        if (!fields.has("kind") && !params.has("raw")) {
            kind = told;
        }
        if (kind != Kind.UNKNOWN && kind != told) {
            throw fields.wrong(
                    "kind",
                    "%s has type %d and flags %d, not %d and %d"
                            .formatted(kind.label(), kind.type(), kind.flags(), type, flags));
        }
        Message message = message(kind, params);
        params.end();
        Bytes extra = fields.hex("extra", Bytes.EMPTY);
        int size =
                message instanceof Unknown m ? m.params().size() : kind.paramsSize() + extra.size();
        boolean server = (flags & 8) != 0;
        try {
            Envelope envelope =
                    new Envelope(
                            server
                                    ? fields.number("messageId", U32, Envelope.SERVER_MESSAGE_ID)
                                    : fields.number("messageId", U32),
                            type,
                            flags,
                            (int) fields.number("paramsSize", U16, size),
                            (int)
                                    (REPORT_FLAGS.contains(flags)
                                            ? fields.number(
                                                    "sequence", U8, Envelope.REPORT_SEQUENCE)
                                            : fields.number("sequence", U8)),
                            fields.has("unknown") ? fields.hex("unknown", 3) : ZEROS,
                            fields.deviceId("deviceId"));
            return FrameCodec.exact(envelope, message, extra);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Kind kindNamed(JsonFields fields) throws NoFrame {
        String name = fields.string("kind");
        for (Kind kind : Kind.values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        List<String> names = Stream.of(Kind.values()).map(Kind::label).toList();
        throw fields.wrong(
                "kind",
                JsonValue.of(name).shown() + " is not a kind" + Nearest.question(name, names));
    }

    private static Message message(Kind kind, JsonFields params) throws NoFrame {
        return switch (kind) {
            case PING_REQUEST -> new PingRequest(status(params));
            case PING_RESPONSE -> new PingResponse(params.number("time", U32));
            case REPORT_CODE_VERSION_REQUEST -> new ReportCodeVersionRequest(codeVersion(params));
            case REPORT_CODE_VERSION_RESPONSE -> new ReportCodeVersionResponse(codeVersion(params));
            case GET_CODE_VERSION_REQUEST -> new GetCodeVersionRequest();
            case GET_CODE_VERSION_RESPONSE -> new GetCodeVersionResponse(codeVersion(params));
            case GET_SCHEDULE_REQUEST -> new GetScheduleRequest(scheduleId(params));
            case GET_SCHEDULE_RESPONSE -> new GetScheduleResponse(schedule(params));
            case SET_SCHEDULE_REQUEST -> new SetScheduleRequest(schedule(params));
            case SET_SCHEDULE_RESPONSE -> new SetScheduleResponse(schedule(params));
            case SET_WORK_MODE_REQUEST -> new SetWorkModeRequest(workMode(params));
            case SET_WORK_MODE_RESPONSE -> new SetWorkModeResponse(workMode(params));
            case GET_HOLIDAY_REQUEST -> new GetHolidayRequest();
            case GET_HOLIDAY_RESPONSE -> new GetHolidayResponse(holiday(params));
            case SET_HOLIDAY_REQUEST -> new SetHolidayRequest(holiday(params));
            case SET_HOLIDAY_RESPONSE -> new SetHolidayResponse(holiday(params));
            case SET_SCHEDULE_NAME_REQUEST ->
                    new SetScheduleNameRequest(scheduleId(params), name(params));
            case SET_SCHEDULE_NAME_RESPONSE -> new SetScheduleNameResponse(scheduleId(params));
            case GET_ACTIVE_SCHEDULE_REQUEST -> new GetActiveScheduleRequest();
            case GET_ACTIVE_SCHEDULE_RESPONSE -> new GetActiveScheduleResponse(scheduleId(params));
            case SET_ACTIVE_SCHEDULE_REQUEST -> new SetActiveScheduleRequest(scheduleId(params));
            case SET_ACTIVE_SCHEDULE_RESPONSE -> new SetActiveScheduleResponse(scheduleId(params));
            case SET_ADVANCE_REQUEST -> new SetAdvanceRequest(params.toggle("advance"));
            case SET_ADVANCE_RESPONSE -> new SetAdvanceResponse(params.toggle("advance"));
            case SET_BOOST_REQUEST -> new SetBoostRequest(boostType(params, "boost", U8));
            case SET_BOOST_RESPONSE ->
                    new SetBoostResponse(
                            boost(params.object("finish")), boost(params.object("started")));
            case UNKNOWN -> new Unknown(params.hex("raw"));
        };
    }

    private static Status status(JsonFields params) throws NoFrame {
        return new Status(
                params.coded("relay", "a relay state", RelayState.OFF, 3, RelayState::new),
                params.flag("loadDetected"),
                params.flag("advance"),
                params.flag("loadDetectedBefore"),
                bits(params, "stateUnknown", 0xc4),
                params.hex("unknown1", 3),
                workMode(params),
                params.hex("unknown2", 3),
                params.number("uptime", U32),
                boost(params.object("boost")),
                params.hex("unknown3", 2));
    }

    private static Schedule schedule(JsonFields params) throws NoFrame {
        int id = scheduleId(params);
        List<Period> periods = new ArrayList<>();
        for (JsonFields period : params.objects("periods")) {
            periods.add(period(period));
        }
        if (periods.size() != Schedule.PERIODS) {
            throw params.wrong(
                    "periods", "has %d, not %d".formatted(periods.size(), Schedule.PERIODS));
        }
        return new Schedule(id, periods, name(params));
    }

    private static Period period(JsonFields fields) throws NoFrame {
        int repeat = Period.repeatOn(fields.days("repeat")) | bits(fields, "repeatUnknown", 0x80);
        Period period =
                new Period(
                        switchTime(fields.object("start")),
                        switchTime(fields.object("end")),
                        repeat,
                        fields.hex("unknown", 1).at(0));
        fields.end();
        return period;
    }

    private static SwitchTime switchTime(JsonFields fields) throws NoFrame {
        SwitchTime time =
                new SwitchTime(
                        fields.flag("enabled"),
                        (int) fields.number("minute", 0xfff),
                        (int) fields.number("reserved", 7));
        fields.end();
        return time;
    }

    private static Boost boost(JsonFields fields) throws NoFrame {
        Boost boost = new Boost(boostType(fields, "type", 3), (int) fields.number("start", 0x3fff));
        fields.end();
        return boost;
    }

    private static Holiday holiday(JsonFields params) throws NoFrame {
        return new Holiday(
                params.toggle("active"),
                params.hex("unknown", 3),
                params.number("first", U32),
                params.number("second", U32));
    }

    private static BoostType boostType(JsonFields fields, String name, int max) throws NoFrame {
        return fields.coded(name, "a boost", BoostType.OFF, max, BoostType::new);
    }

    private static WorkMode workMode(JsonFields params) throws NoFrame {
        return params.coded("workMode", "a work mode", WorkMode.AUTO, U8, WorkMode::new);
    }

    private static int scheduleId(JsonFields params) throws NoFrame {
        return (int) params.number("schedule", U8);
    }

    private static Text name(JsonFields params) throws NoFrame {
        return params.text("name", Schedule.NAME_SIZE, UTF_8);
    }

    private static Text codeVersion(JsonFields params) throws NoFrame {
        return params.text("codeVersion", Message.CODE_VERSION_SIZE, US_ASCII);
    }

    /** A byte of which only the bits of {@code mask} may be set. */
    private static int bits(JsonFields fields, String name, int mask) throws NoFrame {
        int bits = (int) fields.number(name, U8);
        if ((bits & ~mask) != 0) {
            throw fields.wrong(name, bits + " has bits set that have fields of their own");
        }
        return bits;
    }

    private static int u4(JsonFields fields, String name) throws NoFrame {
        return (int) fields.number(name, 0x0f);
    }

    private static int u4(JsonFields fields, String name, int otherwise) throws NoFrame {
        return (int) fields.number(name, 0x0f, otherwise);
    }
}
