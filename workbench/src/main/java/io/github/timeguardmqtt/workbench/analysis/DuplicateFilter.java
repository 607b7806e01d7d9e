package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Tells a frame that was recorded twice on its way, before and behind a gateway or a router, from
 * one that was sent twice. The first has other addresses or another leg within a second; the second
 * comes the same way again.
 */
final class DuplicateFilter {

    private static final long WITHIN = 1_000_000;
    private static final int MAX = 64;

    /** A frame and which ways it was seen so far. */
    private static final class Sighting {
        private final int hash;
        private final Bytes bytes;
        private final List<Way> ways = new ArrayList<>(2);
        private long at;
        private int times;

        private Sighting(Bytes bytes) {
            this.hash = bytes.hashCode();
            this.bytes = bytes;
        }
    }

    private static final class Way {
        private final Side leg;
        private final Optional<Flow> flow;
        private int times;

        private Way(Packet packet) {
            leg = packet.leg();
            flow = packet.flow();
        }

        private boolean isOf(Packet packet) {
            return leg == packet.leg() && flow.equals(packet.flow());
        }
    }

    private final Deque<Sighting> recent = new ArrayDeque<>();

    /** What a frame is. */
    sealed interface Seen {
        /** It was not there before. */
        record New() implements Seen {}

        /** Sent before, and now again. */
        record Again() implements Seen {}

        /**
         * The same sending, elsewhere on its way.
         *
         * @param after how much later
         * @param isRelayed whether the two are the legs of a gateway
         */
        record Elsewhere(long after, boolean isRelayed) implements Seen {}
    }

    private static final Seen NEW = new Seen.New();
    private static final Seen AGAIN = new Seen.Again();

    Seen see(Packet packet, Bytes frame, long now) {
        while (!recent.isEmpty() && (recent.size() > MAX || now - recent.peekFirst().at > WITHIN)) {
            recent.removeFirst();
        }
        int hash = frame.hashCode();
        for (Sighting sighting : recent) {
            if (sighting.hash == hash && sighting.bytes.equals(frame)) {
                return seen(sighting, packet, now);
            }
        }
        Sighting sighting = new Sighting(frame);
        sighting.at = now;
        sighting.times = 1;
        Way way = new Way(packet);
        way.times = 1;
        sighting.ways.add(way);
        recent.addLast(sighting);
        return NEW;
    }

    private static Seen seen(Sighting sighting, Packet packet, long now) {
        Way way = sighting.ways.stream().filter(it -> it.isOf(packet)).findFirst().orElse(null);
        if (way == null) {
            way = new Way(packet);
            sighting.ways.add(way);
        }
        way.times++;
        if (way.times > sighting.times) {
            sighting.times = way.times;
            return AGAIN;
        }
        Side other = sighting.ways.getFirst().leg;
        boolean relayed = way.leg != other && way.leg != Side.UNKNOWN && other != Side.UNKNOWN;
        return new Seen.Elsewhere(now - sighting.at, relayed);
    }
}
