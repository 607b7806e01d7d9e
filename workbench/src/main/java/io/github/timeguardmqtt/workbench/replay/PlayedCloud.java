package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.workbench.replay.ReplayScript.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays the cloud of a recording towards one device: answers its reports as they were answered
 * then, asks and commands what was asked and commanded, and compares what the device answers.
 */
public final class PlayedCloud extends PlayedSide {

    /** Recorded answers to reports, by the type of the report. */
    private final Map<Integer, ArrayDeque<Line>> answers = new HashMap<>();

    /** What was asked and not answered yet, by its sequence. */
    private final Map<Integer, Exchange> open = new HashMap<>();

    private @Nullable DeviceId device;

    /**
     * @param lines all frames from and to the device
     */
    public PlayedCloud(List<Line> lines) {
        Map<Integer, Exchange> asked = new HashMap<>();
        for (Line line : lines) {
            Envelope envelope = line.frame().envelope();
            boolean isReport = envelope.sequence() == Envelope.REPORT_SEQUENCE;
            if (envelope.fromServer() && isReport) {
                answers.computeIfAbsent(envelope.type(), _ -> new ArrayDeque<>()).add(line);
            } else if (envelope.fromServer()) {
                Exchange request = new Exchange(line);
                toSend.add(request);
                asked.put(envelope.sequence(), request);
            } else if (!isReport) {
                Exchange request = asked.remove(envelope.sequence());
                if (request != null) {
                    request.answer = line;
                }
            }
        }
    }

    /** {@inheritDoc} Nothing is sent before a device was heard. */
    @Override
    public Optional<Duration> nextAfter() {
        return device == null ? Optional.empty() : super.nextAfter();
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
        Exchange request = next();
        int sequence = request.line.frame().envelope().sequence();
        open.put(sequence, request);
        return request.line.as(device, sequence);
    }

    @Override
    public Optional<Bytes> receive(Frame frame, Instant now) {
        device = frame.device();
        Envelope envelope = frame.envelope();
        if (envelope.fromServer()) {
            unexpected(frame, "which no device sends");
            return Optional.empty();
        }
        if (envelope.sequence() == Envelope.REPORT_SEQUENCE) {
            ArrayDeque<Line> recorded = answers.getOrDefault(envelope.type(), new ArrayDeque<>());
            // The last answer stands for all reports beyond those that were recorded.
            Line answer = recorded.size() > 1 ? recorded.poll() : recorded.peek();
            return Optional.ofNullable(answer).map(line -> answer(line, frame.device(), now));
        }
        Exchange request = open.remove(envelope.sequence());
        if (request == null) {
            unexpected(frame, "which nobody asked for");
            return Optional.empty();
        }
        request.isAnswered = true;
        if (request.answer != null) {
            compare(request.answer, frame, Set.of());
        } else {
            note(
                    new Difference(
                            request.line.where(),
                            request.line.label() + " was never answered, and now is"));
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

    @Override
    public List<Difference> differences() {
        List<Difference> all = found();
        for (Exchange request : toSend.subList(0, sent())) {
            if (request.answer != null && !request.isAnswered) {
                all.add(unanswered(request.line, request.line, request.answer));
            }
        }
        if (sent() < size()) {
            all.add(
                    new Difference(
                            toSend.get(sent()).line.where(),
                            "%d requests were not sent: no device was there to the end"
                                    .formatted(size() - sent())));
        }
        return all;
    }
}
