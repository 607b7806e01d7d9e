package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.Message.*;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be sent: only kinds that are known, from the side that sends them, with values that are
 * known. Reserved bits and unknown bytes are free, so that what a device told can be written back.
 */
final class Sendable {

    /** Mostly there are none, and no list to be made. */
    private List<String> problems = List.of();

    private Sendable() {}

    /** Everything that speaks against sending it, in words; empty where nothing does. */
    static List<String> problems(boolean server, long messageId, int sequence, Message message) {
        Sendable check = new Sendable();
        if (messageId < 0 || messageId > Range.U32) {
            check.problem(
                    "message id is "
                            + messageId
                            + ", but only 0.."
                            + Range.U32
                            + " fits its field");
        }
        check.direction(server, sequence, message.kind());
        check.values(message);
        return check.problems;
    }

    private void direction(boolean server, int sequence, Kind kind) {
        if (kind == Kind.UNKNOWN) {
            return;
        }
        if (kind.fromServer() != server) {
            problem("only " + (server ? "a device" : "the server") + " sends this kind");
            return;
        }
        boolean report =
                switch (kind) {
                    case PING_REQUEST,
                            PING_RESPONSE,
                            REPORT_CODE_VERSION_REQUEST,
                            REPORT_CODE_VERSION_RESPONSE ->
                            true;
                    default -> false;
                };
        if (report && sequence != Envelope.REPORT_SEQUENCE) {
            problem("sequence is " + sequence + ", but a report and its answer have 255");
        }
        if (!report && (sequence < 0 || sequence >= Envelope.REPORT_SEQUENCE)) {
            problem("sequence is " + sequence + ", but a request and its answer have 0..254");
        }
    }

    private void values(Message message) {
        switch (message) {
            case PingRequest m -> {
                known("relay", m.status().relay());
                known("work mode", m.status().workMode());
                boost(m.status().boost());
            }
            case ReportCodeVersionRequest m -> codeVersion(m.codeVersion());
            case ReportCodeVersionResponse m -> codeVersion(m.codeVersion());
            case GetCodeVersionResponse m -> codeVersion(m.codeVersion());
            case GetScheduleRequest m -> scheduleId(m.schedule());
            case GetScheduleResponse m -> schedule(m.schedule());
            case SetScheduleRequest m -> schedule(m.schedule());
            case SetScheduleResponse m -> schedule(m.schedule());
            case SetWorkModeRequest m -> known("work mode", m.workMode());
            case SetWorkModeResponse m -> known("work mode", m.workMode());
            case GetHolidayResponse m -> known("holiday active", m.holiday().active());
            case SetHolidayRequest m -> known("holiday active", m.holiday().active());
            case SetHolidayResponse m -> known("holiday active", m.holiday().active());
            case SetScheduleNameRequest m -> {
                scheduleId(m.schedule());
                text("name", m.name(), UTF_8);
            }
            case SetScheduleNameResponse m -> scheduleId(m.schedule());
            case GetActiveScheduleResponse m -> scheduleId(m.schedule());
            case SetActiveScheduleRequest m -> scheduleId(m.schedule());
            case SetActiveScheduleResponse m -> scheduleId(m.schedule());
            case SetAdvanceRequest m -> known("advance", m.advance());
            case SetAdvanceResponse m -> known("advance", m.advance());
            case SetBoostRequest m -> boostType(m.boost());
            case SetBoostResponse m -> {
                boost(m.finish());
                boost(m.started());
            }
            case Unknown any -> problem("nobody knows what an unknown kind does");
            case PingResponse any -> {}
            case GetCodeVersionRequest any -> {}
            case GetHolidayRequest any -> {}
            case GetActiveScheduleRequest any -> {}
        }
    }

    private void schedule(Schedule schedule) {
        scheduleId(schedule.id());
        text("name", schedule.name(), UTF_8);
        for (int i = 0; i < schedule.periods().size(); i++) {
            minute("periods[" + i + "].start", schedule.periods().get(i).start());
            minute("periods[" + i + "].end", schedule.periods().get(i).end());
        }
    }

    private void scheduleId(int id) {
        if (id >= Schedule.COUNT) {
            problem("schedule is " + id + ", but a device has 0.." + (Schedule.COUNT - 1));
        }
    }

    private void minute(String where, SwitchTime time) {
        if (time.minute() >= SwitchTime.MINUTES_OF_A_DAY) {
            problem(
                    where
                            + " is minute "
                            + time.minute()
                            + ", but a day has 0.."
                            + (SwitchTime.MINUTES_OF_A_DAY - 1));
        }
    }

    private void codeVersion(Text codeVersion) {
        text("code version", codeVersion, US_ASCII);
    }

    private void text(String what, Text text, Charset charset) {
        if (text.in(charset).isEmpty()) {
            problem(what + " is not valid " + charset);
        }
    }

    private void boost(Boost boost) {
        boostType(boost.type());
        if (boost.start() >= Boost.MINUTES_OF_A_WEEK) {
            problem(
                    "boost starts at minute "
                            + boost.start()
                            + ", but a week has 0.."
                            + (Boost.MINUTES_OF_A_WEEK - 1));
        }
    }

    private void boostType(BoostType type) {
        if (type.value() > BoostType.TWO_HOURS.value()) {
            problem("boost is " + type.label() + ", but only 0..2 are known");
        }
    }

    private void known(String what, Coded value) {
        if (!value.isKnown()) {
            problem(what + " is " + value.label() + ", which is not a known value");
        }
    }

    private void problem(String what) {
        if (problems.isEmpty()) {
            problems = new ArrayList<>();
        }
        problems.add(what);
    }
}
