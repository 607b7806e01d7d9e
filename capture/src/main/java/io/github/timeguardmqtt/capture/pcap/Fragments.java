package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts fragments of IP packets together, as many packets at a time as fit. One whose fragments do
 * not all come within the time that receivers wait is said to be missing some.
 */
final class Fragments {

    private static final int MAX_OPEN = 256;
    private static final int MAX_SIZE = 65_535;

    /** So many bytes of fragments may wait: overlapping ones could be many. */
    private static final int MAX_WAITING = 1 << 24;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Key(Bytes source, Bytes destination, int protocol, int number) {}

    /** A packet of which some fragments have come. */
    private static final class Open {

        private final IpPacket first;
        private final TreeMap<Integer, RawPacket> parts = new TreeMap<>();
        private int end = -1;
        private int size;

        Open(IpPacket first) {
            this.first = first;
        }
    }

    private final Consumer<Captured> to;
    private final Map<Key, Open> open = new LinkedHashMap<>();
    private int waiting;

    Fragments(Consumer<Captured> to) {
        this.to = to;
    }

    /**
     * The whole packet: this one, or the one that this fragment completes.
     *
     * @throws IndexOutOfBoundsException when the header is cut off
     * @throws IllegalArgumentException when it makes no sense
     */
    Optional<IpPacket> datagram(RawPacket packet) {
        IpPacket ip = IpPacket.of(packet);
        forgetOld(packet);
        if (!ip.isFragment()) {
            return Optional.of(ip);
        }
        Key key =
                new Key(
                        ip.source(),
                        ip.destination(),
                        // The middle of an IPv6 payload does not say what it is of.
                        ip.source().size() == 4 ? ip.protocol() : 0,
                        ip.identification());
        Open whole = open.computeIfAbsent(key, _ -> new Open(ip));
        RawPacket part = ip.payload();
        int end = ip.offset() + part.bytes().limit();
        if (part.isCutOff() || end > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a fragment that is cut off, or of too large a packet");
        }
        if (whole.parts.putIfAbsent(ip.offset(), part.alone()) == null) {
            whole.size += part.bytes().limit();
            waiting += part.bytes().limit();
        }
        if (!ip.more()) {
            whole.end = end;
        }
        Optional<ByteBuffer> bytes = assembled(whole);
        if (bytes.isPresent()) {
            open.remove(key);
            waiting -= whole.size;
            IpPacket first = whole.first;
            int protocol = ip.offset() == 0 ? ip.protocol() : first.protocol();
            return Optional.of(
                    new IpPacket(
                            ip.source(),
                            ip.destination(),
                            protocol,
                            ip.identification(),
                            0,
                            false,
                            packet.with(bytes.get(), bytes.get().limit())));
        }
        while (open.size() > MAX_OPEN || waiting > MAX_WAITING) {
            forget(open.keySet().iterator().next());
        }
        return Optional.empty();
    }

    /** The payload, where no byte of it is missing. */
    private static Optional<ByteBuffer> assembled(Open whole) {
        if (whole.end < 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(whole.end);
        int covered = 0;
        for (Map.Entry<Integer, RawPacket> part : whole.parts.entrySet()) {
            int at = part.getKey();
            ByteBuffer of = part.getValue().bytes();
            if (at > covered) {
                return Optional.empty();
            }
            int fits = Math.min(of.limit(), whole.end - at);
            if (at + fits > covered) {
                bytes.put(covered, of, covered - at, at + fits - covered);
                covered = at + fits;
            }
        }
        return covered == whole.end ? Optional.of(bytes) : Optional.empty();
    }

    private void forgetOld(RawPacket now) {
        while (!open.isEmpty()) {
            Map.Entry<Key, Open> eldest = open.entrySet().iterator().next();
            Optional<Duration> waits =
                    eldest.getValue()
                            .first
                            .payload()
                            .at()
                            .flatMap(since -> now.at().map(at -> Duration.between(since, at)));
            if (waits.isEmpty() || waits.get().compareTo(PATIENCE) < 0) {
                return;
            }
            forget(eldest.getKey());
        }
    }

    private void forget(Key key) {
        Open whole = open.remove(key);
        if (whole != null) {
            waiting -= whole.size;
            String of = whole.end < 0 ? "an unknown number of" : String.valueOf(whole.end);
            to.accept(
                    new Unreadable(
                            whole.first.payload().where(),
                            "missing",
                            "fragments of a packet are missing: %d of %s bytes were recorded"
                                    .formatted(whole.size, of),
                            ""));
        }
    }

    /** Tells what will never be complete. */
    void end() {
        for (Key key : List.copyOf(open.keySet())) {
            forget(key);
        }
    }
}
