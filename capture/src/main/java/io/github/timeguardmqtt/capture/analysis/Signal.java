package io.github.timeguardmqtt.capture.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A field of one device over time: what it held, and when that changed. Times are microseconds
 * since 1970.
 */
final class Signal {

    /** So many changes are kept, the first ones. */
    static final int MAX_CHANGES = 4096;

    /** What stands for a value that is not known. */
    static final long NONE = Long.MIN_VALUE;

    private static final int FIRST_ROOM = 8;
    private static final int NUMBERS_A_CHANGE = 3;

    /** What one takes that never changes, roughly. */
    static final int NUMBERS = 40;

    private final String name;
    private final FieldSort sort;
    private final int width;
    private final Budget budget;
    private final Counts counts;

    private long samples;
    private long first = NONE;
    private long last = NONE;
    private long firstAt;
    private long lastAt;
    private long changes;
    private long[] at = {};
    private long[] since = {};
    private long[] to = {};
    private int kept;
    private boolean complete = true;
    private long horizon = NONE;
    private final Map<Long, String> labels = new HashMap<>(2);

    /**
     * @param width in bits; 0 where it does not matter
     */
    Signal(String name, FieldSort sort, int width, Budget budget) {
        this.name = name;
        this.sort = sort;
        this.width = width;
        this.budget = budget;
        counts = new Counts(budget);
    }

    /** Made afterwards from others, whose changes these are. */
    private Signal(Signal like, String name, int width) {
        this(name, like.sort, width, new Budget(Long.MAX_VALUE));
        samples = like.samples;
        firstAt = like.firstAt;
        lastAt = like.lastAt;
    }

    /** Names a value. */
    void label(long value, String label) {
        if (labels.size() < Counts.MAX
                && !labels.containsKey(value)
                && budget.take(4 + label.length() / 8)) {
            labels.put(value, label);
        }
    }

    /** The value as people read it. */
    String text(long value) {
        return labels.getOrDefault(value, Long.toString(value));
    }

    Map<Long, String> labels() {
        return labels;
    }

    void sample(long value, long now) {
        samples++;
        counts.add(value);
        if (samples == 1) {
            first = value;
            firstAt = now;
        } else if (value != last) {
            change(now, lastAt, value);
        }
        last = value;
        lastAt = now;
    }

    private void change(long now, long before, long value) {
        changes++;
        if (kept == at.length && complete) {
            int room = Math.min(MAX_CHANGES, Math.max(FIRST_ROOM, 2 * at.length));
            complete = room > kept && budget.take((long) NUMBERS_A_CHANGE * (room - kept));
            if (complete) {
                at = Arrays.copyOf(at, room);
                since = Arrays.copyOf(since, room);
                to = Arrays.copyOf(to, room);
            }
        }
        if (complete) {
            at[kept] = now;
            since[kept] = before;
            to[kept] = value;
            kept++;
        }
    }

    /** The signal of some bits of this one, shifted down. */
    Signal bits(String label, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        Signal part = new Signal(this, label, Integer.bitCount(mask));
        part.first = (first & mask) >>> shift;
        part.last = part.first;
        for (int i = 0; i < kept; i++) {
            long value = (to[i] & mask) >>> shift;
            if (value != part.last) {
                part.change(at[i], since[i], value);
                part.last = value;
            }
        }
        for (Findings.ValueCount value : counts.mostFrequent()) {
            part.counts.add((value.value() & mask) >>> shift, value.count());
        }
        part.complete = complete;
        part.horizon = horizon();
        return part;
    }

    /** The little-endian number that some bytes make, which are sampled together. */
    static Signal word(String label, Signal[] bytes, int from, int length) {
        Signal word = new Signal(bytes[from], label, 8 * length);
        long value = 0;
        long horizon = Long.MAX_VALUE;
        boolean all = true;
        int[] next = new int[length];
        for (int i = 0; i < length; i++) {
            value |= bytes[from + i].first << (8 * i);
            all &= bytes[from + i].complete;
            horizon = Math.min(horizon, bytes[from + i].horizon());
        }
        word.first = value;
        word.counts.add(value);
        while (true) {
            long time = Long.MAX_VALUE;
            long before = 0;
            for (int i = 0; i < length; i++) {
                Signal part = bytes[from + i];
                if (next[i] < part.kept && part.at[next[i]] < time) {
                    time = part.at[next[i]];
                    before = part.since[next[i]];
                }
            }
            if (time > horizon || time == Long.MAX_VALUE) {
                break;
            }
            for (int i = 0; i < length; i++) {
                Signal part = bytes[from + i];
                if (next[i] < part.kept && part.at[next[i]] == time) {
                    value &= ~(0xffL << (8 * i));
                    value |= part.to[next[i]] << (8 * i);
                    next[i]++;
                }
            }
            if (word.kept == MAX_CHANGES) {
                all = false;
                horizon = word.at[word.kept - 1];
                break;
            }
            word.change(time, before, value);
            word.counts.add(value);
        }
        word.last = value;
        word.complete = all;
        word.horizon = horizon;
        word.changes = Math.max(word.changes, busiest(bytes, from, length));
        return word;
    }

    /** Where not all changes were kept, it changed at least as often as any of them. */
    private static long busiest(Signal[] bytes, int from, int length) {
        long most = 0;
        for (int i = from; i < from + length; i++) {
            most = Math.max(most, bytes[i].changes);
        }
        return most;
    }

    String name() {
        return name;
    }

    FieldSort sort() {
        return sort;
    }

    int width() {
        return width;
    }

    Counts counts() {
        return counts;
    }

    long samples() {
        return samples;
    }

    long first() {
        return first;
    }

    /** The value now; {@link #NONE} before the first. */
    long last() {
        return last;
    }

    long firstAt() {
        return firstAt;
    }

    long lastAt() {
        return lastAt;
    }

    /** How often it changed, kept or not. */
    long changes() {
        return changes;
    }

    boolean varies() {
        return changes > 0;
    }

    /** How many changes are kept. */
    int kept() {
        return kept;
    }

    long at(int change) {
        return at[change];
    }

    /** When it was last seen before that change. */
    long since(int change) {
        return since[change];
    }

    long to(int change) {
        return to[change];
    }

    long from(int change) {
        return change == 0 ? first : to[change - 1];
    }

    /** Up to when all changes are kept. */
    long horizon() {
        if (horizon != NONE) {
            return horizon;
        }
        return complete || kept == 0 ? lastAt : at[kept - 1];
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether it changes nearly as often as it is seen. */
    boolean isBusy() {
        return changes > 20 && changes > samples / 3;
    }

    /** The value at a time, from the changes kept. */
    long valueAt(long time) {
        if (samples == 0 || time < firstAt) {
            return NONE;
        }
        int low = 0;
        int high = kept;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? first : to[low - 1];
    }

    /** The middle time between two samples. */
    long resolution() {
        return samples < 2 ? 0 : (lastAt - firstAt) / (samples - 1);
    }
}
