package io.github.timeguardmqtt.workbench.analysis;

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
    private long[] sample = {};
    private long[] to = {};
    private int kept;
    private boolean complete = true;
    private long horizon = NONE;

    /** How many samples are not counted by their values. */
    private long uncounted;

    private final Map<Long, String> labels = new HashMap<>(2);

    /** How often each bit changed, of those whose bits are looked at. */
    private long[] bitChanges = {};

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
            countBits(value ^ last);
            change(now, samples - 1, value);
        }
        last = value;
        lastAt = now;
    }

    private void countBits(long changed) {
        if (sort != FieldSort.UNKNOWN) {
            return;
        }
        if (bitChanges.length == 0) {
            bitChanges = new long[Math.max(1, width)];
        }
        for (long left = changed; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            if (bit < bitChanges.length) {
                bitChanges[bit]++;
            }
        }
    }

    /**
     * @param before how many samples there were before
     */
    private void change(long now, long before, long value) {
        changes++;
        if (kept == at.length && complete) {
            int room = Math.min(MAX_CHANGES, Math.max(FIRST_ROOM, 2 * at.length));
            complete = room > kept && budget.take((long) NUMBERS_A_CHANGE * (room - kept));
            if (complete) {
                at = Arrays.copyOf(at, room);
                sample = Arrays.copyOf(sample, room);
                to = Arrays.copyOf(to, room);
            }
        }
        if (complete) {
            at[kept] = now;
            sample[kept] = before;
            to[kept] = value;
            kept++;
        }
    }

    /** The signal of one bit of this one. */
    Signal bit(String label, int shift) {
        long mask = 1L << shift;
        Signal part = new Signal(this, label, 1);
        part.first = (first & mask) >>> shift;
        part.last = part.first;
        for (int i = 0; i < kept; i++) {
            long value = (to[i] & mask) >>> shift;
            if (value != part.last) {
                part.change(at[i], sample[i], value);
                part.last = value;
            }
        }
        for (Findings.ValueCount value : counts.mostFrequent()) {
            part.counts.add((value.value() & mask) >>> shift, value.count());
        }
        part.complete = complete;
        part.horizon = horizon();
        part.changes = shift < bitChanges.length ? bitChanges[shift] : part.changes;
        return part;
    }

    /**
     * The number that some bytes make, which are sampled together.
     *
     * @param changes how often any of them changed, kept or not
     * @param isBig whether the first byte is the highest
     */
    static Signal word(
            String label, Signal[] bytes, int from, int length, long changes, boolean isBig) {
        Signal word = new Signal(bytes[from], label, 8 * length);
        long value = 0;
        long horizon = Long.MAX_VALUE;
        boolean all = true;
        int[] next = new int[length];
        for (int i = 0; i < length; i++) {
            value |= bytes[from + i].first << shift(i, length, isBig);
            all &= bytes[from + i].complete;
            horizon = Math.min(horizon, bytes[from + i].horizon());
        }
        word.first = value;
        long counted = 0;
        while (true) {
            long time = Long.MAX_VALUE;
            long before = 0;
            for (int i = 0; i < length; i++) {
                Signal part = bytes[from + i];
                if (next[i] < part.kept && part.at[next[i]] < time) {
                    time = part.at[next[i]];
                    before = part.sample[next[i]];
                }
            }
            if (time > horizon || time == Long.MAX_VALUE) {
                break;
            }
            word.counts.add(value, before - counted);
            counted = before;
            for (int i = 0; i < length; i++) {
                Signal part = bytes[from + i];
                if (next[i] < part.kept && part.at[next[i]] == time) {
                    int shift = shift(i, length, isBig);
                    value &= ~(0xffL << shift);
                    value |= part.to[next[i]] << shift;
                    next[i]++;
                }
            }
            if (word.kept == MAX_CHANGES) {
                all = false;
                horizon = word.at[word.kept - 1];
                break;
            }
            word.change(time, before, value);
        }
        // Up to where all is known; what came later is of nobody knows which value.
        if (all) {
            word.counts.add(value, word.samples - counted);
        } else {
            word.uncounted = word.samples - counted;
            word.counts.addOthers(word.uncounted);
        }
        word.last = value;
        word.complete = all;
        word.horizon = horizon;
        word.changes = changes;
        return word;
    }

    private static int shift(int at, int length, boolean isBig) {
        return 8 * (isBig ? length - 1 - at : at);
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

    /** How many samples, the first ones, {@link #counts} tells of. */
    long counted() {
        return samples - uncounted;
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
