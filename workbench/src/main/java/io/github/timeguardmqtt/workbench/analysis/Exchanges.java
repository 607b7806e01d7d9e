package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches the requests of one device's traffic with their answers. An answer has the type and the
 * sequence of its request and comes from the other side. Source: docs/reference/protocol.md,
 * "Frame".
 */
final class Exchanges {

    /** What is answered later is no answer to it any more. */
    private static final long PATIENCE = 30_000_000;

    private static final int RESPONSE = 1;

    /** A request that waits. */
    private record Waiting(Tally tally, Bytes params, long messageId, long sentAt) {}

    /** All requests of a kind. */
    private static final class Tally {
        private final boolean fromServer;
        private long requests;
        private long answered;
        private long repeats;
        private long unanswered;
        private final Spread latency = new Spread();

        private Tally(boolean fromServer) {
            this.fromServer = fromServer;
        }
    }

    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /** Whether the frame answers a request that waits. */
    boolean isAwaited(Frame frame) {
        return isAnswer(frame.envelope()) && waiting.containsKey(key(frame.envelope()));
    }

    private static boolean isAnswer(Envelope envelope) {
        return (envelope.flags() & RESPONSE) != 0;
    }

    private static int key(Envelope envelope) {
        boolean asksServer = envelope.fromServer() == isAnswer(envelope);
        return (asksServer ? 1 << 12 : 0) | envelope.type() << 8 | envelope.sequence();
    }

    /** Whether the frame is a request that was made before and is repeated. */
    boolean take(Frame frame, String kind, long now) {
        Envelope envelope = frame.envelope();
        int key = key(envelope);
        if (isAnswer(envelope)) {
            Waiting asked = waiting.remove(key);
            if (asked != null) {
                if (now - asked.sentAt > PATIENCE) {
                    asked.tally.unanswered++;
                } else {
                    asked.tally.answered++;
                    asked.tally.latency.add(now - asked.sentAt);
                }
            }
            return false;
        }
        Tally tally = tallies.computeIfAbsent(kind, _ -> new Tally(envelope.fromServer()));
        Bytes params = frame.bytes().slice(20, frame.bytes().size() - 24);
        Waiting before = waiting.get(key);
        if (before != null) {
            if (before.tally == tally
                    && before.params.equals(params)
                    && before.messageId == envelope.messageId()
                    && now - before.sentAt <= PATIENCE) {
                tally.repeats++;
                return true;
            }
            before.tally.unanswered++;
        }
        tally.requests++;
        waiting.put(key, new Waiting(tally, params, envelope.messageId(), now));
        return false;
    }

    List<Findings.Exchange> findings(long end) {
        Map<Tally, long[]> rest = new HashMap<>();
        for (Waiting left : waiting.values()) {
            long[] counts = rest.computeIfAbsent(left.tally, _ -> new long[2]);
            counts[end - left.sentAt <= PATIENCE ? 1 : 0]++;
        }
        List<Findings.Exchange> found = new ArrayList<>();
        tallies.forEach((kind, it) -> {
            long[] left = rest.getOrDefault(it, new long[2]);
            found.add(
                    new Findings.Exchange(
                            kind,
                            it.fromServer,
                            it.requests,
                            it.answered,
                            it.repeats,
                            it.unanswered + left[0],
                            left[1],
                            it.latency.figures()));
        });
        return found;
    }
}
