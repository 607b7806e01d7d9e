package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * What the vendor's server says to one device, as far as docs/reference/protocol.md knows it,
 * without its socket: frames and instants come in, frames to send and the next deadline come out.
 */
final class CloudDialogue {

    static final Duration REPEAT = Duration.ofSeconds(3);
    static final int TRIES = 5;
    static final int MAX_IN_FLIGHT = 64;

    private static final int TIME_ZONE_TYPE = 4;
    private static final int READ_FLAGS = 0xc;
    private static final int READ_ANSWER_FLAGS = 0x5;
    private static final int WRITE_BIT = 0x2;

    /** What stood in the three unknown bytes of the captured frames, in this order. */
    private static final List<Bytes> LEFTOVER_MEMORY =
            List.of(
                    Bytes.of(0x5f, 0x63, 0x6f),
                    Bytes.of(0x31, 0x37, 0x30),
                    Bytes.of(0x73, 0x74, 0x61));

    /**
     * What follows from an input.
     *
     * @param frames to be sent now, in this order
     * @param deadline when to call {@link #tick}; nothing while no answer is waited for
     */
    record Output(List<Frame> frames, Optional<Instant> deadline) {}

    /** Something the device is asked, or told to do, and has not answered yet. */
    private static final class Request {
        private final Message message;
        private final CompletableFuture<Message> answer;
        private final boolean startup;
        private int tries;
        private Instant nextTry;

        private Request(
                Message message, CompletableFuture<Message> answer, boolean startup, Instant now) {
            this.message = message;
            this.answer = answer;
            this.startup = startup;
            this.nextTry = now;
        }

        private boolean isDue(Instant now) {
            return !now.isBefore(nextTry);
        }
    }

    /** Type 4, which has no message of its own. */
    private static final Message TIME_ZONE_QUESTION = new Unknown(Bytes.EMPTY);

    private static final List<Message> STARTUP_QUESTIONS = startupQuestions();

    private final DeviceId device;
    private final Map<Integer, Request> inFlight = new HashMap<>();
    private final Deque<Message> questions = new ArrayDeque<>(0);
    private boolean startupAsked;
    private int nextSequence;
    private int nextLeftover;
    private List<Frame> frames = new ArrayList<>();

    /**
     * @param sequence of the first request, 0..254
     * @param leftover which of the seen leftovers the first frame carries
     */
    CloudDialogue(DeviceId device, int sequence, int leftover) {
        this.device = device;
        nextSequence = sequence;
        nextLeftover = leftover;
    }

    /** A frame of this device came in. What a server would send is ignored. */
    Output receive(Frame frame, Instant now) {
        Envelope envelope = frame.envelope();
        switch (frame.message()) {
            case PingRequest _ -> {
                send(Envelope.REPORT_SEQUENCE, new PingResponse(now.getEpochSecond()));
                if (!startupAsked) {
                    startupAsked = true;
                    questions.addAll(STARTUP_QUESTIONS);
                }
            }
            case ReportCodeVersionRequest m -> {
                startupAsked = false;
                questions.clear();
                send(Envelope.REPORT_SEQUENCE, new ReportCodeVersionResponse(m.codeVersion()));
            }
            default -> {
                if (!envelope.fromServer()) {
                    answered(envelope, frame.message());
                }
            }
        }
        return output(now);
    }

    /** Sends a request and repeats it until it is answered. */
    Output send(Message message, CompletableFuture<Message> answer, Instant now) {
        if (inFlight.size() >= MAX_IN_FLIGHT) {
            answer.completeExceptionally(
                    new IllegalStateException(
                            device + " has " + MAX_IN_FLIGHT + " requests to answer already"));
        } else {
            start(new Request(message, answer, false, now));
        }
        return output(now);
    }

    /** Time has passed. */
    Output tick(Instant now) {
        return output(now);
    }

    /** Nothing will be answered any more. */
    void end() {
        inFlight.values()
                .forEach(request ->
                        request.answer.completeExceptionally(
                                new IllegalStateException(device + " was forgotten")));
        inFlight.clear();
        questions.clear();
    }

    private Output output(Instant now) {
        giveUp(now);
        if (inFlight.values().stream().noneMatch(request -> request.startup)) {
            Message question = questions.poll();
            if (question != null) {
                start(new Request(question, new CompletableFuture<>(), true, now));
            }
        }
        inFlight.forEach((sequence, request) -> sendIfDue(sequence, request, now));
        List<Frame> sent = frames;
        frames = new ArrayList<>();
        return new Output(
                sent,
                inFlight.values().stream().map(request -> request.nextTry).min(Instant::compareTo));
    }

    private void giveUp(Instant now) {
        List<Request> inVain =
                inFlight.values().stream()
                        .filter(request -> request.tries == TRIES && request.isDue(now))
                        .toList();
        inFlight.values().removeAll(inVain);
        for (Request request : inVain) {
            request.answer.completeExceptionally(
                    new TimeoutException(device + " did not answer " + request.message));
        }
    }

    private void sendIfDue(int sequence, Request request, Instant now) {
        if (request.isDue(now)) {
            request.tries++;
            request.nextTry = now.plus(REPEAT);
            send(sequence, request.message);
        }
    }

    private void start(Request request) {
        while (inFlight.containsKey(nextSequence)) {
            nextSequence = followingSequence();
        }
        inFlight.put(nextSequence, request);
        nextSequence = followingSequence();
    }

    private int followingSequence() {
        return (nextSequence + 1) % Envelope.REPORT_SEQUENCE;
    }

    private void answered(Envelope envelope, Message answer) {
        Request request = inFlight.get(envelope.sequence());
        if (request != null && answers(envelope, request.message)) {
            inFlight.remove(envelope.sequence());
            request.answer.complete(answer);
        }
    }

    private static boolean answers(Envelope envelope, Message request) {
        boolean timeZone = request.equals(TIME_ZONE_QUESTION);
        int type = timeZone ? TIME_ZONE_TYPE : request.kind().type();
        int flags = timeZone ? READ_FLAGS : request.kind().flags();
        return envelope.type() == type
                && envelope.flags() == (READ_ANSWER_FLAGS | (flags & WRITE_BIT));
    }

    private void send(int sequence, Message message) {
        boolean timeZone = message.equals(TIME_ZONE_QUESTION);
        if (!timeZone) {
            FrameCodec.fromServer(device, sequence, message);
        }
        Envelope envelope =
                new Envelope(
                        Envelope.SERVER_MESSAGE_ID,
                        timeZone ? TIME_ZONE_TYPE : message.kind().type(),
                        timeZone ? READ_FLAGS : message.kind().flags(),
                        message.kind().paramsSize(),
                        sequence,
                        leftoverMemory(),
                        device);
        frames.add(FrameCodec.exact(envelope, message, Bytes.EMPTY));
    }

    private Bytes leftoverMemory() {
        Bytes leftover = LEFTOVER_MEMORY.get(nextLeftover);
        nextLeftover = (nextLeftover + 1) % LEFTOVER_MEMORY.size();
        return leftover;
    }

    private static List<Message> startupQuestions() {
        List<Message> questions = new ArrayList<>();
        questions.add(TIME_ZONE_QUESTION);
        questions.add(new GetHolidayRequest());
        IntStream.range(0, Schedule.COUNT)
                .mapToObj(GetScheduleRequest::new)
                .forEach(questions::add);
        questions.add(new GetActiveScheduleRequest());
        return List.copyOf(questions);
    }
}
