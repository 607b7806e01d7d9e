package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.workbench.replay.ReplayScript.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays a device of a recording: sends its reports, answers what it is asked as it answered then,
 * and compares what comes back with what was recorded.
 */
public final class PlayedDevice extends PlayedSide {

    /** An answer belongs to a request that stands at most so long before it. */
    private static final Duration MAX_ANSWER_DELAY = Duration.ofSeconds(30);

    /** Clocks of who answers may differ from ours by so much without being told. */
    private static final long MAX_CLOCK_SECONDS = 2;

    /** What somebody asks a device: its kind, and what it says. */
    private record Question(Kind kind, int type, int flags, Bytes params) {

        static Question of(Frame frame) {
            Envelope envelope = frame.envelope();
            Bytes params = frame.payload().from(12);
            return new Question(frame.kind(), envelope.type(), envelope.flags(), params);
        }
    }

    /** Each time that a question was recorded: with an answer or without. */
    private static final class Asked {

        private final List<Exchange> times = new ArrayList<>();
        private int came;

        /** The answer of this time, or the last there was for all beyond those recorded. */
        Optional<Line> answer() {
            if (came <= times.size()) {
                return Optional.ofNullable(times.get(came - 1).answer);
            }
            return times.reversed().stream()
                    .map(time -> time.answer)
                    .filter(Objects::nonNull)
                    .findFirst();
        }
    }

    private final DeviceId as;
    private final SequencedMap<Question, Asked> questions = new LinkedHashMap<>();
    private final Map<Question, Frame> newQuestions = new LinkedHashMap<>();
    private @Nullable Exchange awaiting;

    /**
     * @param lines all frames from and to the device
     * @param as the id to play it with
     */
    public PlayedDevice(List<Line> lines, DeviceId as) {
        this.as = as;
        Map<Integer, Exchange> open = new HashMap<>();
        for (Line line : lines) {
            Frame frame = line.frame();
            int sequence = frame.envelope().sequence();
            boolean isReport = sequence == Envelope.REPORT_SEQUENCE;
            if (frame.envelope().fromServer() && isReport) {
                answer(line);
            } else if (frame.envelope().fromServer()) {
                Exchange time = new Exchange(line);
                questions.computeIfAbsent(Question.of(frame), _ -> new Asked()).times.add(time);
                open.put(sequence, time);
            } else if (isReport) {
                toSend.add(new Exchange(line));
            } else {
                Exchange asked = open.remove(sequence);
                if (asked != null) {
                    asked.answer = line;
                }
            }
        }
    }

    /** Notes the recorded answer of the newest report that it may be of. */
    private void answer(Line line) {
        for (Exchange report : toSend.reversed()) {
            if (report.line.after().plus(MAX_ANSWER_DELAY).compareTo(line.after()) < 0) {
                return;
            }
            if (isOf(line.frame(), report.line.frame())) {
                if (report.answer == null) {
                    report.answer = line;
                }
                return;
            }
        }
    }

    private static boolean isOf(Frame answer, Frame report) {
        return answer.envelope().type() == report.envelope().type();
    }

    @Override
    public boolean isAwaiting() {
        return awaiting != null;
    }

    /** {@inheritDoc} An answer to the one before is not waited for any longer. */
    @Override
    public Bytes send() {
        giveUp();
        Exchange report = next();
        awaiting = report.answer == null ? null : report;
        return report.line.as(as, report.line.frame().envelope().sequence());
    }

    /** Nobody waits for an answer any longer: one that was recorded did not come. */
    private void giveUp() {
        if (awaiting != null && awaiting.answer != null) {
            note(unanswered(awaiting.answer, awaiting.line, awaiting.answer));
        }
        awaiting = null;
    }

    @Override
    public Optional<Bytes> receive(Frame frame, Instant now) {
        if (!frame.envelope().fromServer() || !frame.device().equals(as)) {
            unexpected(frame, "which is not for this device");
            return Optional.empty();
        }
        if (frame.envelope().sequence() == Envelope.REPORT_SEQUENCE) {
            answered(frame, now);
            return Optional.empty();
        }
        Question question = Question.of(frame);
        Asked asked = questions.get(question);
        if (asked == null) {
            newQuestions.putIfAbsent(question, frame);
            return Optional.empty();
        }
        asked.came++;
        isAsRecorded();
        return asked.answer().map(line -> line.as(as, frame.envelope().sequence()));
    }

    private void answered(Frame frame, Instant now) {
        Exchange report = awaiting;
        if (report == null || report.answer == null || !isOf(frame, report.line.frame())) {
            unexpected(frame, "where nothing was answered then");
            return;
        }
        awaiting = null;
        Line answer = report.answer;
        compare(answer, frame, Set.of("time"));
        if (answer.frame().message() instanceof Message.PingResponse(long was)
                && frame.message() instanceof Message.PingResponse(long is)) {
            answer.at().ifPresent(at -> compareClocks(answer, was - at.getEpochSecond(), is, now));
        }
    }

    private void compareClocks(Line answer, long then, long told, Instant now) {
        long today = told - now.getEpochSecond();
        if (Math.abs(then - today) > MAX_CLOCK_SECONDS) {
            differs(
                    answer,
                    "the time was %+d s from the recorder's clock, and is %+d s from ours"
                            .formatted(then, today));
        }
    }

    @Override
    public List<Difference> differences() {
        giveUp();
        List<Difference> all = found();
        for (Asked asked : questions.values()) {
            if (asked.came == 0) {
                Line first = asked.times.getFirst().line;
                int recorded = asked.times.size();
                String times = recorded == 1 ? "once" : recorded + " times";
                all.add(
                        new Difference(
                                first.where(),
                                "%s was asked %s, and now never".formatted(first.label(), times)));
            }
        }
        newQuestions.forEach((_, frame) ->
                all.add(
                        new Difference(
                                "", Line.label(frame) + " is asked, which was not asked then")));
        return all;
    }
}
