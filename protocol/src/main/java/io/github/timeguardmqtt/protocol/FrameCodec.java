package io.github.timeguardmqtt.protocol;

import io.github.timeguardmqtt.protocol.Rejected.Reason;
import java.util.List;
import java.util.Optional;

/** Bytes to frames and frames to bytes. Source: docs/reference/protocol.md, "Frame". */
public final class FrameCodec {

    /** The largest UDP payload over IPv4. */
    public static final int MAX_DATAGRAM = 65_507;

    static final int MAGIC = 0xd4fa;
    static final int FOOTER = 0xdf2d;

    static final int MAGIC_AT = 0;
    static final int SIZE_AT = 2;
    static final int MESSAGE_ID_AT = 4;
    static final int PAYLOAD_AT = 8;
    static final int TYPE_AT = 8;
    static final int FLAGS_AT = 9;
    static final int PARAMS_SIZE_AT = 10;
    static final int SEQUENCE_AT = 12;
    static final int UNKNOWN_AT = 13;
    static final int DEVICE_AT = 16;
    static final int PARAMS_AT = 20;

    /** Checksum and footer. */
    static final int TAIL = 4;

    /** A payload without params. */
    static final int MIN_PAYLOAD = PARAMS_AT - PAYLOAD_AT;

    static final int MIN_FRAME = PAYLOAD_AT + MIN_PAYLOAD + TAIL;
    static final int MAX_PAYLOAD = MAX_DATAGRAM - PAYLOAD_AT - TAIL;

    private FrameCodec() {}

    /**
     * The frame at the start of {@code bytes}; what stands behind it is not looked at. Never
     * throws.
     */
    public static DecodeResult decode(Bytes bytes) {
        Optional<Rejected> wrong = check(bytes);
        return wrong.isPresent() ? wrong.get() : frame(bytes.slice(0, frameSize(bytes)));
    }

    /**
     * A frame from the server to {@code device}.
     *
     * @param sequence 0..254 for a request, 255 for the answer to a report
     * @throws IllegalArgumentException when a server does not send this message so, or a device
     *     cannot take it; the text names every problem
     */
    public static Frame fromServer(DeviceId device, int sequence, Message message) {
        return build(true, device, Envelope.SERVER_MESSAGE_ID, sequence, message);
    }

    /**
     * A frame from {@code device} to the server.
     *
     * @param messageId the device's count of frames, u32
     * @param sequence 255 for a report, that of the request for an answer
     * @throws IllegalArgumentException when a device does not send this message so; the text names
     *     every problem
     */
    public static Frame fromDevice(DeviceId device, long messageId, int sequence, Message message) {
        return build(false, device, messageId, sequence, message);
    }

