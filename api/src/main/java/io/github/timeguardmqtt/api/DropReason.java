package io.github.timeguardmqtt.api;

import java.util.Locale;

/** Why the gateway did not pass something on. */
public enum DropReason {
    SOURCE("came from outside the private address ranges; --allow-source lets more in"),
    SERVER_FRAME("claimed to come from the server, but did not come from the cloud"),
    NOT_A_DEVICE_FRAME("came from an unknown sender and is not a valid frame of a device"),
    EMPTY("holds no byte, and the system sends no such thing to the cloud"),
    LOCAL_MODE("came from the cloud for a device in local mode"),
    LOCAL_GARBAGE("is not a valid frame, and in local mode nobody else could want it"),
    MAX_DEVICES("came from a new device, but as many as --max-devices allows are known already"),
    LOOP("was our own, redirected back to us; exempt this machine from the redirection"),
    CLOUD_UNKNOWN,
    UNREACHABLE,
    SEND_BUFFER_FULL,
    NO_SOCKET;

    private final String sentence;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** One that a {@link Outage} tells of: such datagrams are counted, and nothing more is said. */
    DropReason() {
        this("");
    }

    DropReason(String sentence) {
        this.sentence = sentence;
    }

    /** The name that users see: {@code server-frame}. */
    public String label() {
        return label;
    }

    /** What to say of such a datagram behind "it"; empty where nothing is to be said. */
    public String sentence() {
        return sentence;
    }
}
