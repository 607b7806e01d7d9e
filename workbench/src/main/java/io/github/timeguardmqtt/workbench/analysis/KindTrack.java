package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All messages of one kind from one device, field by field. */
final class KindTrack {

    /** So many bytes of a field are looked at. */
    static final int MAX_BYTES = 64;

    private static final int MAX_TIMES = 4096;
    private static final int MAX_ROWS = 512;

    /** A known field. */
    record Known(String field, Signal signal) {}

    /** What all fields held when a message came. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    record Row(long at, long[] own, long[] shared) {}

    private final String name;
    private final Budget budget;
    private final FieldTracks fields;
    private final List<Signal> own = new ArrayList<>();
    private final List<Signal> shared;
    private final List<Row> rows = new ArrayList<>();
    private final Signal messageId;
    private final Signal paramsSize;
    private final UnknownTrack extra;

    /** Of so many messages one has a row. */
    private long stride = 1;

    private long frames;
    private long[] times = {};

    /**
     * @param shared what rows hold besides: fields of other kinds, which may become more
     */
    KindTrack(String name, List<Signal> shared, Budget budget) {
        this.name = name;
        this.shared = shared;
        this.budget = budget;
        String prefix = name.equals(Kind.PING_REQUEST.label()) ? "" : name + " ";
        fields = new FieldTracks(prefix, own, budget);
        messageId = new Signal("message id", FieldSort.TIME, 32, budget);
        paramsSize = new Signal("params size", FieldSort.NUMBER, 16, budget);
        extra = new UnknownTrack("extra", 0, budget);
        own.add(messageId);
        own.add(paramsSize);
    }

    void take(Frame frame, long now) {
        fields.sample(frame.message(), now);
        Bytes more = frame.extra();
        messageId.sample(frame.envelope().messageId(), now);
        paramsSize.sample(frame.envelope().paramsSize(), now);
        if (!more.isEmpty() || extra.samples() > 0) {
            extra.at(frame.bytes().size() - 4 - more.size());
            extra.sample(more, now, own);
        }
        if (frames < MAX_TIMES) {
            if (frames == times.length && budget.take(Math.max(8, frames))) {
                times = Arrays.copyOf(times, (int) Math.min(MAX_TIMES, Math.max(8, 2 * frames)));
            }
            if (frames < times.length) {
                times[(int) frames] = now;
            }
        }
        if (frames % stride == 0) {
            row(now);
        }
        frames++;
    }

    private void row(long now) {
        if (rows.size() == MAX_ROWS) {
            List<Row> every = List.copyOf(rows);
            rows.clear();
            for (int i = 0; i < MAX_ROWS; i += 2) {
                rows.add(every.get(i));
            }
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
        return signals.stream().mapToLong(Signal::last).toArray();
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
        return fields.known();
    }

    List<UnknownTrack> unknowns() {
        if (extra.samples() == 0) {
            return fields.unknowns();
        }
        List<UnknownTrack> all = new ArrayList<>(fields.unknowns());
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
}
