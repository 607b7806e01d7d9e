package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One side of a recording, for one device. Time and input come in; nothing is waited for. */
public sealed interface Part permits DevicePart, CloudPart {

    /** How many frames there are to send of its own accord. */
    int size();

    /** How many of them have been sent. */
    int sent();

    /** How many frames that came back were compared with what was recorded. */
    int compared();

    /** When the next is to be sent, after the recording's first frame; nothing where none is. */
    Optional<Duration> nextAfter();

    /** Whether something that was recorded has not come back yet. */
    boolean isAwaiting();

    /** The next frame. */
    Bytes send();

    /**
     * Takes what has come.
     *
     * @param now by the wall clock
     * @return what is said to that
     */
    Optional<Bytes> receive(Frame frame, Instant now);

    /** Everything that came otherwise than it was recorded, after the end. */
    List<Difference> differences();
}
