package io.github.timeguardmqtt.protocol;

/**
 * What a frame says: immutable, compared by value, one record for each {@link Kind}. A record holds
 * whatever its fields can hold on the wire; what may be sent is {@link Sendable}'s to say. Source:
 * docs/reference/protocol.md, "Message kinds".
 */
public sealed interface Message {

    /** The kind this message is sent as. */
    Kind kind();

    /** A device's regular report. */
    record PingRequest(Status status) implements Message {
        @Override
        public Kind kind() {
            return Kind.PING_REQUEST;
        }
    }

    /**
     * The server's answer to a report.
     *
     * @param time seconds since 1970, UTC, u32
     */
    record PingResponse(long time) implements Message {
        public PingResponse {
            Range.check("time", time, Range.U32);
        }

        @Override
        public Kind kind() {
            return Kind.PING_RESPONSE;
        }
    }

    /**
     * A device tells its code version after it started, until it is acknowledged.
     *
     * @param codeVersion at most 13 bytes, ASCII as far as seen
     */
    record ReportCodeVersionRequest(Text codeVersion) implements Message {
        public ReportCodeVersionRequest {
            codeVersion.checkFits(CODE_VERSION_SIZE);
        }

        @Override
        public Kind kind() {
            return Kind.REPORT_CODE_VERSION_REQUEST;
        }
    }

    /** The server acknowledges a code version by sending it back. */
    record ReportCodeVersionResponse(Text codeVersion) implements Message {
        public ReportCodeVersionResponse {
            codeVersion.checkFits(CODE_VERSION_SIZE);
        }

        @Override
        public Kind kind() {
            return Kind.REPORT_CODE_VERSION_RESPONSE;
        }
    }

    /** The server asks for the code version. */
    record GetCodeVersionRequest() implements Message {
        @Override
        public Kind kind() {
            return Kind.GET_CODE_VERSION_REQUEST;
        }
    }

    /** A device tells its code version. */
    record GetCodeVersionResponse(Text codeVersion) implements Message {
        public GetCodeVersionResponse {
            codeVersion.checkFits(CODE_VERSION_SIZE);
        }

        @Override
        public Kind kind() {
            return Kind.GET_CODE_VERSION_RESPONSE;
        }
    }

    /**
     * The server asks for a schedule.
     *
     * @param schedule 0..5 in a device; the wire has room for 0..255
     */
    record GetScheduleRequest(int schedule) implements Message {
        public GetScheduleRequest {
            Range.check("schedule", schedule, Range.U8);
        }

        @Override
        public Kind kind() {
            return Kind.GET_SCHEDULE_REQUEST;
        }
    }

    /** A device tells a schedule. */
    record GetScheduleResponse(Schedule schedule) implements Message {
        @Override
        public Kind kind() {
            return Kind.GET_SCHEDULE_RESPONSE;
        }
    }

    /** The server writes a schedule. */
    record SetScheduleRequest(Schedule schedule) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_SCHEDULE_REQUEST;
        }
    }

    /** A device confirms a schedule. */
    record SetScheduleResponse(Schedule schedule) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_SCHEDULE_RESPONSE;
        }
    }

    /** The server writes the work mode. */
    record SetWorkModeRequest(WorkMode workMode) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_WORK_MODE_REQUEST;
        }
    }

    /** A device confirms the work mode. */
    record SetWorkModeResponse(WorkMode workMode) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_WORK_MODE_RESPONSE;
        }
    }

    /** The server asks for the holiday. */
    record GetHolidayRequest() implements Message {
        @Override
        public Kind kind() {
            return Kind.GET_HOLIDAY_REQUEST;
        }
    }

    /** A device tells the holiday. */
    record GetHolidayResponse(Holiday holiday) implements Message {
        @Override
        public Kind kind() {
            return Kind.GET_HOLIDAY_RESPONSE;
        }
    }

    /** The server writes the holiday. */
    record SetHolidayRequest(Holiday holiday) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_HOLIDAY_REQUEST;
        }
    }

    /** A device confirms the holiday. */
    record SetHolidayResponse(Holiday holiday) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_HOLIDAY_RESPONSE;
        }
    }

    /**
     * The server names a schedule.
     *
     * @param schedule 0..5 in a device; the wire has room for 0..255
     * @param name at most 50 bytes of UTF-8
     */
    record SetScheduleNameRequest(int schedule, Text name) implements Message {
        public SetScheduleNameRequest {
            Range.check("schedule", schedule, Range.U8);
            name.checkFits(Schedule.NAME_SIZE);
        }

        @Override
        public Kind kind() {
            return Kind.SET_SCHEDULE_NAME_REQUEST;
        }
    }

    /** A device confirms the name of this schedule. */
    record SetScheduleNameResponse(int schedule) implements Message {
        public SetScheduleNameResponse {
            Range.check("schedule", schedule, Range.U8);
        }

        @Override
        public Kind kind() {
            return Kind.SET_SCHEDULE_NAME_RESPONSE;
        }
    }

    /** The server asks which schedule is active. */
    record GetActiveScheduleRequest() implements Message {
        @Override
        public Kind kind() {
            return Kind.GET_ACTIVE_SCHEDULE_REQUEST;
        }
    }

    /** A device tells which schedule is active. */
    record GetActiveScheduleResponse(int schedule) implements Message {
        public GetActiveScheduleResponse {
            Range.check("schedule", schedule, Range.U8);
        }

        @Override
        public Kind kind() {
            return Kind.GET_ACTIVE_SCHEDULE_RESPONSE;
        }
    }

    /** The server activates a schedule. */
    record SetActiveScheduleRequest(int schedule) implements Message {
        public SetActiveScheduleRequest {
            Range.check("schedule", schedule, Range.U8);
        }

        @Override
        public Kind kind() {
            return Kind.SET_ACTIVE_SCHEDULE_REQUEST;
        }
    }

    /** A device confirms the active schedule. */
    record SetActiveScheduleResponse(int schedule) implements Message {
        public SetActiveScheduleResponse {
            Range.check("schedule", schedule, Range.U8);
        }

        @Override
        public Kind kind() {
            return Kind.SET_ACTIVE_SCHEDULE_RESPONSE;
        }
    }

    /** The server turns advance on or off. */
    record SetAdvanceRequest(Toggle advance) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_ADVANCE_REQUEST;
        }
    }

    /** A device confirms advance. */
    record SetAdvanceResponse(Toggle advance) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_ADVANCE_RESPONSE;
        }
    }

    /** The server starts or ends a boost. */
    record SetBoostRequest(BoostType boost) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_BOOST_REQUEST;
        }
    }

    /**
     * A device confirms a boost.
     *
     * @param finish when it is expected to end
     * @param started the boost as it was started
     */
    record SetBoostResponse(Boost finish, Boost started) implements Message {
        @Override
        public Kind kind() {
            return Kind.SET_BOOST_RESPONSE;
        }
    }

    /**
     * A message that nobody has explained yet, or one too short for its kind: carried, shown, never
     * altered. Its type and flags stand in the frame's {@link Envelope}.
     */
    record Unknown(Bytes params) implements Message {
        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }

    /** The room for a code version, in bytes. */
    int CODE_VERSION_SIZE = 13;
}
