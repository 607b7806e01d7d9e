package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What nobody has explained of a frame: its unknown bits and bytes and their values, what stands
 * behind its message, and values that have no name. Fields of the same name in a list are one.
 */
public final class UnknownValues implements FieldVisitor {

    private final SequencedMap<String, String> values = new LinkedHashMap<>();

    private UnknownValues() {}

    /** By name, in the order of the wire. */
    public static SequencedMap<String, String> of(Frame frame) {
        UnknownValues values = new UnknownValues();
        FrameFields.visit(frame.message(), values);
        if (!frame.extra().isEmpty()) {
            values.add("extra", frame.extra().toHex());
        }
        return values.values;
    }

    private void add(String name, String value) {
        values.merge(
                name, value, (before, now) -> before.equals(now) ? before : before + " " + now);
    }

    @Override
    public void number(String name, Place place, long value, Unit unit) {
        if (unit == Unit.UNKNOWN_BITS) {
            add(name, Long.toString(value));
        }
    }

    @Override
    public void coded(String name, Place place, Coded value) {
        if (!value.isKnown()) {
            add(name, value.label());
        }
    }

    @Override
    public void unknown(String name, Place place, Bytes value) {
        add(name, value.toHex());
    }

    @Override
    public void flag(String name, Place place, boolean value) {}

    @Override
    public void days(String name, Place place, SequencedSet<DayOfWeek> value) {}

    @Override
    public void text(String name, Place place, Text value, Charset charset) {}

    @Override
    public void beginObject(String name) {}

    @Override
    public void endObject() {}

    @Override
    public void beginList(String name) {}

    @Override
    public void endList() {}
}
