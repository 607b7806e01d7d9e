package io.github.timeguardmqtt.gateway.traffic;

import io.github.timeguardmqtt.protocol.Datagram;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A datagram that came by, or a frame of a stream.
 *
 * @param at when, by the wall clock
 * @param destination where it was to go; may be unresolved
 * @param withheld whether it was not passed on
 */
public record Traffic(
        Instant at,
        InetSocketAddress source,
        InetSocketAddress destination,
        boolean withheld,
        Datagram datagram) {}
