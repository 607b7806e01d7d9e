package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.protocol.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes IP packets around payloads, with their checksums. A stream of TCP is continued where its
 * last packet ended, for as many streams as are kept.
 */
final class Layers {

    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int TCP_HEADER = 20;
    private static final int TTL = 64;
    private static final int PSH_ACK = 0x5018;
    private static final int WINDOW = 0xffff;

    /** So much of a stream goes into one packet at most: what fits into any IP packet. */
    private static final int SEGMENT = 65_000;

    private static final int MAX_STREAMS = 4096;

    /** The next byte of each stream; the one used longest ago goes first. */
    private final Map<Flow, Integer> streams =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Flow, Integer> eldest) {
                    return size() > MAX_STREAMS;
                }
            };

    /** The packets that carry a payload: one, or several where a stream has much at once. */
    List<byte[]> around(Flow flow, Bytes payload) {
        List<byte[]> packets = new ArrayList<>(1);
        if (flow.transport() == Transport.UDP) {
            packets.add(packet(flow, udp(flow, payload.toArray())));
            return packets;
        }
        for (int at = 0; at < payload.size(); at += SEGMENT) {
            int end = Math.min(payload.size(), at + SEGMENT);
            packets.add(packet(flow, tcp(flow, payload.slice(at, end - at).toArray())));
        }
        return packets;
    }

    private static byte[] udp(Flow flow, byte[] payload) {
        int length = UDP_HEADER + payload.length;
        return ByteBuffer.allocate(length)
                .putShort((short) flow.source().getPort())
                .putShort((short) flow.destination().getPort())
                .putShort((short) length)
                .putShort((short) 0)
                .put(payload)
                .array();
    }

    private byte[] tcp(Flow flow, byte[] payload) {
        int sequence = streams.getOrDefault(flow, 1);
        int acknowledged = streams.getOrDefault(flow.reversed(), 1);
        streams.put(flow, sequence + payload.length);
        return ByteBuffer.allocate(TCP_HEADER + payload.length)
                .putShort((short) flow.source().getPort())
                .putShort((short) flow.destination().getPort())
                .putInt(sequence)
                .putInt(acknowledged)
                .putShort((short) PSH_ACK)
                .putShort((short) WINDOW)
                .putInt(0) // checksum and urgent pointer
                .put(payload)
                .array();
    }

    /** Puts IP around a segment, and the segment's checksum into it. */
    private static byte[] packet(Flow flow, byte[] segment) {
        byte[] source = address(flow.source());
        byte[] destination = address(flow.destination());
        boolean isUdp = flow.transport() == Transport.UDP;
        int protocol = isUdp ? PROTOCOL_UDP : PROTOCOL_TCP;
        boolean isV4 = source.length == 4 && destination.length == 4;
        if (!isV4) {
            source = mapped(source);
            destination = mapped(destination);
        }
        long sum = sum(source) + sum(destination) + protocol + segment.length + sum(segment);
        int checksum = folded(sum);
        int at = isUdp ? 6 : 16;
        int sent = isUdp && checksum == 0 ? 0xffff : checksum; // zero would mean none
        segment[at] = (byte) (sent >>> 8);
        segment[at + 1] = (byte) sent;
        if (!isV4) {
            return ByteBuffer.allocate(IPV6_HEADER + segment.length)
                    .putInt(6 << 28)
                    .putShort((short) segment.length)
                    .put((byte) protocol)
                    .put((byte) TTL)
                    .put(source)
                    .put(destination)
                    .put(segment)
                    .array();
        }
        byte[] header =
                ByteBuffer.allocate(IPV4_HEADER)
                        .putShort((short) 0x4500)
                        .putShort((short) (IPV4_HEADER + segment.length))
                        .putInt(0x4000) // not to be fragmented, so that it needs no number
                        .put((byte) TTL)
                        .put((byte) protocol)
                        .putShort((short) 0)
                        .put(source)
                        .put(destination)
                        .array();
        int headerChecksum = folded(sum(header));
        header[10] = (byte) (headerChecksum >>> 8);
        header[11] = (byte) headerChecksum;
        return ByteBuffer.allocate(IPV4_HEADER + segment.length).put(header).put(segment).array();
    }

    /** All zeros where only a name is known. */
    private static byte[] address(InetSocketAddress of) {
        InetAddress address = of.getAddress();
        return address == null ? new byte[4] : address.getAddress();
    }

    private static byte[] mapped(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        ByteBuffer mapped = ByteBuffer.allocate(16);
        return mapped.position(10).putShort((short) -1).put(address).array();
    }

    /** The sum of the big-endian words, the last filled up with zeros. */
    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
