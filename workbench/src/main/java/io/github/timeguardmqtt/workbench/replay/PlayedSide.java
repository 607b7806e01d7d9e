package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.workbench.replay.ReplayScript.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One side of a recording, for one device. Time and input come in; nothing is waited for. */
public abstract sealed class PlayedSide permits PlayedDevice, PlayedCloud {

    /** A frame of the recording, and what was answered to it. */
    static final class Exchange {

        final Line line;
        @Nullable Line answer;
        boolean isAnswered;

        Exchange(Line line) {
            this.line = line;
        }
    }

    /** What this side sends of its own accord, in its order. */
    final List<Exchange> toSend = new ArrayList<>();

    private final List<Difference> differences = new ArrayList<>();
    private int sent;
    private int compared;

    PlayedSide() {}

    /** How many frames there are to send of its own accord. */
    public final int size() {
        return toSend.size();
    }

    /** How many of them have been sent. */
    public final int sent() {
        return sent;
    }

    /** How many frames that came back were compared with what was recorded. */
    public final int compared() {
        return compared;
    }

    /** When the next is to be sent, after the recording's first frame; nothing where none is. */
    public Optional<Duration> nextAfter() {
        return sent < toSend.size() ? Optional.of(toSend.get(sent).line.after()) : Optional.empty();
    }

    /** Whether something that was recorded has not come back yet. */
    public abstract boolean isAwaiting();

    /** The next frame. */
    public abstract Bytes send();

    /**
     * Takes what has come.
     *
     * @param now by the wall clock
     * @return what is said to that
     */
    public abstract Optional<Bytes> receive(Frame frame, Instant now);

    /** Everything that came otherwise than it was recorded, after the end. */
    public abstract List<Difference> differences();

    final Exchange next() {
        return toSend.get(sent++);
    }

    /** Something that came back cannot be compared, but was as it should be. */
    final void isAsRecorded() {
        compared++;
    }

    /** What was found so far, to be added to. */
    final List<Difference> found() {
        return new ArrayList<>(differences);
    }

    /** What was answered then was not answered now. */
    static Difference unanswered(Line where, Line asked, Line answer) {
        return new Difference(
                where.where(),
                "%s was answered with %s, and now with nothing"
                        .formatted(asked.label(), answer.label()));
    }

    /** Something came that is not in the recording. */
    final void unexpected(Frame frame, String why) {
        differences.add(new Difference("", Line.label(frame) + " came, " + why));
    }

    final void differs(Line recorded, String how) {
        differences.add(new Difference(recorded.where(), recorded.label() + ": " + how));
    }

    final void note(Difference difference) {
        differences.add(difference);
    }

    /** Compares what came with what was recorded in its place. */
    final void compare(Line recorded, Frame came, Set<String> ignored) {
        compared++;
        if (recorded.frame().kind() != came.kind()) {
            differs(recorded, "was " + recorded.label() + " and is " + Line.label(came));
            return;
        }
        String fields = Difference.fields(recorded.frame(), came, ignored);
        if (!fields.isEmpty()) {
            differs(recorded, fields);
        }
    }
}
