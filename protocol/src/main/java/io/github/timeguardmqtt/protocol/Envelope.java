package io.github.timeguardmqtt.protocol;

/**
 * What stands around a message in its frame. Sizes, checksum, magic and footer follow from the
 * rest, but for the params size: a payload can be longer than its params. Source:
 * docs/reference/protocol.md, "Frame".
 *
 * @param messageId u32; a device counts up, the server always sends 0xffffffff
 * @param type 0..15
 * @param flags 0..15
 * @param paramsSize u16, as the frame tells it
 * @param sequence u8; 0xff for a device's own reports and their answers
 * @param unknown three bytes that nobody has explained; zero from a device
 */
public record Envelope(
        long messageId,
        int type,
        int flags,
        int paramsSize,
        int sequence,
        Bytes unknown,
        DeviceId device) {

    /** The sequence of a device's own reports and of the answers to them. */
    public static final int REPORT_SEQUENCE = 0xff;

    /** The message id of every frame from the server. */
    public static final long SERVER_MESSAGE_ID = Range.U32;

    static final Bytes ZERO_UNKNOWN = Bytes.of(0, 0, 0);

    /**
     * @throws IllegalArgumentException when a part does not fit its field
     */
    public Envelope {
        Range.check("message id", messageId, Range.U32);
        Range.check("type", type, 0x0f);
        Range.check("flags", flags, 0x0f);
        Range.check("params size", paramsSize, Range.U16);
        Range.check("sequence", sequence, Range.U8);
        Range.checkSize("unknown", unknown, 3);
    }

    /** Whether the frame says that the server sent it. */
    public boolean fromServer() {
        return Kind.isFromServer(flags);
    }
}
