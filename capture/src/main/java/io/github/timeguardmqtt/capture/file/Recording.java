package io.github.timeguardmqtt.capture.file;

import io.github.timeguardmqtt.capture.Captured;
import java.util.function.Consumer;

/** Recorded traffic that can be read more than once, in as many files as it may be. */
@FunctionalInterface
public interface Recording {

    /** Hands over everything, in its order. */
    void forEach(Consumer<Captured> to);
}
