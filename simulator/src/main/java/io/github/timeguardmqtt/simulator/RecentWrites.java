package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The writes that a device answered lately, so that a repeat, whose answer was lost, is answered
 * again and not carried out again. That real devices know a repeat is inferred.
 */
final class RecentWrites {

    private static final int KEPT = 8;
    private static final Duration AGE = Duration.ofSeconds(30);

    private record Write(int sequence, Message request, Message answer, Instant at) {}

    private final Deque<Write> writes = new ArrayDeque<>(0);

    Optional<Message> answerTo(int sequence, Message request, Instant now) {
        while (!writes.isEmpty() && writes.getFirst().at().plus(AGE).isBefore(now)) {
            writes.removeFirst();
        }
        return writes.stream()
                .filter(write -> write.sequence() == sequence && write.request().equals(request))
                .map(Write::answer)
                .findFirst();
    }

    /** An answer was given, the first or again: it is the latest now. */
    void answered(int sequence, Message request, Message answer, Instant now) {
        writes.removeIf(write -> write.sequence() == sequence);
        if (writes.size() == KEPT) {
            writes.removeFirst();
        }
        writes.addLast(new Write(sequence, request, answer, now));
    }
}
