package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.protocol.Bytes;
import java.nio.ByteBuffer;

/**
 * An IP packet without its header.
 *
 * @param protocol what the payload is
 * @param offset of a fragment, in bytes
 * @param more whether fragments follow
 */
record IpPacket(
        Bytes source,
        Bytes destination,
        int protocol,
        int offset,
        boolean more,
        RawPacket payload) {

    static final int TCP = 6;
    static final int UDP = 17;

    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;

    /** How many headers may stand before the payload: more is nonsense. */
    private static final int MAX_HEADERS = 8;

    boolean isFragment() {
        return more || offset > 0;
    }

    /**
     * Takes the header off.
     *
     * @throws IndexOutOfBoundsException when it is cut off
     * @throws IllegalArgumentException when it is of neither version, or makes no sense
     */
    static IpPacket of(RawPacket packet) {
        int version = (packet.bytes().get(0) & 0xff) >>> 4;
        return switch (version) {
            case 4 -> v4(packet);
            case 6 -> v6(packet);
            default -> throw new IllegalArgumentException("IP of version " + version);
        };
    }

    private static IpPacket v4(RawPacket packet) {
        ByteBuffer bytes = packet.bytes();
        int header = (bytes.get(0) & 0x0f) * 4;
        int told = Short.toUnsignedInt(bytes.getShort(2));
        long total = told == 0 ? packet.length() : told; // an offload leaves it out
        if (header < V4_HEADER || total < header) {
            throw new IllegalArgumentException("a header of " + header + " bytes");
        }
        int flags = Short.toUnsignedInt(bytes.getShort(6));
        return new IpPacket(
                part(bytes, 12, 4),
                part(bytes, 16, 4),
                bytes.get(9) & 0xff,
                (flags & 0x1fff) * 8,
                (flags & 0x2000) != 0,
                payload(packet, header, total - header));
    }

    private static IpPacket v6(RawPacket packet) {
        ByteBuffer bytes = packet.bytes();
        int told = Short.toUnsignedInt(bytes.getShort(4));
        long total = told == 0 ? packet.length() : V6_HEADER + told;
        int next = bytes.get(6) & 0xff;
        int at = V6_HEADER;
        int offset = 0;
        boolean more = false;
        for (int headers = 0; isExtension(next) && headers < MAX_HEADERS; headers++) {
            if (next == FRAGMENT) {
                int flags = Short.toUnsignedInt(bytes.getShort(at + 2));
                offset = flags & ~7;
                more = (flags & 1) != 0;
            }
            int units = bytes.get(at + 1) & 0xff;
            int size =
                    switch (next) {
                        case FRAGMENT -> 8;
                        case AUTHENTICATION -> (units + 2) * 4;
                        default -> (units + 1) * 8;
                    };
            next = bytes.get(at) & 0xff;
            at += size;
            if (offset > 0) {
                break; // what follows is the middle of a payload
            }
        }
        if (total < at) {
            throw new IllegalArgumentException("a packet shorter than its headers");
        }
        return new IpPacket(
                part(bytes, 8, 16),
                part(bytes, 24, 16),
                next,
                offset,
                more,
                payload(packet, at, total - at));
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTHENTICATION
                || header == DESTINATION;
    }

    /** Without what a link has filled a short packet up with. */
    private static RawPacket payload(RawPacket packet, int at, long length) {
        ByteBuffer bytes = packet.bytes();
        int kept = (int) Math.min(length, bytes.limit() - at);
        if (kept < 0) {
            throw new IndexOutOfBoundsException("the header is cut off");
        }
        return packet.with(bytes.slice(at, kept), length);
    }

    private static Bytes part(ByteBuffer bytes, int at, int count) {
        return Bytes.copyOf(bytes.slice(at, count));
    }

    /**
     * Between whom the payload goes, by the ports that it begins with.
     *
     * @throws IndexOutOfBoundsException when they are cut off
     */
    Flow flow(Transport transport) {
        ByteBuffer bytes = payload.bytes();
        return new Flow(
                transport,
                Dissector.address(source, Short.toUnsignedInt(bytes.getShort(0))),
                Dissector.address(destination, Short.toUnsignedInt(bytes.getShort(2))));
    }
}
