package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import java.util.Locale;

/** What the frame log says of a datagram. */
public enum Verdict {
    /** Frames of known kinds, and nothing else. */
    SUCCESS,
    /** Valid frames, one of which is of a kind that is not known. */
    UNKNOWN,
    /** Its first frame is not valid, or something trails the last. */
    FAILED;

    private final String label = name().toLowerCase(Locale.ROOT);

    public static Verdict of(Datagram datagram) {
        if (!(datagram.first() instanceof Frame) || !datagram.trailing().isEmpty()) {
            return FAILED;
        }
        return datagram.frames().stream().anyMatch(frame -> frame.kind() == Kind.UNKNOWN)
                ? UNKNOWN
                : SUCCESS;
    }

    /** The name that the log uses: {@code success}. */
    public String label() {
        return label;
    }
}
