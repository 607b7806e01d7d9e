package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who asked a device with which sequence: the cloud and the gateway share the 255 there are. An
 * answer carries the sequence of its request, and its type.
 */
final class Sequences {

    /** The cloud repeats after three seconds; when it gives up nobody has seen. */
    private static final Duration CLOUD_WAITS = Duration.ofSeconds(30);

    /** How long a second answer to the same request is recognised. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int REMEMBERED_AT_MOST = 16;

    private record CloudRequest(long until, int type, Message message) {}

    private record Answered(long until, int sequence, int type, boolean own) {}

    private final Map<Integer, CloudRequest> cloud = new HashMap<>(4);
    private final Deque<Answered> answered = new ArrayDeque<>(2);
    private int last;

    /**
     * @param start any number: after a restart the gateway should not begin where it did before
     */
    Sequences(int start) {
        last = Math.floorMod(start, Envelope.REPORT_SEQUENCE);
    }

    /** One that nobody uses now, nor did a moment ago. */
    int free(Moment now) {
        for (int tries = 0; tries < Envelope.REPORT_SEQUENCE; tries++) {
            last = (last + 1) % Envelope.REPORT_SEQUENCE;
            if (!isCloudsNow(last, now) && !isRemembered(last, now)) {
                return last;
            }
        }
        return last; // The cloud has all of them in flight, which nobody would call a cloud.
    }

    /** The cloud asks the device something. */
    void cloudAsked(Frame request, Moment now) {
        cloud.values().removeIf(old -> now.isAtOrAfter(old.until()));
        int sequence = request.envelope().sequence();
        answered.removeIf(old -> old.sequence() == sequence && !old.own());
        cloud.put(
                sequence,
                new CloudRequest(
                        now.after(CLOUD_WAITS), request.envelope().type(), request.message()));
    }

    /** Whether the cloud waits for an answer with this sequence. */
    boolean isCloudsNow(int sequence, Moment now) {
        return cloudRequest(sequence, now).isPresent();
    }

    /** Whether the cloud waits for just this answer. */
    boolean isForCloud(Frame answer, Moment now) {
        return cloudRequest(answer, now).isPresent();
    }

    /** The device has answered the cloud: tells what the cloud had asked. */
    Optional<Message> cloudAnswered(Frame answer, Moment now) {
        Optional<CloudRequest> request = cloudRequest(answer, now);
        if (request.isPresent()) {
            remember(answer, false, now);
            cloud.remove(answer.envelope().sequence());
        }
        return request.map(CloudRequest::message);
    }

    private Optional<CloudRequest> cloudRequest(Frame answer, Moment now) {
        return cloudRequest(answer.envelope().sequence(), now)
                .filter(request -> request.type() == answer.envelope().type());
    }

    private Optional<CloudRequest> cloudRequest(int sequence, Moment now) {
        return Optional.ofNullable(cloud.get(sequence))
                .filter(request -> !now.isAtOrAfter(request.until()));
    }

    /** The device has answered the gateway, or nobody waits for its answer any more. */
    void settled(Frame requestOrAnswer, Moment now) {
        remember(requestOrAnswer, true, now);
    }

    /** Whether this answers again what was answered, or is waited for no more. */
    boolean isRepeated(Frame answer, Moment now) {
        return find(answer, now).isPresent();
    }

    /** Whether this answers again what the gateway had asked. */
    boolean isRepeatedOwn(Frame answer, Moment now) {
        return find(answer, now).filter(Answered::own).isPresent();
    }

    private Optional<Answered> find(Frame answer, Moment now) {
        Envelope envelope = answer.envelope();
        return answered.stream()
                .filter(old -> !now.isAtOrAfter(old.until()))
                .filter(old ->
                        old.sequence() == envelope.sequence() && old.type() == envelope.type())
                .findFirst();
    }

    private boolean isRemembered(int sequence, Moment now) {
        return answered.stream()
                .anyMatch(old -> old.sequence() == sequence && !now.isAtOrAfter(old.until()));
    }

    /** Drops what is remembered for no reason any more: there can be very many devices. */
    void forget(Moment now) {
        while (!answered.isEmpty() && now.isAtOrAfter(answered.getFirst().until())) {
            answered.removeFirst();
        }
    }

    private void remember(Frame frame, boolean own, Moment now) {
        forget(now);
        if (answered.size() >= REMEMBERED_AT_MOST) {
            answered.removeFirst();
        }
        answered.addLast(
                new Answered(
                        now.after(REMEMBERED),
                        frame.envelope().sequence(),
                        frame.envelope().type(),
                        own));
    }
}
