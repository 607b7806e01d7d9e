package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Datagram;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes in and what follows from it, as somebody with a sniffer on both sides of the gateway
 * would see it: first the input on its own side, then what was sent, each with the time of its own.
 */
final class PacketTrace {

    private final InstantSource clock;
    private final Instant at;
    private final @Nullable Flow arrival;
    private final Side leg;
    private final @Nullable Datagram input;
    private final List<Packet> sent = new ArrayList<>(2);
    private Optional<DropReason> dropped = Optional.empty();
    private Optional<DropReason> unsent = Optional.empty();
    private boolean withheld;
    private boolean passed;

    /** Where nothing came in. */
    PacketTrace(InstantSource clock, Instant at) {
        this(clock, at, null, Side.UNKNOWN, null);
    }

    /**
     * @param clock for what is sent
     * @param at when the input came
     * @param arrival the way that the input took
     * @param leg where that is
     */
    PacketTrace(
            InstantSource clock,
            Instant at,
            @Nullable Flow arrival,
            Side leg,
            @Nullable Datagram input) {
        this.clock = clock;
        this.at = at;
        this.arrival = arrival;
        this.leg = leg;
        this.input = input;
    }

    /** The input, or a part of it, was to be passed on. */
    void pass(Side to, Flow flow, Datagram datagram, Optional<DropReason> failed) {
        if (failed.isPresent()) {
            // The gateway has it, and may have answered it: it is not as if it had not come.
            unsent = failed;
        } else {
            passed = true;
            sent.add(
                    packet(
                            clock.instant(),
                            flow,
                            to,
                            Direction.OUT,
                            Disposition.PASSED,
                            "",
                            datagram));
        }
    }

    /** The gateway has sent something of its own to a device. */
    void make(Flow flow, Datagram datagram, Optional<DropReason> failed) {
        String text = failed.map(reason -> "not sent: " + reason.label()).orElse("");
        sent.add(
                packet(
                        clock.instant(),
                        flow,
                        Side.DEVICE,
                        Direction.OUT,
                        Disposition.MADE,
                        text,
                        datagram));
    }

    /** The input, or a part of it, was kept back. */
    void withhold() {
        withheld = true;
    }

    void drop(DropReason reason) {
        dropped = Optional.of(reason);
    }

    /** Tells what there was to see. */
    void tell(Consumer<? super Captured> to) {
        if (arrival != null && input != null) {
            boolean isKept = (withheld || unsent.isPresent()) && !passed;
            Disposition fate =
                    dropped.isPresent()
                            ? Disposition.DROPPED
                            : isKept ? Disposition.WITHHELD : Disposition.PASSED;
            String text =
                    dropped.or(() -> unsent)
                            .map(DropReason::label)
                            .orElse(withheld && passed ? "kept back in part" : "");
            to.accept(packet(at, arrival, leg, Direction.IN, fate, text, input));
        }
        sent.forEach(to);
    }

    private Packet packet(
            Instant time,
            Flow flow,
            Side on,
            Direction direction,
            Disposition fate,
            String text,
            Datagram datagram) {
        return new Packet(
                "", Optional.of(time), Optional.of(flow), on, direction, fate, text, datagram);
    }
}
