package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.FieldVisitor.Place;
import io.github.timeguardmqtt.protocol.FieldVisitor.Unit;
import io.github.timeguardmqtt.protocol.Message.*;

/** Shows the fields of a frame's message to a {@link FieldVisitor}. */
public final class FrameFields {

    private static final int PARAMS = FrameCodec.PARAMS_AT;
    private static final int WORD_BOOST_TYPE = 0xc000;
    private static final int WORD_BOOST_START = 0x3fff;

    private FrameFields() {}

    /** Every field of the message, but not the envelope and not what stands behind the message. */
    public static void visit(Message message, FieldVisitor to) {
        switch (message) {
            case PingRequest m -> status(m.status(), to);
            case PingResponse m ->
                    to.number("time", params(0, 4), m.time(), Unit.SECONDS_SINCE_1970);
            case ReportCodeVersionRequest m -> codeVersion(m.codeVersion(), to);
            case ReportCodeVersionResponse m -> codeVersion(m.codeVersion(), to);
            case GetCodeVersionRequest any -> {}
            case GetCodeVersionResponse m -> codeVersion(m.codeVersion(), to);
            case GetScheduleRequest m -> scheduleId(m.schedule(), to);
            case GetScheduleResponse m -> schedule(m.schedule(), to);
            case SetScheduleRequest m -> schedule(m.schedule(), to);
            case SetScheduleResponse m -> schedule(m.schedule(), to);
            case SetWorkModeRequest m -> to.coded("workMode", params(0, 1), m.workMode());
            case SetWorkModeResponse m -> to.coded("workMode", params(0, 1), m.workMode());
            case GetHolidayRequest any -> {}
            case GetHolidayResponse m -> holiday(m.holiday(), to);
            case SetHolidayRequest m -> holiday(m.holiday(), to);
            case SetHolidayResponse m -> holiday(m.holiday(), to);
            case SetScheduleNameRequest m -> {
                scheduleId(m.schedule(), to);
                to.text("name", params(1, Schedule.NAME_SIZE), m.name(), UTF_8);
            }
            case SetScheduleNameResponse m -> scheduleId(m.schedule(), to);
            case GetActiveScheduleRequest any -> {}
            case GetActiveScheduleResponse m -> scheduleId(m.schedule(), to);
            case SetActiveScheduleRequest m -> scheduleId(m.schedule(), to);
            case SetActiveScheduleResponse m -> scheduleId(m.schedule(), to);
            case SetAdvanceRequest m -> to.coded("advance", params(0, 1), m.advance());
            case SetAdvanceResponse m -> to.coded("advance", params(0, 1), m.advance());
            case SetBoostRequest m -> to.coded("boost", params(0, 1), m.boost());
            case SetBoostResponse m -> {
                boost("finish", 0, m.finish(), to);
                boost("started", 2, m.started(), to);
            }
            case Unknown m -> to.unknown("raw", params(0, m.params().size()), m.params());
        }
    }

    private static void status(Status status, FieldVisitor to) {
        to.coded("relay", bits(0, Status.RELAY_MASK), status.relay());
        to.flag("loadDetected", bits(0, Status.LOAD_BIT), status.loadDetected());
        to.flag("advance", bits(0, Status.ADVANCE_BIT), status.advance());
        to.flag("loadDetectedBefore", bits(0, Status.LOAD_BEFORE_BIT), status.loadDetectedBefore());
        to.number(
                "stateUnknown",
                bits(0, Status.UNKNOWN_MASK),
                status.stateUnknown(),
                Unit.UNKNOWN_BITS);
        to.unknown("unknown1", params(1, 3), status.unknown1());
        to.coded("workMode", params(4, 1), status.workMode());
        to.unknown("unknown2", params(5, 3), status.unknown2());
        to.number("uptime", params(8, 4), status.uptime(), Unit.SECONDS);
        boost("boost", 12, status.boost(), to);
        to.unknown("unknown3", params(14, 2), status.unknown3());
    }

    private static void schedule(Schedule schedule, FieldVisitor to) {
        scheduleId(schedule.id(), to);
        to.beginList("periods");
        for (int i = 0; i < Schedule.PERIODS; i++) {
            period(1 + i * Period.SIZE, schedule.periods().get(i), to);
        }
        to.endList();
        int nameAt = 1 + Schedule.PERIODS * Period.SIZE;
        to.text("name", params(nameAt, Schedule.NAME_SIZE), schedule.name(), UTF_8);
    }

    private static void period(int at, Period period, FieldVisitor to) {
        to.beginObject("");
        time("start", at, period.start(), to);
        time("end", at + 2, period.end(), to);
        to.days("repeat", bits(at + 4, 0x7f), period.days());
        to.number("repeatUnknown", bits(at + 4, 0x80), period.repeatUnknown(), Unit.UNKNOWN_BITS);
        to.unknown("unknown", params(at + 5, 1), Bytes.of(period.unknown()));
        to.endObject();
    }

    private static void time(String name, int at, SwitchTime time, FieldVisitor to) {
        to.beginObject(name);
        to.flag("enabled", new Place(PARAMS + at, 2, 0x1000), time.enabled());
        to.number("minute", new Place(PARAMS + at, 2, 0x0fff), time.minute(), Unit.MINUTE_OF_DAY);
        to.number(
                "reserved", new Place(PARAMS + at, 2, 0xe000), time.reserved(), Unit.UNKNOWN_BITS);
        to.endObject();
    }

    private static void holiday(Holiday holiday, FieldVisitor to) {
        to.coded("active", params(0, 1), holiday.active());
        to.unknown("unknown", params(1, Holiday.UNKNOWN_SIZE), holiday.unknown());
        to.number("first", params(4, 4), holiday.first(), Unit.SECONDS_SINCE_1970);
        to.number("second", params(8, 4), holiday.second(), Unit.SECONDS_SINCE_1970);
    }

    private static void boost(String name, int at, Boost boost, FieldVisitor to) {
        to.beginObject(name);
        to.coded("type", new Place(PARAMS + at, 2, WORD_BOOST_TYPE), boost.type());
        to.number(
                "start",
                new Place(PARAMS + at, 2, WORD_BOOST_START),
                boost.start(),
                Unit.MINUTE_OF_WEEK);
        to.endObject();
    }

    private static void scheduleId(int id, FieldVisitor to) {
        to.number("schedule", params(0, 1), id, Unit.PLAIN);
    }

    private static void codeVersion(Text codeVersion, FieldVisitor to) {
        to.text("codeVersion", params(0, Message.CODE_VERSION_SIZE), codeVersion, US_ASCII);
    }

    private static Place params(int at, int length) {
        return new Place(PARAMS + at, length, 0);
    }

    private static Place bits(int at, int mask) {
        return new Place(PARAMS + at, 1, mask);
    }
}
