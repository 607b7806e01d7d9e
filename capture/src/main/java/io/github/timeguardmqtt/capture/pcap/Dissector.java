package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the layers of network off recorded packets and hands over what is of this protocol: what
 * goes to or from its port, what begins as a frame does, and everything that a gateway recorded.
 * Other traffic is passed over.
 */
public final class Dissector {

    private static final int PORT = 9997;
    private static final int UDP_HEADER = 8;

    /** What a frame begins with. */
    private static final short MAGIC = (short) 0xfad4;

    private final String prefix;
    private final String whole;
    private final Consumer<Captured> to;
    private final Streams streams;
    private final Set<Integer> unknownLinks = new HashSet<>();
    private long packets;
    private boolean anyOfOurs;

    /**
     * @param name of the file; empty for the only one
     */
    public Dissector(String name, Consumer<Captured> to) {
        this.prefix = name.isEmpty() ? "packet " : name + ": packet ";
        this.whole = name.isEmpty() ? "the capture" : name;
        this.to = to;
        this.streams = new Streams(to);
    }

    /** How a message says where a packet stands, counted from 1. */
    String place(long number) {
        return prefix + number;
    }

    void packet(RawPacket packet) {
        packets++;
        Optional<LinkType> link = LinkType.of(packet.linkType());
        if (link.isEmpty()) {
            if (unknownLinks.add(packet.linkType())) {
                to.accept(
                        new Unreadable(
                                packet.where(),
                                "unknown-link",
                                "packets of link type %d cannot be read: expected Ethernet, Linux"
                                                .formatted(packet.linkType())
                                        + " cooked, PPP or raw IP",
                                ""));
            }
            return;
        }
        try {
            if (link.get() == LinkType.UPPER_PDU) {
                exported(packet);
            } else {
                link.get().ip(packet).ifPresent(ip -> transport(IpPacket.of(ip), packet));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            cutOff(packet);
        }
    }

    /**
     * Takes the bytes of something that was dumped: a frame, or a packet with the layers of network
     * around it, whichever can be.
     */
    public void dump(String where, Optional<Instant> at, Bytes bytes) {
        ByteBuffer whole = bytes.asByteBuffer();
        Optional<LinkType> link = LinkType.guessed(whole);
        RawPacket packet =
                new RawPacket(
                        where,
                        at,
                        link.map(LinkType::number).orElse(0),
                        Side.UNKNOWN,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        whole,
                        bytes.size());
        if (link.isPresent()) {
            packet(packet);
        } else {
            tell(packet, Optional.empty(), bytes);
        }
    }

    /** Tells what is still open of what was dumped. */
    public void endOfDumps() {
        anyOfOurs |= streams.end();
    }

    /** Tells what is still open, and says so where nothing at all was found. */
    void end() {
        endOfDumps();
        if (packets > 0 && !anyOfOurs) {
            to.accept(
                    new Unreadable(
                            whole,
                            "no-frames",
                            "no packet of %d goes to or from port %d, or holds a frame"
                                    .formatted(packets, PORT),
                            ""));
        }
    }

    private void exported(RawPacket packet) {
        UpperPdu pdu = UpperPdu.of(packet.bytes());
        ByteBuffer payload = pdu.payload();
        if (pdu.dissector().equals(UpperPdu.TEXT)) {
            anyOfOurs = true;
            to.accept(new Mark(packet.where(), packet.at(), UTF_8.decode(payload).toString()));
        } else if (pdu.dissector().equals(UpperPdu.FRAME)) {
            tell(packet, Optional.empty(), Bytes.copyOf(payload));
        }
    }

    private void transport(IpPacket ip, RawPacket recorded) {
        if (ip.isFragment()) {
            fragment(ip);
            return;
        }
        switch (ip.protocol()) {
            case IpPacket.UDP -> udp(ip, recorded);
            case IpPacket.TCP -> anyOfOurs |= streams.segment(ip);
            default -> {}
        }
    }

    /**
     * Frames are so short that any network carries them whole: what comes in fragments is none. The
     * first of them has the ports.
     */
    private void fragment(IpPacket ip) {
        if (ip.offset() == 0 && ip.protocol() == IpPacket.UDP && hasPort(ip.flow(Transport.UDP))) {
            anyOfOurs = true;
            to.accept(
                    new Unreadable(
                            ip.payload().where(),
                            "fragment",
                            "the packet was sent in fragments, as no frame is",
                            ""));
        }
    }

    private void udp(IpPacket ip, RawPacket recorded) {
        RawPacket raw = ip.payload();
        ByteBuffer bytes = raw.bytes();
        Flow flow = ip.flow(Transport.UDP);
        int length = Short.toUnsignedInt(bytes.getShort(4));
        // Zero stands for what a jumbogram or an offload could not say.
        int size = length == 0 ? (int) raw.length() - UDP_HEADER : length - UDP_HEADER;
        int kept = Math.min(size, bytes.limit() - UDP_HEADER);
        if (size < 0 || kept < 0) {
            throw new IllegalArgumentException("a length below that of its header");
        }
        ByteBuffer payload = bytes.slice(UDP_HEADER, kept);
        if (!isOurs(raw, flow, payload)) {
            return;
        }
        anyOfOurs = true;
        if (kept < size) {
            cutOff(recorded);
        } else {
            tell(raw, Optional.of(flow), Bytes.copyOf(payload));
        }
    }

    static boolean isOurs(RawPacket packet, Flow flow, ByteBuffer payload) {
        return packet.leg() != Side.UNKNOWN
                || hasPort(flow)
                || (payload.remaining() >= 2 && payload.getShort(0) == MAGIC);
    }

    static boolean hasPort(Flow flow) {
        return flow.source().getPort() == PORT || flow.destination().getPort() == PORT;
    }

    private void tell(RawPacket packet, Optional<Flow> flow, Bytes payload) {
        anyOfOurs = true;
        to.accept(
                new Packet(
                        packet.where(),
                        packet.at(),
                        flow,
                        packet.leg(),
                        packet.direction(),
                        packet.fate(),
                        packet.text(),
                        Datagram.decode(payload)));
    }

    private void cutOff(RawPacket packet) {
        if (packet.isCutOff()) {
            to.accept(
                    new Unreadable(
                            packet.where(),
                            "cut-off",
                            "only %d of the packet's %d bytes were recorded"
                                    .formatted(packet.bytes().limit(), packet.length()),
                            ""));
        } else {
            to.accept(
                    new Unreadable(
                            packet.where(),
                            "damaged",
                            "the packet's lengths contradict each other",
                            ""));
        }
    }

    /** An address as it stands in a header. */
    static InetSocketAddress address(Bytes host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host.toArray()), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }
}
