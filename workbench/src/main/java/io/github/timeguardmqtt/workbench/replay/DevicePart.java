package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.workbench.replay.Scene.Line;
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
 * and compares what comes back with what was recorded. Time and input come in; nothing is waited
 * for.
 */
public final class DevicePart implements Part {

    /** An answer belongs to a request that stands at most so long before it. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** Clocks of who answers may differ from ours by so much without being told. */
    private static final long CLOCK_SECONDS = 2;

    /** A report of the device's, as it is sent. */
    private static final class Report {

        private final Line line;
        private @Nullable Line answer;

        Report(Line line) {
            this.line = line;
        }
    }

    /** What somebody asks a device: its kind, and what it says. */
    private record Question(Kind kind, int type, int flags, Bytes params) {

        static Question of(Frame frame) {
            Envelope envelope = frame.envelope();
            Bytes params = frame.payload().from(12);
            return new Question(frame.kind(), envelope.type(), envelope.flags(), params);
        }
    }

    /** A question, and each time that it was recorded: with an answer or without. */
    private static final class Asked {

        private final List<Time> times = new ArrayList<>();
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

    /** A time that something was asked. */
    private static final class Time {

        private final Line line;
        private @Nullable Line answer;

        Time(Line line) {
            this.line = line;
        }
    }

    private final DeviceId as;
    private final List<Report> reports = new ArrayList<>();
    private final SequencedMap<Question, Asked> questions = new LinkedHashMap<>();
    private final Map<Question, Frame> unknownQuestions = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private int next;
    private int compared;
    private @Nullable Report awaiting;

    /**
     * @param lines all frames from and to the device
     * @param as the id to play it with
     */
    public DevicePart(List<Line> lines, DeviceId as) {
        this.as = as;
        Map<Integer, Time> open = new HashMap<>();
        for (Line line : lines) {
            Frame frame = line.frame();
            int sequence = frame.envelope().sequence();
            boolean isReport = sequence == Envelope.REPORT_SEQUENCE;
            if (frame.envelope().fromServer() && isReport) {
                answer(line);
            } else if (frame.envelope().fromServer()) {
                Time time = new Time(line);
                questions.computeIfAbsent(Question.of(frame), _ -> new Asked()).times.add(time);
                open.put(sequence, time);
            } else if (isReport) {
                reports.add(new Report(line));
            } else {
                Time asked = open.remove(sequence);
                if (asked != null) {
                    asked.answer = line;
                }
            }
        }
    }

    /** Notes the recorded answer of the newest report that it may be of. */
    private void answer(Line line) {
        for (int i = reports.size() - 1; i >= 0; i--) {
            Report report = reports.get(i);
            if (report.line.after().plus(ANSWER_WITHIN).compareTo(line.after()) < 0) {
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
    public int size() {
        return reports.size();
    }

    @Override
    public int sent() {
        return next;
    }

    @Override
    public int compared() {
        return compared;
    }

    @Override
    public Optional<Duration> nextAfter() {
        return next < reports.size()
                ? Optional.of(reports.get(next).line.after())
                : Optional.empty();
    }

    @Override
    public boolean isAwaiting() {
        return awaiting != null;
    }

    /** {@inheritDoc} An answer to the one before is not waited for any longer. */
    @Override
    public Bytes send() {
        giveUp();
        Report report = reports.get(next++);
        awaiting = report.answer == null ? null : report;
        return report.line.as(as, report.line.frame().envelope().sequence());
    }

    /** Nobody waits for an answer any longer: one that was recorded did not come. */
    public void giveUp() {
        if (awaiting != null && awaiting.answer != null) {
            differences.add(
                    new Difference(
                            awaiting.answer.where(),
                            "%s was answered with %s, and now with nothing"
                                    .formatted(awaiting.line.label(), awaiting.answer.label())));
        }
        awaiting = null;
    }

    @Override
    public Optional<Bytes> receive(Frame frame, Instant now) {
        if (!frame.envelope().fromServer() || !frame.device().equals(as)) {
            differences.add(
                    new Difference("", Line.label(frame) + " came, which is not for this device"));
            return Optional.empty();
        }
        if (frame.envelope().sequence() == Envelope.REPORT_SEQUENCE) {
            answered(frame, now);
            return Optional.empty();
        }
        Asked asked = questions.get(Question.of(frame));
        if (asked == null) {
            unknownQuestions.putIfAbsent(Question.of(frame), frame);
            return Optional.empty();
        }
        asked.came++;
        compared++;
        return asked.answer().map(line -> line.as(as, frame.envelope().sequence()));
    }

    private void answered(Frame frame, Instant now) {
        Report report = awaiting;
        if (report == null || report.answer == null || !isOf(frame, report.line.frame())) {
            differences.add(
                    new Difference(
                            "", Line.label(frame) + " came, where nothing was answered then"));
            return;
        }
        awaiting = null;
        compared++;
        Frame recorded = report.answer.frame();
        if (recorded.kind() != frame.kind()) {
            differ(report.answer, "was " + Line.label(recorded) + " and is " + Line.label(frame));
            return;
        }
        String fields = Difference.fields(recorded, frame, Set.of("time"));
        if (!fields.isEmpty()) {
            differ(report.answer, fields);
        }
        if (recorded.message() instanceof Message.PingResponse(long was)
                && frame.message() instanceof Message.PingResponse(long is)) {
            Line answer = report.answer;
            answer.at().ifPresent(at -> time(answer, was - at.getEpochSecond(), is, now));
        }
    }

    private void time(Line answer, long then, long time, Instant now) {
        long today = time - now.getEpochSecond();
        if (Math.abs(then - today) > CLOCK_SECONDS) {
            differ(
                    answer,
                    "the time was %+d s from the recorder's clock, and is %+d s from ours"
                            .formatted(then, today));
        }
    }

    private void differ(Line recorded, String what) {
        differences.add(new Difference(recorded.where(), recorded.label() + ": " + what));
    }

    @Override
    public List<Difference> differences() {
        giveUp();
        List<Difference> all = new ArrayList<>(differences);
        for (Asked asked : questions.values()) {
            Line first = asked.times.getFirst().line;
            int recorded = asked.times.size();
            if (asked.came == 0) {
                String times = recorded == 1 ? "once" : recorded + " times";
                all.add(
                        new Difference(
                                first.where(),
                                "%s was asked %s, and now never".formatted(first.label(), times)));
            }
        }
        unknownQuestions.forEach((_, frame) ->
                all.add(
                        new Difference(
                                "", Line.label(frame) + " is asked, which was not asked then")));
        return all;
    }
}
