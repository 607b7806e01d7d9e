package io.github.timeguardmqtt.protocol;

/**
 * Why some bytes are not a frame.
 *
 * @param offset where what is wrong stands, counted from the first of the bytes
 * @param actual what stands there, or how many bytes there are
 * @param expected what should, or how many there should be at least
 */
public record Rejected(Reason reason, int offset, int actual, int expected)
        implements DecodeResult {

    /** The reasons, in the order in which they are looked for. */
    public enum Reason {
        /** It does not start as a frame does. */
        MAGIC,

        /** No payload has the size that is told. */
        SIZE,

        /** It ends too early. */
        TRUNCATED,

        /** It does not end as a frame does. */
        FOOTER,

        /** The checksum is that of another payload. */
        CHECKSUM,

        /** The type has a high bit. */
        TYPE,

        /** The flags have a high bit. */
        FLAGS,

        /** The params are told to be longer than the payload. */
        PARAMS_SIZE;

        private final String label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        /** The name that users see: {@code params-size}. */
        public String label() {
            return label;
        }
    }

    /** One sentence for a person. */
    public String detail() {
        return switch (reason) {
            case MAGIC -> "starts with " + wire(actual) + ", a frame with fa d4";
            case SIZE ->
                    "payload size is %d, but a payload has %d to %d bytes"
                            .formatted(actual, FrameCodec.MIN_PAYLOAD, FrameCodec.MAX_PAYLOAD);
            case TRUNCATED ->
                    "ends after %d byte%s, but needs at least %d"
                            .formatted(actual, actual == 1 ? "" : "s", expected);
            case FOOTER -> "footer is " + wire(actual) + ", not 2d df";
            case CHECKSUM ->
                    "checksum is %04x, but the payload's is %04x".formatted(actual, expected);
            case TYPE -> "type is %02x, but its high half must be zero".formatted(actual);
            case FLAGS -> "flags are %02x, but their high half must be zero".formatted(actual);
            case PARAMS_SIZE ->
                    "params size is %d, but the payload has room for %d"
                            .formatted(actual, expected);
        };
    }

    private static String wire(int word) {
        return "%02x %02x".formatted(word & 0xff, word >>> 8);
    }
}
