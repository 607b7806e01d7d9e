package io.github.timeguardmqtt.capture.replay;

import io.github.timeguardmqtt.capture.text.FieldValues;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
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
        SequencedMap<String, String> before = FieldValues.of(recorded);
        SequencedMap<String, String> now = FieldValues.of(came);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(now.keySet());
        StringJoiner differing = new StringJoiner(", ");
        for (String name : names) {
            String was = before.getOrDefault(name, "nothing");
            String is = now.getOrDefault(name, "nothing");
            if (!was.equals(is) && !ignored.contains(name)) {
                differing.add(name + " was " + was + " and is " + is);
            }
        }
        return differing.toString();
    }
}
