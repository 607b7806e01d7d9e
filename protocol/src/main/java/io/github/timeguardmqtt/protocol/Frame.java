package io.github.timeguardmqtt.protocol;

/**
 * A valid frame together with its original bytes. Frames are equal when their bytes are.
 *
 * <p>Made by {@link FrameCodec}: decoded from bytes, built to be sent, or put together exactly from
 * its parts.
 */
public final class Frame implements DecodeResult {

    private final Bytes bytes;
    private final Envelope envelope;
    private final Message message;
    private final Bytes extra;

    Frame(Bytes bytes, Envelope envelope, Message message, Bytes extra) {
        this.bytes = bytes;
        this.envelope = envelope;
        this.message = message;
        this.extra = extra;
    }

    /** The whole frame as it was received or is to be sent, magic to footer. */
    public Bytes bytes() {
        return bytes;
    }

    /** What stands around the message. */
    public Envelope envelope() {
        return envelope;
    }

    /** What it says. */
    public Message message() {
        return message;
    }

    /** The bytes of the payload behind what {@link #message} shows. */
    public Bytes extra() {
        return extra;
    }

    /** What the checksum is of: type, flags, params size, sequence, device id, and the rest. */
    public Bytes payload() {
        return bytes.slice(
                FrameCodec.PAYLOAD_AT, bytes.size() - FrameCodec.PAYLOAD_AT - FrameCodec.TAIL);
    }

    /** The kind of its message. */
    public Kind kind() {
        return message.kind();
    }

    /** The device that sent it, or that it is for. */
    public DeviceId device() {
        return envelope.device();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return kind().label() + " " + device() + " " + bytes;
    }
}
