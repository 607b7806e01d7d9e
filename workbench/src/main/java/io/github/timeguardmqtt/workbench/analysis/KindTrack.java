package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SequencedSet;

/**
 * All messages of one kind from one device, field by field. The fields of a kind are visited in the
 * same order each time, so that their names are needed only once.
 */
final class KindTrack implements FieldVisitor {

    /** So many bytes of a field are looked at. */
    static final int MAX_BYTES = 64;

    private static final int MAX_FRAMES = 4096;
    private static final int MAX_ROWS = 512;

    /** A known field. */
    record Known(String field, Signal signal) {}

    /** What all fields held when a message came. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    record Row(long at, long[] own, long[] shared) {}

    private final String name;
    private final Budget budget;

    /** The prefix of this kind's fields where those of several kinds are named together. */
    private final String prefix;

    private final List<Known> known = new ArrayList<>();
    private final List<UnknownTrack> unknowns = new ArrayList<>();
    private final List<Signal> own = new ArrayList<>();
    private final List<Signal> shared;
    private final List<Row> rows = new ArrayList<>();
    private final Signal messageId;
    private final Signal paramsSize;
    private final UnknownTrack extra;
    private long stride = 1;
    private long frames;
    private long[] times = {};

    private final Deque<String> around = new ArrayDeque<>();
    private int entry;
    private int nextKnown;
    private int nextUnknown;
    private long now;

    /**
     * @param shared what rows hold besides: fields of other kinds, which may become more
     */
    KindTrack(String name, List<Signal> shared, Budget budget) {
        this.name = name;
        this.shared = shared;
        this.budget = budget;
        prefix = name.equals(Kind.PING_REQUEST.label()) ? "" : name + " ";
        messageId = new Signal("message id", FieldSort.TIME, 32, budget);
        paramsSize = new Signal("params size", FieldSort.NUMBER, 16, budget);
        extra = new UnknownTrack("extra", 0, budget);
        own.add(messageId);
        own.add(paramsSize);
    }

    void take(Frame frame, long at) {
        now = at;
        nextKnown = 0;
        nextUnknown = 0;
        FrameFields.visit(frame.message(), this);
        Bytes more = frame.extra();
        messageId.sample(frame.envelope().messageId(), at);
        paramsSize.sample(frame.envelope().paramsSize(), at);
        if (!more.isEmpty() || extra.samples() > 0) {
            extra.at(frame.bytes().size() - 4 - more.size());
            extra.sample(more, at, own);
        }
        if (frames < MAX_FRAMES) {
            if (frames == times.length && budget.take(Math.max(8, frames))) {
                times = Arrays.copyOf(times, (int) Math.min(MAX_FRAMES, Math.max(8, 2 * frames)));
            }
            if (frames < times.length) {
                times[(int) frames] = at;
            }
        }
        if (frames % stride == 0) {
            row();
        }
        frames++;
    }

    private void row() {
        if (rows.size() == MAX_ROWS) {
            List<Row> thinned = new ArrayList<>();
            for (int i = 0; i < MAX_ROWS; i += 2) {
                thinned.add(rows.get(i));
            }
            rows.clear();
            rows.addAll(thinned);
            stride *= 2;
            if (frames % stride != 0) {
                return;
            }
        }
        if (stride == 1 && !budget.take(own.size() + shared.size() + 8)) {
            return;
        }
        rows.add(new Row(now, lasts(own), lasts(shared)));
    }

    private static long[] lasts(List<Signal> signals) {
        long[] values = new long[signals.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = signals.get(i).last();
        }
        return values;
    }

    String name() {
        return name;
    }

    long frames() {
        return frames;
    }

    /** When the frames came; fewer than {@link #frames} where there were too many. */
    long[] times() {
        return Arrays.copyOf(times, (int) Math.min(frames, times.length));
    }

    List<Known> known() {
        return known;
    }

    List<UnknownTrack> unknowns() {
        if (extra.samples() == 0) {
            return unknowns;
        }
        List<UnknownTrack> all = new ArrayList<>(unknowns);
        all.add(extra);
        return all;
    }

    List<Signal> own() {
        return own;
    }

    List<Signal> shared() {
        return shared;
    }

    List<Row> rows() {
        return rows;
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
        known(field, place, sort).signal.sample(value, now);
    }

    @Override
    public void flag(String field, Place place, boolean value) {
        Known it = known(field, place, FieldSort.FLAG);
        it.signal.label(value ? 1 : 0, value ? "yes" : "no");
        it.signal.sample(value ? 1 : 0, now);
    }

    @Override
    public void coded(String field, Place place, Coded value) {
        Known it = known(field, place, FieldSort.CODED);
        it.signal.label(value.value(), value.label());
        it.signal.sample(value.value(), now);
    }

    @Override
    public void days(String field, Place place, SequencedSet<DayOfWeek> value) {
        Known it = known(field, place, FieldSort.TEXT);
        long set = 0;
        for (DayOfWeek day : value) {
            set |= 1L << day.getValue() % 7;
        }
        if (set != it.signal.last()) {
            it.signal.label(set, value.toString());
        }
        it.signal.sample(set, now);
    }

    @Override
    public void text(String field, Place place, Text value, Charset charset) {
        Known it = known(field, place, FieldSort.TEXT);
        long hash = UnknownTrack.hash(value.bytes());
        if (hash != it.signal.last()) {
            it.signal.label(hash, value.in(charset).orElseGet(() -> value.bytes().toHex()));
        }
        it.signal.sample(hash, now);
    }

    @Override
    public void unknown(String field, Place place, Bytes value) {
        if (nextUnknown == unknowns.size()) {
            unknowns.add(new UnknownTrack(path(field), place.offset(), budget));
        }
        unknowns.get(nextUnknown).sample(value, now, own);
        nextUnknown++;
    }

    private void bits(String field, Place place, long value) {
        if (nextUnknown == unknowns.size()) {
            unknowns.add(new UnknownTrack(path(field), place, budget));
        }
        unknowns.get(nextUnknown).sample(value, now, own);
        nextUnknown++;
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

    private Known known(String field, Place place, FieldSort sort) {
        if (nextKnown == known.size()) {
            String path = path(field);
            int width = place.bits() == 0 ? 8 * place.length() : Integer.bitCount(place.bits());
            Known added = new Known(path, new Signal(prefix + path, sort, width, budget));
            known.add(added);
            own.add(added.signal);
        }
        return known.get(nextKnown++);
    }

    private String path(String field) {
        StringBuilder path = new StringBuilder();
        for (String step : around) {
            path.append(step.isEmpty() ? Integer.toString(entry) : step).append('.');
        }
        return path.append(field).toString();
    }
}
