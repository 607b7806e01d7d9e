package io.github.timeguardmqtt.capture;

import io.github.timeguardmqtt.protocol.Datagram;
import java.time.Instant;
import java.util.Optional;

/**
 * A datagram that was recorded, or what stood in a stream of TCP: a frame, or bytes between frames.
 *
 * @param at when, to the nanosecond where the recording has it; nothing where it does not say
 * @param flow between whom; nothing where it does not say
 * @param text what the recording says of it besides: the comments of a capture, or what stands in a
 *     line before the bytes; empty where it says nothing
 */
public record Packet(
        String where,
        Optional<Instant> at,
        Optional<Flow> flow,
        Side leg,
        Direction direction,
        Disposition fate,
        String text,
        Datagram datagram)
        implements Captured {

    /** Of bytes alone. */
    public static Packet of(String where, String text, Datagram datagram) {
        return new Packet(
                where,
                Optional.empty(),
                Optional.empty(),
                Side.UNKNOWN,
                Direction.UNKNOWN,
                Disposition.PASSED,
                text,
                datagram);
    }
}
