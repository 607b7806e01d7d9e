package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A field that is not the same in two frames.
 *
 * @param field its name as {@link FieldValues} has it; with {@code header.} before it where it
 *     stands before the message
 * @param a what it is in the one; nothing where that has no such field
 * @param b what it is in the other
 */
public record FieldDifference(String field, Optional<String> a, Optional<String> b) {

    /** Between the messages of two frames, in the order of the wire. */
    public static List<FieldDifference> between(Frame a, Frame b, Set<String> ignored) {
        return between(FieldValues.of(a), FieldValues.of(b), ignored);
    }

    /**
     * Between two whole frames. Where all fields are the same and the bytes are not, which stand
     * behind the end of a text, the bytes are the difference.
     */
    public static List<FieldDifference> ofAll(Frame a, Frame b) {
        Map<String, String> inA = header(a.envelope());
        Map<String, String> inB = header(b.envelope());
        inA.putAll(FieldValues.of(a));
        inB.putAll(FieldValues.of(b));
        List<FieldDifference> found = between(inA, inB, Set.of());
        return found.isEmpty() && !a.equals(b) ? List.of(ofBytes(a, b)) : found;
    }

    /** Of two frames all of whose fields are the same, though their bytes are not. */
    public static FieldDifference ofBytes(Frame a, Frame b) {
        return new FieldDifference(
                "bytes",
                Optional.of(a.payload().toSpacedHex()),
                Optional.of(b.payload().toSpacedHex()));
    }

    private static Map<String, String> header(Envelope it) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("header.messageId", Long.toString(it.messageId()));
        header.put("header.type", Integer.toString(it.type()));
        header.put("header.flags", Integer.toString(it.flags()));
        header.put("header.paramsSize", Integer.toString(it.paramsSize()));
        header.put("header.sequence", Integer.toString(it.sequence()));
        header.put("header.unknown", it.unknown().toHex());
        header.put("header.deviceId", it.device().toString());
        return header;
    }

    private static List<FieldDifference> between(
            Map<String, String> a, Map<String, String> b, Set<String> ignored) {
        Set<String> names = new LinkedHashSet<>(a.keySet());
        names.addAll(b.keySet());
        names.removeAll(ignored);
        List<FieldDifference> found = new ArrayList<>();
        for (String name : names) {
            FieldDifference it =
                    new FieldDifference(
                            name,
                            Optional.ofNullable(a.get(name)),
                            Optional.ofNullable(b.get(name)));
            if (!it.a.equals(it.b)) {
                found.add(it);
            }
        }
        return found;
    }
}