    /**
     * A frame from exactly these parts, whether anybody would send it or not: for tools that
     * rebuild, mask or distort frames.
     *
     * @param extra the bytes of the payload behind the message
     * @throws IllegalArgumentException when the parts do not make a valid frame, or would be
     *     decoded as others
     */
    public static Frame exact(Envelope envelope, Message message, Bytes extra) {
        Kind told = Kind.of(envelope.type(), envelope.flags());
        int ownSize = Encoder.size(message);
        int payloadSize = MIN_PAYLOAD + ownSize + extra.size();
        if (message.kind() == Kind.UNKNOWN) {
            if (envelope.paramsSize() != ownSize) {
                throw new IllegalArgumentException(
                        "params size is %d, but the params have %d bytes"
                                .formatted(envelope.paramsSize(), ownSize));
            }
            if (told != Kind.UNKNOWN && ownSize >= told.paramsSize()) {
                throw new IllegalArgumentException(
                        "type and flags are those of " + told.label() + ", which is not unknown");
            }
        } else if (message.kind() != told) {
            throw new IllegalArgumentException(
                    "type and flags are those of %s, not of %s"
                            .formatted(told.label(), message.kind().label()));
        } else if (envelope.paramsSize() < ownSize
                || envelope.paramsSize() > ownSize + extra.size()) {
            throw new IllegalArgumentException(
                    "params size is %d, but the params have %d%s bytes"
                            .formatted(
                                    envelope.paramsSize(),
                                    ownSize,
                                    extra.isEmpty() ? "" : " to " + (ownSize + extra.size())));
        }
        if (payloadSize > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "the payload has %d bytes, but a datagram has room for %d"
                            .formatted(payloadSize, MAX_PAYLOAD));
        }
        byte[] frame = new byte[PAYLOAD_AT + payloadSize + TAIL];
        Writer writer = new Writer(frame);
        writer.u16(MAGIC);
        writer.u16(payloadSize);
        writer.u32(envelope.messageId());
        writer.u8(envelope.type());
        writer.u8(envelope.flags());
        writer.u16(envelope.paramsSize());
        writer.u8(envelope.sequence());
        writer.bytes(envelope.unknown());
        writer.u32(envelope.device().value());
        Encoder.write(message, writer);
        writer.bytes(extra);
        writer.u16(Crc16Xmodem.of(frame, PAYLOAD_AT, payloadSize));
        writer.u16(FOOTER);
        return new Frame(Bytes.wrap(frame), envelope, message, extra);
    }

    /** Why no frame stands at the start of these bytes; empty where one does. */
    static Optional<Rejected> check(Bytes bytes) {
        Optional<Rejected> wrong = checkHead(bytes);
        if (wrong.isPresent()) {
            return wrong;
        }
        int available = bytes.size();
        if (available < PAYLOAD_AT) {
            return Optional.of(truncated(available, MIN_FRAME));
        }
        int frameSize = frameSize(bytes);
        if (available < frameSize) {
            return Optional.of(truncated(available, frameSize));
        }
        int footer = bytes.u16(frameSize - 2);
        if (footer != FOOTER) {
            return Optional.of(new Rejected(Reason.FOOTER, frameSize - 2, footer, FOOTER));
        }
        int checksum = bytes.u16(frameSize - TAIL);
        int expected = bytes.crc(PAYLOAD_AT, frameSize - PAYLOAD_AT - TAIL);
        if (checksum != expected) {
            return Optional.of(new Rejected(Reason.CHECKSUM, frameSize - TAIL, checksum, expected));
        }
        return checkPayloadHead(bytes);
    }

    /**
     * The frame with another payload of the same size, and the checksum that belongs to it: for
     * tools that hide or distort what a frame says. Whether the payload is valid is not looked at.
     *
     * @throws IllegalArgumentException when the size is another
     */
    public static Bytes withPayload(Frame frame, Bytes payload) {
        Range.checkSize("payload", payload, frame.payload().size());
        byte[] changed = frame.bytes().toArray();
        payload.copyTo(changed, PAYLOAD_AT);
        int checksum = Crc16Xmodem.of(changed, PAYLOAD_AT, payload.size());
        changed[PAYLOAD_AT + payload.size()] = (byte) checksum;
        changed[PAYLOAD_AT + payload.size() + 1] = (byte) (checksum >>> 8);
        return Bytes.wrap(changed);
    }

    /**
     * What is wrong with the first bytes of a frame, as far as they are there; empty where nothing
     * is.
     */
    static Optional<Rejected> checkHead(Bytes bytes) {
        int available = bytes.size();
        if (available < SIZE_AT) {
            return Optional.of(truncated(available, MIN_FRAME));
        }
        if (bytes.u16(MAGIC_AT) != MAGIC) {
            return Optional.of(new Rejected(Reason.MAGIC, MAGIC_AT, bytes.u16(MAGIC_AT), MAGIC));
        }
        if (available >= MESSAGE_ID_AT) {
            int size = bytes.u16(SIZE_AT);
            if (size < MIN_PAYLOAD || size > MAX_PAYLOAD) {
                return Optional.of(
                        new Rejected(
                                Reason.SIZE,
                                SIZE_AT,
                                size,
                                size < MIN_PAYLOAD ? MIN_PAYLOAD : MAX_PAYLOAD));
            }
        }
        return Optional.empty();
    }

    /** As {@link #checkHead}, for what stands behind it. */
    static Optional<Rejected> checkPayloadHead(Bytes bytes) {
        int available = bytes.size();
        if (available > TYPE_AT && bytes.at(TYPE_AT) > 0x0f) {
            return Optional.of(new Rejected(Reason.TYPE, TYPE_AT, bytes.at(TYPE_AT), 0x0f));
        }
        if (available > FLAGS_AT && bytes.at(FLAGS_AT) > 0x0f) {
            return Optional.of(new Rejected(Reason.FLAGS, FLAGS_AT, bytes.at(FLAGS_AT), 0x0f));
        }
        if (available >= SEQUENCE_AT) {
            int room = bytes.u16(SIZE_AT) - MIN_PAYLOAD;
            int paramsSize = bytes.u16(PARAMS_SIZE_AT);
            if (paramsSize > room) {
                return Optional.of(
                        new Rejected(Reason.PARAMS_SIZE, PARAMS_SIZE_AT, paramsSize, room));
            }
        }
        return Optional.empty();
    }

    /** How long the frame is that starts with these bytes, four at least. */
    static int frameSize(Bytes head) {
        return PAYLOAD_AT + head.u16(SIZE_AT) + TAIL;
    }

    /** The frame that these bytes are: nothing is wrong with them, and nothing follows. */
    static Frame frame(Bytes bytes) {
        Envelope envelope =
                new Envelope(
                        bytes.u32(MESSAGE_ID_AT),
                        bytes.at(TYPE_AT),
                        bytes.at(FLAGS_AT),
                        bytes.u16(PARAMS_SIZE_AT),
                        bytes.at(SEQUENCE_AT),
                        bytes.slice(UNKNOWN_AT, 3),
                        new DeviceId((int) bytes.u32(DEVICE_AT)));
        Kind kind = Kind.of(envelope.type(), envelope.flags());
        Bytes params = bytes.slice(PARAMS_AT, envelope.paramsSize());
        Message message =
                Decoder.decode(params.size() < kind.paramsSize() ? Kind.UNKNOWN : kind, params);
        int shown = PARAMS_AT + Encoder.size(message);
        return new Frame(bytes, envelope, message, bytes.slice(shown, bytes.size() - TAIL - shown));
    }

    private static Frame build(
            boolean server, DeviceId device, long messageId, int sequence, Message message) {
        List<String> problems = Sendable.problems(server, messageId, sequence, message);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    message.kind().label() + " cannot be sent: " + String.join("; ", problems));
        }
        Kind kind = message.kind();
        Envelope envelope =
                new Envelope(
                        messageId,
                        kind.type(),
                        kind.flags(),
                        kind.paramsSize(),
                        sequence,
                        Envelope.ZERO_UNKNOWN,
                        device);
        return exact(envelope, message, Bytes.EMPTY);
    }

    private static Rejected truncated(int available, int needed) {
        return new Rejected(Reason.TRUNCATED, available, available, needed);
    }
}
