package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.GetActiveScheduleRequest;
import io.github.timeguardmqtt.protocol.Message.GetCodeVersionRequest;
import io.github.timeguardmqtt.protocol.Message.GetHolidayRequest;
import io.github.timeguardmqtt.protocol.Message.GetScheduleRequest;
import io.github.timeguardmqtt.protocol.Schedule;
import java.time.Duration;
import java.util.Optional;

/**
 * What the gateway still wants to know from a device: one question after the other, and less and
 * less often where none is answered.
 */
final class Questions {

    private static final int CODE_VERSION = 0;
    private static final int ACTIVE_SCHEDULE = 1;
    private static final int FIRST_SCHEDULE = 2;
    private static final int HOLIDAY = FIRST_SCHEDULE + Schedule.COUNT;
    private static final int COUNT = HOLIDAY + 1;
    private static final int ALL = (1 << COUNT) - 1;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

    /** One bit a question. */
    private int open;

    private int next;
    private int unanswered;
    private long notBefore;

    /** Wants to know everything, from now on. */
    void askAll(Moment now) {
        open = ALL;
        next = 0;
        unanswered = 0;
        notBefore = now.nanos();
    }

    /** Wants to know this again: what is known of it may be so no more. */
    void ask(Message request, Moment now) {
        if (open == 0) {
            unanswered = 0;
            notBefore = now.nanos();
        }
        open |=
                1
                        << switch (request) {
                            case GetActiveScheduleRequest _ -> ACTIVE_SCHEDULE;
                            case GetScheduleRequest(int schedule) -> FIRST_SCHEDULE + schedule;
                            case GetHolidayRequest _ -> HOLIDAY;
                            default ->
                                    throw new IllegalArgumentException(
                                            request.kind().label() + " is no question");
                        };
    }

    boolean areOpen() {
        return open != 0;
    }

    /** When the next may be asked; only where some are open. */
    long notBefore() {
        return notBefore;
    }

    /** The next one, unless it has to wait. */
    Optional<Message> next(Moment now) {
        if (open == 0 || !now.isAtOrAfter(notBefore)) {
            return Optional.empty();
        }
        while ((open & 1 << next) == 0) {
            next = (next + 1) % COUNT;
        }
        return Optional.of(
                switch (next) {
                    case CODE_VERSION -> new GetCodeVersionRequest();
                    case ACTIVE_SCHEDULE -> new GetActiveScheduleRequest();
                    case HOLIDAY -> new GetHolidayRequest();
                    default -> new GetScheduleRequest(next - FIRST_SCHEDULE);
                });
    }

    /** The one asked last got no answer: another has its turn, later. */
    void unanswered(Moment now) {
        next = (next + 1) % COUNT;
        long pause = FIRST_PAUSE.toNanos() << Math.min(unanswered, 20);
        notBefore = now.nanos() + Math.min(pause, MAX_PAUSE.toNanos());
        unanswered++;
    }

    /** The device has told something, asked or not. */
    void answered(Message answer, Moment now) {
        int question =
                switch (answer) {
                    case Message.ReportCodeVersionRequest _, Message.GetCodeVersionResponse _ ->
                            CODE_VERSION;
                    case Message.GetActiveScheduleResponse _, Message.SetActiveScheduleResponse _ ->
                            ACTIVE_SCHEDULE;
                    case Message.GetScheduleResponse(Schedule schedule)
                            when schedule.id() < Schedule.COUNT ->
                            FIRST_SCHEDULE + schedule.id();
                    case Message.SetScheduleResponse(Schedule schedule)
                            when schedule.id() < Schedule.COUNT ->
                            FIRST_SCHEDULE + schedule.id();
                    case Message.GetHolidayResponse _, Message.SetHolidayResponse _ -> HOLIDAY;
                    default -> COUNT;
                };
        if (question < COUNT && (open & 1 << question) != 0) {
            open &= ~(1 << question);
            unanswered = 0;
            notBefore = now.nanos();
        }
    }
}
