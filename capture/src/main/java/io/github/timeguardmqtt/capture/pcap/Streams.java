package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameReader;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts streams of TCP together and finds the frames in them. What was sent twice is taken once;
 * what comes too early waits, within bounds, and what never comes is said to be missing.
 */
final class Streams {

    private static final int HEADER = 20;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int MAX_STREAMS = 1024;

    /** So much may wait in a stream for what should have come before it. */
    private static final int MAX_WAITING = 1 << 18;

    private static final int MAX_SEGMENTS = 1024;

    /** So much may wait in all of them. */
    private static final int MAX_WAITING_IN_ALL = 1 << 25;

    /** One direction of a connection. */
    private final class Stream implements FrameReader.Sink {

        private final Flow flow;
        private final FrameReader reader = new FrameReader();

        /** By how far behind {@link #next} they begin. */
        private final TreeMap<Integer, RawPacket> early = new TreeMap<>();

        private int next;

        /** Where the sender ended it, which takes a number as if it were a byte. */
        private @Nullable Integer endsAt;

        private int waiting;
        private boolean isOurs;
        private RawPacket last;

        Stream(Flow flow, int next, RawPacket first) {
            this.flow = flow;
            this.next = next;
            this.last = first.bare();
            this.isOurs = Dissector.isOurs(first, flow, last.bytes());
        }

        void segment(int sequence, RawPacket payload) {
            int distance = sequence - next;
            int size = payload.bytes().limit();
            if (size == 0 && endsAt != null && sequence == endsAt + 1) {
                return;
            }
            if (distance > 0) {
                RawPacket before = early.get(distance);
                // What is sent again may be more than it was.
                if (before == null || before.bytes().limit() < size) {
                    early.put(distance, payload.alone());
                    waits(size - (before == null ? 0 : before.bytes().limit()));
                }
                if (waiting > MAX_WAITING
                        || early.size() > MAX_SEGMENTS
                        || waitingInAll > MAX_WAITING_IN_ALL) {
                    giveUpGap();
                }
                return;
            }
            if (distance < -MAX_WAITING) { // another connection, whose beginning is not recorded
                end();
                next = sequence;
                endsAt = null;
                take(0, payload);
            } else {
                take(-distance, payload);
            }
            takeEarly();
        }

        /** Reads on, without the bytes that were there before. */
        private void take(int known, RawPacket payload) {
            int size = payload.bytes().limit();
            if (known >= size) {
                return;
            }
            last = payload.bare();
            ByteBuffer fresh = payload.bytes().slice(known, size - known);
            isOurs |= Dissector.isOurs(payload, flow, fresh);
            advance(size - known);
            if (isOurs) {
                reader.read(Bytes.copyOf(fresh), this);
            }
            if (payload.isCutOff()) {
                int missing = (int) (payload.length() - size);
                advance(missing);
                gap(missing);
            }
        }

        private void advance(int count) {
            next += count;
            TreeMap<Integer, RawPacket> nearer = new TreeMap<>();
            early.forEach((distance, payload) -> nearer.put(distance - count, payload));
            early.clear();
            early.putAll(nearer);
        }

        private void takeEarly() {
            while (!early.isEmpty() && early.firstKey() <= 0) {
                Map.Entry<Integer, RawPacket> first = early.pollFirstEntry();
                waits(-first.getValue().bytes().limit());
                take(-first.getKey(), first.getValue());
            }
        }

        private void waits(int more) {
            waiting += more;
            waitingInAll += more;
        }

        private void giveUpGap() {
            while (!early.isEmpty()) {
                int missing = early.firstKey();
                if (missing > 0) {
                    advance(missing);
                    gap(missing);
                }
                takeEarly();
            }
        }

        private void gap(int missing) {
            if (!isOurs) {
                return;
            }
            reader.finish(this);
            to.accept(
                    new Unreadable(
                            last.where(),
                            "missing",
                            "%d %s of a TCP stream %s missing behind it"
                                    .formatted(
                                            missing,
                                            missing == 1 ? "byte" : "bytes",
                                            missing == 1 ? "is" : "are"),
                            ""));
        }

        void end() {
            giveUpGap();
            if (isOurs) {
                reader.finish(this);
            }
        }

        @Override
        public void frame(Frame frame) {
            tell(new Datagram(frame.bytes(), frame, List.of(), Bytes.EMPTY));
        }

        @Override
        public void garbage(Bytes bytes) {
            tell(Datagram.decode(bytes));
        }

        private void tell(Datagram datagram) {
            to.accept(
                    new Packet(
                            last.where(),
                            last.at(),
                            Optional.of(flow),
                            last.leg(),
                            last.direction(),
                            last.fate(),
                            last.text(),
                            datagram));
        }
    }

    private final Consumer<Captured> to;
    private boolean anyOfOurs;
    private int waitingInAll;

    /** The one that was silent for the longest time is the first. */
    private final Map<Flow, Stream> streams = new LinkedHashMap<>(16, 0.75f, true);

    Streams(Consumer<Captured> to) {
        this.to = to;
    }

    /**
     * Takes a segment; says whether it was of this protocol.
     *
     * @throws IndexOutOfBoundsException when its header is cut off
     * @throws IllegalArgumentException when it makes no sense
     */
    boolean segment(IpPacket ip) {
        RawPacket raw = ip.payload();
        ByteBuffer bytes = raw.bytes();
        Flow flow = ip.flow(Transport.TCP);
        if (!Dissector.hasPort(flow) && isHeaderCutOff(bytes)) {
            return false; // Of all the traffic of others nothing is told.
        }
        int sequence = bytes.getInt(4);
        int header = headerSize(bytes);
        int flags = bytes.get(13);
        if (header < HEADER || header > raw.length()) {
            throw new IllegalArgumentException("a header of " + header + " bytes");
        }
        if ((flags & SYN) != 0) {
            end(streams.remove(flow));
            streams.put(flow, new Stream(flow, sequence + 1, raw));
            limit();
            return false;
        }
        RawPacket payload = raw.from(header);
        Stream stream = streams.get(flow);
        if (stream == null) {
            if (payload.bytes().limit() == 0) {
                return false;
            }
            stream = new Stream(flow, sequence, raw);
            streams.put(flow, stream);
            limit();
        }
        stream.segment(sequence, payload);
        if ((flags & FIN) != 0) {
            stream.endsAt = sequence + (int) (raw.length() - header);
        }
        anyOfOurs |= stream.isOurs;
        return stream.isOurs;
    }

    private static boolean isHeaderCutOff(ByteBuffer segment) {
        return segment.limit() < HEADER || segment.limit() < headerSize(segment);
    }

    private static int headerSize(ByteBuffer segment) {
        return (segment.get(12) & 0xf0) >>> 2;
    }

    private void limit() {
        if (streams.size() > MAX_STREAMS) {
            end(streams.remove(streams.keySet().iterator().next()));
        }
    }

    private void end(@Nullable Stream stream) {
        if (stream != null) {
            stream.end();
            anyOfOurs |= stream.isOurs;
        }
    }

    /** Tells what is still open; says whether anything of all was of this protocol. */
    boolean end() {
        streams.values().forEach(this::end);
        streams.clear();
        return anyOfOurs;
    }
}
