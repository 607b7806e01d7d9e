package io.github.timeguardmqtt.protocol;

import java.util.List;

/** Params to messages. The params hold at least what their kind needs. */
final class Decoder {

    private Decoder() {}

    static Message decode(Kind kind, Bytes params) {
        return switch (kind) {
            case PING_REQUEST -> new Message.PingRequest(status(params));
            case PING_RESPONSE -> new Message.PingResponse(params.u32(0));
            case REPORT_CODE_VERSION_REQUEST ->
                    new Message.ReportCodeVersionRequest(codeVersion(params));
            case REPORT_CODE_VERSION_RESPONSE ->
                    new Message.ReportCodeVersionResponse(codeVersion(params));
            case GET_CODE_VERSION_REQUEST -> new Message.GetCodeVersionRequest();
            case GET_CODE_VERSION_RESPONSE ->
                    new Message.GetCodeVersionResponse(codeVersion(params));
            case GET_SCHEDULE_REQUEST -> new Message.GetScheduleRequest(params.at(0));
            case GET_SCHEDULE_RESPONSE -> new Message.GetScheduleResponse(schedule(params));
            case SET_SCHEDULE_REQUEST -> new Message.SetScheduleRequest(schedule(params));
            case SET_SCHEDULE_RESPONSE -> new Message.SetScheduleResponse(schedule(params));
            case SET_WORK_MODE_REQUEST -> new Message.SetWorkModeRequest(workMode(params));
            case SET_WORK_MODE_RESPONSE -> new Message.SetWorkModeResponse(workMode(params));
            case GET_HOLIDAY_REQUEST -> new Message.GetHolidayRequest();
            case GET_HOLIDAY_RESPONSE -> new Message.GetHolidayResponse(holiday(params));
            case SET_HOLIDAY_REQUEST -> new Message.SetHolidayRequest(holiday(params));
            case SET_HOLIDAY_RESPONSE -> new Message.SetHolidayResponse(holiday(params));
            case SET_SCHEDULE_NAME_REQUEST ->
                    new Message.SetScheduleNameRequest(
                            params.at(0), Text.ofField(params.slice(1, Schedule.NAME_SIZE)));
            case SET_SCHEDULE_NAME_RESPONSE -> new Message.SetScheduleNameResponse(params.at(0));
            case GET_ACTIVE_SCHEDULE_REQUEST -> new Message.GetActiveScheduleRequest();
            case GET_ACTIVE_SCHEDULE_RESPONSE ->
                    new Message.GetActiveScheduleResponse(params.at(0));
            case SET_ACTIVE_SCHEDULE_REQUEST -> new Message.SetActiveScheduleRequest(params.at(0));
            case SET_ACTIVE_SCHEDULE_RESPONSE ->
                    new Message.SetActiveScheduleResponse(params.at(0));
            case SET_ADVANCE_REQUEST -> new Message.SetAdvanceRequest(toggle(params));
            case SET_ADVANCE_RESPONSE -> new Message.SetAdvanceResponse(toggle(params));
            case SET_BOOST_REQUEST -> new Message.SetBoostRequest(BoostType.of(params.at(0)));
            case SET_BOOST_RESPONSE ->
                    new Message.SetBoostResponse(
                            Boost.ofWire(params.u16(0)), Boost.ofWire(params.u16(2)));
            case UNKNOWN -> new Message.Unknown(params);
        };
    }

    private static Status status(Bytes params) {
        int state = params.at(0);
        return new Status(
                RelayState.of(state & Status.RELAY_MASK),
                (state & Status.LOAD_BIT) != 0,
                (state & Status.ADVANCE_BIT) != 0,
                (state & Status.LOAD_BEFORE_BIT) != 0,
                state & Status.UNKNOWN_MASK,
                params.slice(1, 3),
                WorkMode.of(params.at(4)),
                params.slice(5, 3),
                params.u32(8),
                Boost.ofWire(params.u16(12)),
                params.slice(14, 2));
    }

    private static Schedule schedule(Bytes params) {
        List<Period> periods =
                List.of(
                        period(params, 0),
                        period(params, 1),
                        period(params, 2),
                        period(params, 3),
                        period(params, 4),
                        period(params, 5));
        Bytes name = params.slice(1 + Schedule.PERIODS * Period.SIZE, Schedule.NAME_SIZE);
        return new Schedule(params.at(0), periods, Text.ofField(name));
    }

    private static Period period(Bytes params, int index) {
        int at = 1 + index * Period.SIZE;
        Period period =
                new Period(
                        SwitchTime.ofWire(params.u16(at)),
                        SwitchTime.ofWire(params.u16(at + 2)),
                        params.at(at + 4),
                        params.at(at + 5));
        return period.equals(Period.UNUSED) ? Period.UNUSED : period;
    }

    private static Holiday holiday(Bytes params) {
        return new Holiday(toggle(params), params.slice(1, 3), params.u32(4), params.u32(8));
    }

    private static Text codeVersion(Bytes params) {
        return Text.ofField(params.slice(0, Message.CODE_VERSION_SIZE));
    }

    private static WorkMode workMode(Bytes params) {
        return WorkMode.of(params.at(0));
    }

    private static Toggle toggle(Bytes params) {
        return Toggle.of(params.at(0));
    }
}
