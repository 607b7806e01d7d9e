package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.StringJoiner;

/**
 * The fields of a frame's message by their names, as JSON has them: {@code periods[2].start.minute}
 * and what it is, {@code 390}. For whoever compares frames.
 */
public final class FieldValues implements FieldVisitor {

    private final SequencedMap<String, String> values = new LinkedHashMap<>();

    /** The paths of those that nobody has explained. */
    private final SequencedSet<String> unexplained = new LinkedHashSet<>();

    private final ArrayDeque<String> around = new ArrayDeque<>();
    private int entry;

    private FieldValues() {}

    private static FieldValues visited(Frame frame) {
        FieldValues fields = new FieldValues();
        FrameFields.visit(frame.message(), fields);
        if (!frame.extra().isEmpty()) {
            fields.add("extra", frame.extra().toHex(), false);
        }
        return fields;
    }

    /** In the order of the wire; what stands behind the message is {@code extra}. */
    public static SequencedMap<String, String> of(Frame frame) {
        return visited(frame).values;
    }

    /**
     * The same of what nobody has explained alone: unknown bits and bytes, what stands behind the
     * message, and values that have no name.
     */
    public static SequencedMap<String, String> unexplained(Frame frame) {
        FieldValues fields = visited(frame);
        fields.values.keySet().retainAll(fields.unexplained);
        return fields.values;
    }

    private void add(String name, String value, boolean isExplained) {
        StringJoiner path = new StringJoiner(".");
        around.forEach(path::add);
        path.add(name);
        values.put(path.toString(), value);
        if (!isExplained) {
            unexplained.add(path.toString());
        }
    }

    @Override
    public void number(String name, Place place, long value, Unit unit) {
        add(name, Long.toString(value), unit != Unit.UNKNOWN_BITS);
    }

    @Override
    public void flag(String name, Place place, boolean value) {
        add(name, Boolean.toString(value), true);
    }

    @Override
    public void coded(String name, Place place, Coded value) {
        add(name, value.label(), value.isKnown());
    }

    @Override
    public void days(String name, Place place, SequencedSet<DayOfWeek> value) {
        add(name, value.toString(), true);
    }

    @Override
    public void text(String name, Place place, Text value, Charset charset) {
        add(name, value.in(charset).orElseGet(() -> value.bytes().toHex()), true);
    }

    @Override
    public void unknown(String name, Place place, Bytes value) {
        add(name, value.toHex(), false);
    }

    @Override
    public void beginObject(String name) {
        if (name.isEmpty()) {
            around.addLast(around.removeLast().replaceFirst("(\\[\\d+])?$", "[" + entry++ + "]"));
        } else {
            around.addLast(name);
        }
    }

    @Override
    public void endObject() {
        if (!around.getLast().endsWith("]")) {
            around.removeLast();
        }
    }

    @Override
    public void beginList(String name) {
        around.addLast(name);
        entry = 0;
    }

    @Override
    public void endList() {
        around.removeLast();
    }
}
