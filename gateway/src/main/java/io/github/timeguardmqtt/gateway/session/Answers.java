package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import java.util.Optional;

/** Whether a device's answer says that it did what it was asked for. */
final class Answers {

    private static final int RESPONSE = 1;

    /** That of every answer to a write that was seen, and to a read as well. */
    private static final int SUCCESS = 4;

    private Answers() {}

    /** Whether this is a device's answer to something it was asked. */
    static boolean isAnswer(Frame frame) {
        return (frame.envelope().flags() & RESPONSE) != 0 && !frame.envelope().fromServer();
    }

    /**
     * What is wrong with an answer that came with the sequence and the type of the request; nothing
     * where the device tells what it was asked for.
     */
    static Optional<String> problem(Message request, Frame answer) {
        if ((answer.envelope().flags() & SUCCESS) == 0) {
            return Optional.of(
                    "the switch refused: its answer lacks the bit for success (flags 0x%x)"
                            .formatted(answer.envelope().flags()));
        }
        Message told = answer.message();
        return switch (request) {
            case SetWorkModeRequest(var mode) ->
                    told instanceof SetWorkModeResponse(var is)
                            ? differs(mode, is)
                            : other(request, told);
            case SetBoostRequest(var boost) ->
                    told instanceof SetBoostResponse(_, var is)
                            ? differs(boost, is.type())
                            : other(request, told);
            case SetAdvanceRequest(var advance) ->
                    told instanceof SetAdvanceResponse(var is)
                            ? differs(advance, is)
                            : other(request, told);
            case GetScheduleRequest(int schedule) ->
                    told instanceof GetScheduleResponse(var is)
                            ? differs(schedule, is.id())
                            : other(request, told);
            // What it took of the others is read afterwards, and nobody knows more of a raw
            // frame's.
            default -> {
                Kind expected = answerTo(request.kind());
                yield expected == Kind.UNKNOWN || expected == told.kind()
                        ? Optional.empty()
                        : other(request, told);
            }
        };
    }

    /** What answers a read or a write; that of what is neither is unknown. */
    private static Kind answerTo(Kind request) {
        int write = request.flags() & QueuedCommand.WRITE_FLAG;
        return Kind.of(request.type(), write | SUCCESS | RESPONSE);
    }

    private static <T> Optional<String> differs(T asked, T told) {
        return told.equals(asked)
                ? Optional.empty()
                : Optional.of("the switch tells %s instead of %s".formatted(told, asked));
    }

    private static Optional<String> other(Message request, Message told) {
        Kind kind = told.kind();
        return Optional.of(
                "the switch answered %s with %s"
                        .formatted(
                                request.kind().label(),
                                kind == Kind.UNKNOWN ? "something unknown" : kind.label()));
    }
}
