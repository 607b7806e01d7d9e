package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import java.util.List;

/** Writes what {@code decode} finds, in one form or another. */
interface CapturedPrinter {

    /**
     * Anything.
     *
     * @param changed see {@link #packet}
     */
    default void captured(Captured captured, List<String> changed) {
        switch (captured) {
            case Packet packet -> packet(packet, changed);
            case Mark mark -> mark(mark);
            case Unreadable none -> unreadable(none);
        }
    }

    /**
     * A datagram, valid or not.
     *
     * @param changed the fields that are not as in the frame before, where that was asked for
     */
    void packet(Packet packet, List<String> changed);

    void mark(Mark mark);

    /** Something that holds no datagram. */
    void unreadable(Unreadable none);

    /** Everything so far can be seen. */
    void flush();
}
