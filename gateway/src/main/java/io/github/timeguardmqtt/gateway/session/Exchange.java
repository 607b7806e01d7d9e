package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of the gateway's that the device has not answered yet. A user's is repeated; a question
 * of the gateway's own is sent once, since it has time.
 */
final class Exchange {

    /** From each time that a request is sent to the next; after the last it has to be answered. */
    private static final List<Duration> REPEATS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(4));

    /** How long a user's request can take. */
    static final Duration GIVE_UP = Duration.ofSeconds(15);

    private static final Duration QUESTION_GIVE_UP = Duration.ofSeconds(3);

    private final Frame frame;
    private final Message request;
    private final @Nullable QueuedCommand command;
    private final boolean isForCloud;
    private boolean isSent;
    private int repeats;

    // In steady nanoseconds, once it is sent:

    private long repeatAt;
    private long giveUpAt;

    /**
     * @param command that it belongs to; null for a question of the gateway's own
     * @param isForCloud whether the cloud is to see the answer too
     */
    Exchange(Frame frame, Message request, @Nullable QueuedCommand command, boolean isForCloud) {
        this.frame = frame;
        this.request = request;
        this.command = command;
        this.isForCloud = isForCloud;
    }

    Frame frame() {
        return frame;
    }

    Message request() {
        return request;
    }

    /** The one that it belongs to; null for a question of the gateway's own. */
    @Nullable QueuedCommand command() {
        return command;
    }

    boolean isForCloud() {
        return isForCloud;
    }

    /** Whether it has gone; before that it waits for the store. */
    boolean isSent() {
        return isSent;
    }

    boolean isAnsweredBy(Frame answer) {
        return isSent
                && answer.envelope().sequence() == frame.envelope().sequence()
                && answer.envelope().type() == frame.envelope().type();
    }

    /** Whether no device answers this. */
    boolean isUnanswerable() {
        return command != null && frame.envelope().sequence() == Envelope.REPORT_SEQUENCE;
    }

    /** It goes now, for the first time. */
    void sent(Moment now) {
        isSent = true;
        giveUpAt = now.after(command == null ? QUESTION_GIVE_UP : GIVE_UP);
        setRepeat(now);
    }

    /** It goes once more. */
    void repeated(Moment now) {
        repeats++;
        setRepeat(now);
    }

    boolean isOver(Moment now) {
        return isSent && now.isAtOrAfter(giveUpAt);
    }

    boolean isToRepeat(Moment now) {
        return isSent && now.isAtOrAfter(repeatAt);
    }

    /** When something is to be done; in steady nanoseconds, MAX_VALUE for never. */
    long deadline(Moment now) {
        return isSent ? now.earlier(repeatAt, giveUpAt) : Long.MAX_VALUE;
    }

    private void setRepeat(Moment now) {
        repeatAt =
                command == null || repeats == REPEATS.size()
                        ? giveUpAt
                        : now.after(REPEATS.get(repeats));
    }
}
