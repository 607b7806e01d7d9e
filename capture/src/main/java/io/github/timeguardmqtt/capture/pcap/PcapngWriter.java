package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a section of pcapng, as draft-ietf-opsawg-pcapng has it: an interface a leg, and one for
 * marks. The layers below a datagram are made from its addresses. What a packet's text says is its
 * comment, and so is a fate that is not the ordinary one.
 *
 * <p>Each block reaches the stream in one call of {@link OutputStream#write(byte[])}, so that who
 * owns the stream can see to it that none is there by half. Not for several threads.
 */
public final class PcapngWriter {

    /** Section header, interface description and enhanced packet. */
    static final int SECTION = 0x0a0d0d0a;

    static final int INTERFACE = 1;
    static final int ENHANCED_PACKET = 6;
    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    static final int OPTION_END = 0;
    static final int OPTION_COMMENT = 1;
    static final int SECTION_APPLICATION = 4;
    static final int INTERFACE_NAME = 2;
    static final int INTERFACE_DESCRIPTION = 3;
    static final int INTERFACE_TIME_RESOLUTION = 9;
    static final int PACKET_FLAGS = 2;

    static final int FLAG_INBOUND = 1;
    static final int FLAG_OUTBOUND = 2;

    /** What stands before a mark in its comment. */
    static final String MARK = "mark: ";

    /** The exponent of ten of a nanosecond. */
    private static final byte NANOSECONDS = 9;

    /** Version 1.0, and a section whose length is not told. */
    private static final int MAJOR = 1;

    /** The interfaces, by their purpose, in the order of their numbers; described at first use. */
    private enum Interface {
        DEVICE("device", "between devices and gateway", LinkType.RAW),
        CLOUD("cloud", "between gateway and cloud", LinkType.RAW),
        OTHER("traffic", "recorded elsewhere", LinkType.RAW),
        FRAMES("frames", "frames without addresses", LinkType.UPPER_PDU),
        MARKS("marks", "what somebody noted", LinkType.UPPER_PDU);

        private final String label;
        private final String description;
        private final LinkType link;

        Interface(String label, String description, LinkType link) {
            this.label = label;
            this.description = description;
            this.link = link;
        }
    }

    private static final Instant LAST = Instant.ofEpochSecond(0, Long.MAX_VALUE);
    private static final String NO_TIME = "its time cannot be written: ";

    private final OutputStream out;
    private final List<Interface> described = new ArrayList<>();
    private final Layers layers = new Layers();

    /**
     * Begins a section.
     *
     * @param application what writes, with its version
     * @throws IOException of the stream
     */
    public PcapngWriter(OutputStream out, String application) throws IOException {
        this.out = out;
        Block block = new Block(SECTION);
        block.u32(BYTE_ORDER_MAGIC).u16(MAJOR).u16(0).u32(-1).u32(-1);
        block.option(SECTION_APPLICATION, application.getBytes(UTF_8)).endOfOptions();
        out.write(block.toByteArray());
    }

    /**
     * Writes a packet. One without a time is of 1970, and so is one of a year before that or after
     * 2262, with its time in a comment.
     *
     * @throws IOException of the stream
     */
    public void packet(Packet packet) throws IOException {
        List<String> comments = new ArrayList<>();
        Stream.of(packet.fate().comment(), packet.text())
                .filter(comment -> !comment.isEmpty())
                .forEach(comments::add);
        Optional<Flow> flow = packet.flow();
        Bytes payload = packet.datagram().bytes();
        if (flow.isEmpty()) {
            byte[] pdu = UpperPdu.bytes(UpperPdu.FRAME, payload.toArray());
            write(Interface.FRAMES, packet.at(), pdu, packet.direction(), comments);
        } else {
            Interface by =
                    switch (packet.leg()) {
                        case DEVICE -> Interface.DEVICE;
                        case CLOUD -> Interface.CLOUD;
                        case UNKNOWN -> Interface.OTHER;
                    };
            for (byte[] bytes : layers.around(flow.get(), payload)) {
                write(by, packet.at(), bytes, packet.direction(), comments);
            }
        }
    }

    /**
     * Writes a mark.
     *
     * @throws IOException of the stream
     */
    public void mark(Mark mark) throws IOException {
        write(
                Interface.MARKS,
                mark.at(),
                UpperPdu.bytes(UpperPdu.TEXT, mark.text().getBytes(UTF_8)),
                Direction.UNKNOWN,
                List.of(MARK + mark.text()));
    }

    private void write(
            Interface by,
            Optional<Instant> at,
            byte[] bytes,
            Direction direction,
            List<String> comments)
            throws IOException {
        Instant time = at.filter(PcapngWriter::fits).orElse(Instant.EPOCH);
        long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
        Block block = new Block(ENHANCED_PACKET);
        block.u32(number(by)).u32((int) (nanos >>> 32)).u32((int) nanos);
        block.u32(bytes.length).u32(bytes.length).padded(bytes);
        if (at.isPresent() && !fits(at.get())) {
            block.option(OPTION_COMMENT, (NO_TIME + at.get()).getBytes(UTF_8));
        }
        for (String comment : comments) {
            block.option(OPTION_COMMENT, UpperPdu.cut(comment.getBytes(UTF_8)));
        }
        if (direction != Direction.UNKNOWN) {
            int flag = direction == Direction.IN ? FLAG_INBOUND : FLAG_OUTBOUND;
            block.option(PACKET_FLAGS, new byte[] {(byte) flag, 0, 0, 0});
        }
        out.write(block.endOfOptions().toByteArray());
    }

    /** Whether a capture can say this time; a damaged log may name any year. */
    private static boolean fits(Instant time) {
        return !time.isBefore(Instant.EPOCH) && !time.isAfter(LAST);
    }

    /** The number of an interface, which is described before it is first used. */
    private int number(Interface by) throws IOException {
        if (!described.contains(by)) {
            Block block = new Block(INTERFACE);
            block.u16(by.link.number()).u16(0).u32(0);
            block.option(INTERFACE_NAME, by.label.getBytes(UTF_8));
            block.option(INTERFACE_DESCRIPTION, by.description.getBytes(UTF_8));
            block.option(INTERFACE_TIME_RESOLUTION, new byte[] {NANOSECONDS}).endOfOptions();
            out.write(block.toByteArray());
            described.add(by);
        }
        return described.indexOf(by);
    }

    /** The leg that an interface of this name stands for. */
    static Side leg(String name) {
        return switch (name) {
            case "device" -> Side.DEVICE;
            case "cloud" -> Side.CLOUD;
            default -> Side.UNKNOWN;
        };
    }

    /** A block in the making, little-endian. */
    private static final class Block {

        private final int type;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

        Block(int type) {
            this.type = type;
        }

        Block u16(int value) {
            body.write(value);
            body.write(value >>> 8);
            return this;
        }

        Block u32(int value) {
            return u16(value).u16(value >>> 16);
        }

        /** The bytes, and zeros up to a multiple of four. */
        Block padded(byte[] bytes) {
            body.writeBytes(bytes);
            body.writeBytes(new byte[-bytes.length & 3]);
            return this;
        }

        Block option(int code, byte[] value) {
            return u16(code).u16(value.length).padded(value);
        }

        Block endOfOptions() {
            return u16(OPTION_END).u16(0);
        }

        byte[] toByteArray() {
            int length = body.size() + 12;
            return ByteBuffer.allocate(length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(type)
                    .putInt(length)
                    .put(body.toByteArray())
                    .putInt(length)
                    .array();
        }
    }
}
