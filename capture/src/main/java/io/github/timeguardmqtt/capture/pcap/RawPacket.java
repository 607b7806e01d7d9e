package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Side;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a sniffer has recorded of a packet.
 *
 * @param linkType what {@code bytes} begin with, by the registry of link types
 * @param bytes as many as were recorded, big-endian, from position 0 to the limit
 * @param length of the packet itself, in bytes
 */
record RawPacket(
        String where,
        Optional<Instant> at,
        int linkType,
        Side leg,
        Direction direction,
        Disposition fate,
        String text,
        ByteBuffer bytes,
        long length) {

    /** Bytes of which nothing is known. */
    static RawPacket of(ByteBuffer bytes) {
        return new RawPacket(
                "",
                Optional.empty(),
                0,
                Side.UNKNOWN,
                Direction.UNKNOWN,
                Disposition.PASSED,
                "",
                bytes,
                bytes.limit());
    }

    RawPacket with(Direction seen) {
        return new RawPacket(where, at, linkType, leg, seen, fate, text, bytes, length);
    }

    /** The same without the bytes before {@code at}. */
    RawPacket from(int position) {
        return with(bytes.slice(position, bytes.limit() - position), length - position);
    }

    RawPacket with(ByteBuffer inner, long innerLength) {
        return new RawPacket(where, at, linkType, leg, direction, fate, text, inner, innerLength);
    }

    /** The same on bytes of its own, so that it may be kept without what was around it. */
    RawPacket alone() {
        byte[] own = new byte[bytes.limit()];
        bytes.get(0, own);
        return with(ByteBuffer.wrap(own), length);
    }

    /** What is known of it without its bytes. */
    RawPacket bare() {
        return with(ByteBuffer.allocate(0), 0);
    }

    boolean isCutOff() {
        return bytes.limit() < length;
    }
}
