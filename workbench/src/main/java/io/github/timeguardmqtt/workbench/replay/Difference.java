package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Something that came back otherwise than it was recorded.
 *
 * @param where what it should have been stands in the recording; empty for what is not there
 */
public record Difference(String where, String sentence) {

    /** The fields in which two frames of a kind differ, empty where in none that counts. */
    static String fields(Frame recorded, Frame came, Set<String> ignored) {
        StringJoiner differing = new StringJoiner(", ");
        for (FieldDifference it : FieldDifference.between(recorded, came, ignored)) {
            differing.add(
                    "%s was %s and is %s"
                            .formatted(
                                    it.field(),
                                    it.a().orElse("nothing"),
                                    it.b().orElse("nothing")));
        }
        return differing.toString();
    }
}
