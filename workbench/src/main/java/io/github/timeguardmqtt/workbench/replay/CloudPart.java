package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.workbench.replay.Scene.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays the cloud of a recording towards one device: answers its reports as they were answered
 * then, asks and commands what was asked and commanded, and compares what the device answers. Time
 * and input come in; nothing is waited for.
 */
public final class CloudPart implements Part {

    /** Something that the cloud asked, and what the device answered. */
    private static final class Request {

        private final Line line;
        private @Nullable Line answer;
        private boolean answered;

        Request(Line line) {
            this.line = line;
        }
    }

    private final List<Request> requests = new ArrayList<>();
    private final Map<Integer, ArrayDeque<Line>> answers = new HashMap<>();
    private final Map<Integer, Request> open = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private @Nullable DeviceId device;
    private int next;
    private int compared;

    /**
     * @param lines all frames from and to the device
     */
    public CloudPart(List<Line> lines) {
        Map<Integer, Request> asked = new HashMap<>();
        for (Line line : lines) {
            Envelope envelope = line.frame().envelope();
            boolean isReport = envelope.sequence() == Envelope.REPORT_SEQUENCE;
            if (envelope.fromServer() && isReport) {
                answers.computeIfAbsent(envelope.type(), _ -> new ArrayDeque<>()).add(line);
            } else if (envelope.fromServer()) {
                Request request = new Request(line);
                requests.add(request);
                asked.put(envelope.sequence(), request);
            } else if (!isReport) {
                Request request = asked.remove(envelope.sequence());
                if (request != null) {
                    request.answer = line;
                }
            }
        }
    }

    @Override
    public int size() {
        return requests.size();
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
        return device != null && next < requests.size()
                ? Optional.of(requests.get(next).line.after())
                : Optional.empty();
    }

    @Override
    public boolean isAwaiting() {
        return open.values().stream().anyMatch(request -> request.answer != null);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when no device has been heard
     */
    @Override
    public Bytes send() {
        if (device == null) {
            throw new IllegalStateException("no device has been heard");
        }
        Request request = requests.get(next++);
        int sequence = request.line.frame().envelope().sequence();
        open.put(sequence, request);
        return request.line.as(device, sequence);
    }

    @Override
    public Optional<Bytes> receive(Frame frame, Instant now) {
        device = frame.device();
        Envelope envelope = frame.envelope();
        if (envelope.fromServer()) {
            differences.add(new Difference("", Line.label(frame) + " came, which no device sends"));
            return Optional.empty();
        }
        if (envelope.sequence() == Envelope.REPORT_SEQUENCE) {
            ArrayDeque<Line> recorded = answers.getOrDefault(envelope.type(), new ArrayDeque<>());
            // The last answer stands for all reports beyond those that were recorded.
            Line answer = recorded.size() > 1 ? recorded.poll() : recorded.peek();
            return Optional.ofNullable(answer).map(line -> answer(line, frame.device(), now));
        }
        Request request = open.remove(envelope.sequence());
        if (request == null) {
            differences.add(
                    new Difference("", Line.label(frame) + " came, which nobody asked for"));
        } else {
            request.answered = true;
            compare(request, frame);
        }
        return Optional.empty();
    }

    /** An answer's time is as far from our clock as it was from the recorder's. */
    private static Bytes answer(Line line, DeviceId device, Instant now) {
        Message message = line.frame().message();
        if (message instanceof Message.PingResponse(long time) && line.at().isPresent()) {
            long offset = time - line.at().get().getEpochSecond();
            message = new Message.PingResponse((now.getEpochSecond() + offset) & 0xffff_ffffL);
        }
        return line.as(device, Envelope.REPORT_SEQUENCE, message);
    }

    private void compare(Request request, Frame came) {
        Line recorded = request.answer;
        if (recorded == null) {
            differences.add(
                    new Difference(
                            request.line.where(),
                            request.line.label() + " was never answered, and now is"));
            return;
        }
        compared++;
        String fields =
                recorded.frame().kind() == came.kind()
                        ? Difference.fields(recorded.frame(), came, Set.of())
                        : "was " + recorded.label() + " and is " + Line.label(came);
        if (!fields.isEmpty()) {
            differences.add(new Difference(recorded.where(), recorded.label() + ": " + fields));
        }
    }

    @Override
    public List<Difference> differences() {
        List<Difference> all = new ArrayList<>(differences);
        for (Request request : requests.subList(0, next)) {
            if (request.answer != null && !request.answered) {
                all.add(
                        new Difference(
                                request.line.where(),
                                "%s was answered with %s, and now with nothing"
                                        .formatted(request.line.label(), request.answer.label())));
            }
        }
        if (next < requests.size()) {
            all.add(
                    new Difference(
                            requests.get(next).line.where(),
                            "%d requests were not sent: no device was there to the end"
                                    .formatted(requests.size() - next)));
        }
        return all;
    }
}
