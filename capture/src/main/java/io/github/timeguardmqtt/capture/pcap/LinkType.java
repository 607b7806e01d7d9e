package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Direction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a recorded packet begins with, by the registry of link types at tcpdump.org. */
enum LinkType {
    /** A family of addresses in the byte order of whoever recorded it, as of BSD's loopback. */
    NULL(0),
    ETHERNET(1),
    PPP(9),
    /** An IP header, of version 4 or 6; the first two are its numbers on some BSDs. */
    RAW_BSD(12),
    RAW_OPENBSD(14),
    RAW(101),
    LOOP(108),
    /** Linux, where a packet is of any interface. */
    COOKED(113),
    IPV4(228),
    IPV6(229),
    /** What Wireshark calls exported: a payload with tags that say what it is. */
    UPPER_PDU(252),
    COOKED_2(276);

    private static final int IPV4_ETHERTYPE = 0x0800;
    private static final int IPV6_ETHERTYPE = 0x86dd;
    private static final int PPPOE_ETHERTYPE = 0x8864;
    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;
    private static final int PPP_ADDRESS = 0xff03;

    /** How often a tag may stand before the type: more is nonsense. */
    private static final int MAX_TAGS = 4;

    private static final Map<Integer, LinkType> BY_NUMBER =
            Arrays.stream(values())
                    .collect(Collectors.toMap(LinkType::number, Function.identity()));

    private final int number;

    LinkType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<LinkType> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /**
     * What bytes begin with that may be a packet: an IP header that suits their length, or a link
     * before one. Nothing where they are neither.
     */
    static Optional<LinkType> guessed(ByteBuffer bytes) {
        if (isIp(bytes)) {
            return Optional.of(RAW);
        }
        for (LinkType link : new LinkType[] {ETHERNET, COOKED, COOKED_2}) {
            try {
                Optional<RawPacket> ip = link.ip(RawPacket.of(bytes));
                if (ip.isPresent() && isIp(ip.get().bytes())) {
                    return Optional.of(link);
                }
            } catch (IndexOutOfBoundsException e) {
                // too short for this one
            }
        }
        return Optional.empty();
    }

    private static boolean isIp(ByteBuffer bytes) {
        int size = bytes.limit();
        if (size < 20) {
            return false;
        }
        int first = bytes.get(0) & 0xff;
        if (first >>> 4 == 4) {
            int total = Short.toUnsignedInt(bytes.getShort(2));
            return (first & 0xf) >= 5 && total >= 20 && total <= size;
        }
        return first >>> 4 == 6
                && size >= 40
                && Short.toUnsignedInt(bytes.getShort(4)) + 40 <= size;
    }

    /**
     * What stands behind the head of the link; nothing where it is not IP. {@link #UPPER_PDU} has
     * none.
     *
     * @throws IndexOutOfBoundsException when the head is cut off
     */
    Optional<RawPacket> ip(RawPacket packet) {
        ByteBuffer bytes = packet.bytes();
        return switch (this) {
            case UPPER_PDU -> Optional.empty();
            case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> Optional.of(packet);
            case NULL, LOOP -> family(packet);
            case PPP -> ppp(packet, bytes.getShort(0) == (short) PPP_ADDRESS ? 2 : 0);
            case ETHERNET -> byEthertype(packet, 12);
            case COOKED -> byEthertype(packet.with(direction(bytes.getShort(0))), 14);
            case COOKED_2 -> {
                int type = Short.toUnsignedInt(bytes.getShort(0));
                RawPacket seen = packet.with(direction(bytes.get(10)));
                yield isIp(type) ? Optional.of(seen.from(20)) : Optional.empty();
            }
        };
    }

    /** What Linux says of a packet: to us, to all, to some, to others, from us. */
    private static Direction direction(int type) {
        return switch (type) {
            case 0, 1, 2 -> Direction.IN;
            case 4 -> Direction.OUT;
            default -> Direction.UNKNOWN;
        };
    }

    private static Optional<RawPacket> family(RawPacket packet) {
        int family = packet.bytes().getInt(0);
        int small = (family & 0xffff0000) == 0 ? family : Integer.reverseBytes(family);
        return switch (small) {
            case 2, 10, 24, 28, 30 -> Optional.of(packet.from(4)); // of various systems
            default -> Optional.empty();
        };
    }

    private static Optional<RawPacket> byEthertype(RawPacket packet, int position) {
        ByteBuffer bytes = packet.bytes().order(ByteOrder.BIG_ENDIAN);
        int at = position;
        int type = Short.toUnsignedInt(bytes.getShort(at));
        for (int tags = 0; isTag(type) && tags < MAX_TAGS; tags++) {
            at += 4;
            type = Short.toUnsignedInt(bytes.getShort(at));
        }
        if (type == PPPOE_ETHERTYPE) {
            return ppp(packet, at + 2 + 6);
        }
        return isIp(type) ? Optional.of(packet.from(at + 2)) : Optional.empty();
    }

    private static boolean isTag(int ethertype) {
        return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100;
    }

    private static boolean isIp(int ethertype) {
        return ethertype == IPV4_ETHERTYPE || ethertype == IPV6_ETHERTYPE;
    }

    private static Optional<RawPacket> ppp(RawPacket packet, int at) {
        int protocol = Short.toUnsignedInt(packet.bytes().getShort(at));
        return protocol == PPP_IPV4 || protocol == PPP_IPV6
                ? Optional.of(packet.from(at + 2))
                : Optional.empty();
    }
}
