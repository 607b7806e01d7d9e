package io.github.timeguardmqtt.capture;

import io.github.timeguardmqtt.protocol.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Tells a frame that was recorded twice on its way, before and behind a gateway or a router, from
 * one that was sent twice. The first has other addresses or another side within a second; the
 * second comes the same way again.
 */
public final class DuplicateFilter {

    private static final long MAX_MICROS = 1_000_000;
    private static final int MAX_FRAMES = 64;

    /** What a frame is. */
    public sealed interface Seen {
        /** It was not there before. */
        record New() implements Seen {}

        /** Sent before, and now again. */
        record Again() implements Seen {}

        /**
         * The same sending, elsewhere on its way.
         *
         * @param after how many microseconds later
         * @param isRelayed whether the two are the sides of a gateway
         */
        record Elsewhere(long after, boolean isRelayed) implements Seen {}
    }

    private static final Seen NEW = new Seen.New();
    private static final Seen AGAIN = new Seen.Again();

    /** A way that a frame went, and how often. */
    private static final class Way {
        private final Side side;
        private final Optional<Flow> flow;
        private int times;

        private Way(Packet packet) {
            side = packet.leg();
            flow = packet.flow();
        }

        private boolean isOf(Packet packet) {
            return side == packet.leg() && flow.equals(packet.flow());
        }
    }

    /** A frame and which ways it was seen so far. */
    private static final class Sighting {
        private final Bytes bytes;
        private final int hash;
        private final long at;
        private final List<Way> ways = new ArrayList<>(2);
        private int times;

        private Sighting(Bytes bytes, int hash, long at) {
            this.bytes = bytes;
            this.hash = hash;
            this.at = at;
        }

        private Seen see(Packet packet, long now) {
            Way way = null;
            for (Way known : ways) {
                way = known.isOf(packet) ? known : way;
            }
            if (way == null) {
                way = new Way(packet);
                ways.add(way);
            }
            way.times++;
            if (way.times > times) {
                times = way.times;
                return times == 1 ? NEW : AGAIN;
            }
            Side first = ways.getFirst().side;
            boolean isRelayed =
                    way.side != first && way.side != Side.UNKNOWN && first != Side.UNKNOWN;
            return new Seen.Elsewhere(now - at, isRelayed);
        }
    }

    private final Deque<Sighting> recent = new ArrayDeque<>();

    /** Of which nothing was seen yet. */
    public DuplicateFilter() {}

    /**
     * Takes the next frame.
     *
     * @param now when it was recorded, in microseconds
     */
    public Seen see(Packet packet, Bytes frame, long now) {
        while (!recent.isEmpty()
                && (recent.size() > MAX_FRAMES || now - recent.getFirst().at > MAX_MICROS)) {
            recent.removeFirst();
        }
        int hash = frame.hashCode();
        for (Sighting sighting : recent) {
            if (sighting.hash == hash && sighting.bytes.equals(frame)) {
                return sighting.see(packet, now);
            }
        }
        Sighting sighting = new Sighting(frame, hash, now);
        recent.addLast(sighting);
        return sighting.see(packet, now);
    }
}
