package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.workbench.diff.Comparison;
import java.util.List;
import java.util.Optional;

/** Shows what {@code timeguard diff} found. */
interface DifferencePrinter {

    /**
     * Two frames.
     *
     * @param a kind and device; nothing where it is no frame
     * @param found empty where they are the same
     */
    void frames(Optional<String> a, Optional<String> b, List<FieldDifference> found);

    /** Two recordings; tells whether they are the same. */
    boolean recordings(String a, String b, Comparison comparison);
}
