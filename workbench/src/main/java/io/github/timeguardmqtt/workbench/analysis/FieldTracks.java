package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SequencedSet;

/**
 * The fields of the messages of one kind. They are visited in the same order each time, so that
 * their names are needed only once.
 */
final class FieldTracks implements FieldVisitor {

    /** Stands before the names of fields where those of several kinds are named together. */
    private final String prefix;

    private final List<Signal> all;
    private final Budget budget;
    private final List<KindTrack.Known> known = new ArrayList<>();
    private final List<UnknownTrack> unknowns = new ArrayList<>();
    private final Deque<String> around = new ArrayDeque<>();
    private int entry;
    private int nextKnown;
    private int nextUnknown;
    private long now;

    /**
     * @param all where each field that is seen for the first time is added to
     */
    FieldTracks(String prefix, List<Signal> all, Budget budget) {
        this.prefix = prefix;
        this.all = all;
        this.budget = budget;
    }

    void sample(Message message, long at) {
        now = at;
        nextKnown = 0;
        nextUnknown = 0;
        FrameFields.visit(message, this);
    }

    List<KindTrack.Known> known() {
        return known;
    }

    List<UnknownTrack> unknowns() {
        return unknowns;
    }

    @Override
    public void number(String field, Place place, long value, Unit unit) {
        if (unit == Unit.UNKNOWN_BITS) {
            bits(field, place, value);
            return;
        }
        FieldSort sort =
                switch (unit) {
                    case SECONDS, SECONDS_SINCE_1970 -> FieldSort.TIME;
                    default -> FieldSort.NUMBER;
                };
        known(field, place, sort).sample(value, now);
    }

    @Override
    public void flag(String field, Place place, boolean value) {
        Signal it = known(field, place, FieldSort.FLAG);
        it.label(value ? 1 : 0, value ? "yes" : "no");
        it.sample(value ? 1 : 0, now);
    }

    @Override
    public void coded(String field, Place place, Coded value) {
        Signal it = known(field, place, FieldSort.CODED);
        it.label(value.value(), value.label());
        it.sample(value.value(), now);
    }

    @Override
    public void days(String field, Place place, SequencedSet<DayOfWeek> value) {
        Signal it = known(field, place, FieldSort.TEXT);
        long set = 0;
        for (DayOfWeek day : value) {
            set |= 1L << day.getValue() % 7;
        }
        if (set != it.last()) {
            it.label(set, value.toString());
        }
        it.sample(set, now);
    }

    @Override
    public void text(String field, Place place, Text value, Charset charset) {
        Signal it = known(field, place, FieldSort.TEXT);
        long hash = UnknownTrack.hash(value.bytes());
        if (hash != it.last()) {
            it.label(hash, value.in(charset).orElseGet(() -> value.bytes().toHex()));
        }
        it.sample(hash, now);
    }

    @Override
    public void unknown(String field, Place place, Bytes value) {
        if (nextUnknown == unknowns.size()) {
            unknowns.add(new UnknownTrack(path(field), place.offset(), budget));
        }
        unknowns.get(nextUnknown++).sample(value, now, all);
    }

    private void bits(String field, Place place, long value) {
        if (nextUnknown == unknowns.size()) {
            unknowns.add(new UnknownTrack(path(field), place, budget));
        }
        unknowns.get(nextUnknown++).sample(value, now, all);
    }

    @Override
    public void beginObject(String field) {
        if (field.isEmpty()) {
            entry++;
        }
        around.addLast(field);
    }

    @Override
    public void endObject() {
        around.removeLast();
    }

    @Override
    public void beginList(String field) {
        around.addLast(field);
        entry = 0;
    }

    @Override
    public void endList() {
        around.removeLast();
    }

    private Signal known(String field, Place place, FieldSort sort) {
        if (nextKnown == known.size()) {
            String path = path(field);
            int width = place.bits() == 0 ? 8 * place.length() : Integer.bitCount(place.bits());
            Signal added = new Signal(prefix + path, sort, width, budget);
            known.add(new KindTrack.Known(path, added));
            all.add(added);
        }
        return known.get(nextKnown++).signal();
    }

    private String path(String field) {
        StringBuilder path = new StringBuilder();
        for (String step : around) {
            path.append(step.isEmpty() ? Integer.toString(entry) : step).append('.');
        }
        return path.append(field).toString();
    }
}
