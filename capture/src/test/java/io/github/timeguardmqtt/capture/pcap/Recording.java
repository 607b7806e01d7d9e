package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Captures as tests make and read them, put together without the code under test. */
final class Recording {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;
    private int second = 1_780_000_000;

    private Recording(ByteOrder order) {
        this.order = order;
    }

    /** A pcap with times in microseconds. */
    static Recording pcap(ByteOrder order, int linkType) {
        Recording recording = new Recording(order);
        recording.put(
                ByteBuffer.allocate(24)
                        .order(order)
                        .putInt(0xa1b2c3d4)
                        .putShort((short) 2)
                        .putShort((short) 4)
                        .putLong(0)
                        .putInt(65_535)
                        .putInt(linkType));
        return recording;
    }

    static Recording pcap(int linkType) {
        return pcap(ByteOrder.LITTLE_ENDIAN, linkType);
    }

    /** What follows was recorded when the clock had been set. */
    Recording at(int epochSecond) {
        second = epochSecond;
        return this;
    }

    /** A packet, a second after the one before. */
    Recording packet(Bytes packet) {
        return packet(packet, packet.size());
    }

    /** A packet of which not all was recorded. */
    Recording packet(Bytes kept, int length) {
        put(
                ByteBuffer.allocate(16)
                        .order(order)
                        .putInt(second)
                        .putInt(123_456)
                        .putInt(kept.size())
                        .putInt(length));
        bytes.writeBytes(kept.toArray());
        second++;
        return this;
    }

    Recording nonsense(Bytes nonsense) {
        bytes.writeBytes(nonsense.toArray());
        return this;
    }

    private void put(ByteBuffer head) {
        bytes.writeBytes(Bytes.copyOf(head.flip()).toArray());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    List<Captured> read() throws IOException {
        return read(bytes());
    }

    /** What a reader makes of a capture of either kind. */
    static List<Captured> read(byte[] capture) throws IOException {
        List<Captured> read = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(capture);
        if (PcapngReader.begins(ByteBuffer.wrap(capture).getInt())) {
            PcapngReader.read(in, "", () -> {}, read::add);
        } else {
            PcapReader.read(in, "", () -> {}, read::add);
        }
        return read;
    }

    /** What was read, a line each. */
    static List<String> lines(List<Captured> read) {
        return read.stream()
                .map(captured ->
                        switch (captured) {
                            case Packet packet -> packet.datagram().bytes().toHex();
                            case Mark mark -> "mark " + mark.text();
                            case Unreadable none -> none.where() + ": " + none.sentence();
                        })
                .toList();
    }

    /** UDP in IPv4 from 192.168.1.48:9997 to 192.168.1.2:10997, with no checksums. */
    static Bytes udp(Bytes payload) {
        return ipv4(17, 0, 0, segment(payload));
    }

    static Bytes segment(Bytes payload) {
        return concat(be16(9997), be16(10_997), be16(8 + payload.size()), be16(0), payload);
    }

    /** Of a fragment, where there is an offset or more follows. */
    static Bytes ipv4(int protocol, int number, int flagsAndOffset, Bytes payload) {
        return concat(
                Bytes.of(0x45, 0),
                be16(20 + payload.size()),
                be16(number),
                be16(flagsAndOffset),
                Bytes.of(64, protocol, 0, 0, 192, 168, 1, 48, 192, 168, 1, 2),
                payload);
    }

    static Bytes ipv6(int next, Bytes payload) {
        return concat(
                Bytes.of(0x60, 0, 0, 0),
                be16(payload.size()),
                Bytes.of(next, 64),
                Bytes.ofHex("20010db8000000000000000000000001"),
                Bytes.ofHex("20010db8000000000000000000000002"),
                payload);
    }

    /** A segment of TCP from port 9997. */
    static Bytes tcp(int sequence, int flags, Bytes payload) {
        return ipv4(
                6,
                0,
                0,
                concat(
                        be16(9997),
                        be16(10_997),
                        be16(sequence >>> 16),
                        be16(sequence),
                        Bytes.of(0, 0, 0, 0, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0),
                        payload));
    }

    static Bytes be16(int value) {
        return Bytes.of(value >>> 8, value);
    }

    static Bytes concat(Bytes... parts) {
        return Bytes.concat(List.of(parts));
    }
}
