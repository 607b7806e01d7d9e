package io.github.timeguardmqtt.protocol;

import io.github.timeguardmqtt.protocol.Message.*;

/** Messages to params. */
final class Encoder {

    private Encoder() {}

    /** How many bytes {@link #write} writes. */
    static int size(Message message) {
        return message instanceof Unknown unknown
                ? unknown.params().size()
                : message.kind().paramsSize();
    }

    static void write(Message message, Writer to) {
        switch (message) {
            case PingRequest m -> status(m.status(), to);
            case PingResponse m -> to.u32(m.time());
            case ReportCodeVersionRequest m -> codeVersion(m.codeVersion(), to);
            case ReportCodeVersionResponse m -> codeVersion(m.codeVersion(), to);
            case GetCodeVersionRequest any -> {}
            case GetCodeVersionResponse m -> codeVersion(m.codeVersion(), to);
            case GetScheduleRequest m -> to.u8(m.schedule());
            case GetScheduleResponse m -> schedule(m.schedule(), to);
            case SetScheduleRequest m -> schedule(m.schedule(), to);
            case SetScheduleResponse m -> schedule(m.schedule(), to);
            case SetWorkModeRequest m -> to.u8(m.workMode().value());
            case SetWorkModeResponse m -> to.u8(m.workMode().value());
            case GetHolidayRequest any -> {}
            case GetHolidayResponse m -> holiday(m.holiday(), to);
            case SetHolidayRequest m -> holiday(m.holiday(), to);
            case SetHolidayResponse m -> holiday(m.holiday(), to);
            case SetScheduleNameRequest m -> {
                to.u8(m.schedule());
                to.text(m.name(), Schedule.NAME_SIZE);
            }
            case SetScheduleNameResponse m -> to.u8(m.schedule());
            case GetActiveScheduleRequest any -> {}
            case GetActiveScheduleResponse m -> to.u8(m.schedule());
            case SetActiveScheduleRequest m -> to.u8(m.schedule());
            case SetActiveScheduleResponse m -> to.u8(m.schedule());
            case SetAdvanceRequest m -> to.u8(m.advance().value());
            case SetAdvanceResponse m -> to.u8(m.advance().value());
            case SetBoostRequest m -> to.u8(m.boost().value());
            case SetBoostResponse m -> {
                to.u16(m.finish().toWire());
                to.u16(m.started().toWire());
            }
            case Unknown m -> to.bytes(m.params());
        }
    }

    private static void status(Status status, Writer to) {
        to.u8(status.stateByte());
        to.bytes(status.unknown1());
        to.u8(status.workMode().value());
        to.bytes(status.unknown2());
        to.u32(status.uptime());
        to.u16(status.boost().toWire());
        to.bytes(status.unknown3());
    }

    private static void schedule(Schedule schedule, Writer to) {
        to.u8(schedule.id());
        for (Period period : schedule.periods()) {
            to.u16(period.start().toWire());
            to.u16(period.end().toWire());
            to.u8(period.repeat());
            to.u8(period.unknown());
        }
        to.text(schedule.name(), Schedule.NAME_SIZE);
    }

    private static void holiday(Holiday holiday, Writer to) {
        to.u8(holiday.active().value());
        to.bytes(holiday.unknown());
        to.u32(holiday.first());
        to.u32(holiday.second());
    }

    private static void codeVersion(Text codeVersion, Writer to) {
        to.text(codeVersion, Message.CODE_VERSION_SIZE);
    }
}
