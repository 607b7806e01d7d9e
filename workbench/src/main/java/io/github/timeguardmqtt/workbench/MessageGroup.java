package io.github.timeguardmqtt.workbench;

import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message.GetScheduleResponse;
import io.github.timeguardmqtt.protocol.Message.SetScheduleNameRequest;
import io.github.timeguardmqtt.protocol.Message.SetScheduleRequest;
import io.github.timeguardmqtt.protocol.Message.SetScheduleResponse;

/**
 * Messages that can be compared field by field: those of one kind, and of one schedule where they
 * are about one.
 */
public final class MessageGroup {

    private static final int NO_SCHEDULE = -1;

    private MessageGroup() {}

    /** A number that the messages of one group share, and no other has. */
    public static int key(Frame frame) {
        Envelope envelope = frame.envelope();
        return (schedule(frame) + 1) << 9
                | (frame.kind() == Kind.UNKNOWN ? 1 << 8 : 0)
                | envelope.flags() << 4
                | envelope.type();
    }

    /** {@code PingRequest}, {@code GetScheduleResponse 2}, {@code type 4 flags C}. */
    public static String name(Frame frame) {
        int schedule = schedule(frame);
        return schedule == NO_SCHEDULE ? kindName(frame) : kindName(frame) + " " + schedule;
    }

    /** The same without the schedule. */
    public static String kindName(Frame frame) {
        return frame.kind() == Kind.UNKNOWN
                ? "type %d flags %X".formatted(frame.envelope().type(), frame.envelope().flags())
                : frame.kind().label();
    }

    private static int schedule(Frame frame) {
        return switch (frame.message()) {
            case GetScheduleResponse it -> it.schedule().id();
            case SetScheduleRequest it -> it.schedule().id();
            case SetScheduleResponse it -> it.schedule().id();
            case SetScheduleNameRequest it -> it.schedule();
            default -> NO_SCHEDULE;
        };
    }
}
