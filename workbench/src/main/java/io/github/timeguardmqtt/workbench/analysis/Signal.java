package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.workbench.Micros;
import java.util.HashMap;
import java.util.Map;

/**
 * A field of one device over time: what it held, and when that changed. Times are microseconds
 * since 1970.
 */
final class Signal {

    /** What stands for a value that is not known. */
    static final long NONE = Micros.NONE;

    /** What one takes that never changes, roughly, in numbers of eight bytes. */
    static final int NUMBERS = 40;

    private final String name;
    private final FieldSort sort;
    private final int width;
    private final Budget budget;
    private final Counts counts;
    private final ChangeLog log;

    private long samples;
    private long first = NONE;
    private long last = NONE;
    private long firstAt;
    private long lastAt;
    private long changes;
    private long horizon = NONE;

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
        log = new ChangeLog(budget);
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
        if (labels.size() < Counts.MAX_VALUES
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
            changes++;
            log.add(now, samples - 1, value);
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

    /** The signal of one bit of this one. */
    Signal bit(String label, int shift) {
        Signal part = new Signal(this, label, 1);
        part.first = first >>> shift & 1;
        part.last = part.first;
        for (int i = 0; i < log.size(); i++) {
            long value = log.to(i) >>> shift & 1;
            if (value != part.last) {
                part.log.add(log.at(i), log.sample(i), value);
                part.last = value;
            }
        }
        for (Findings.ValueCount value : counts.mostFrequent()) {
            part.counts.add(value.value() >>> shift & 1, value.count());
        }
        if (!log.isComplete()) {
            part.log.setIncomplete();
        }
        part.horizon = horizon();
        part.changes = shift < bitChanges.length ? bitChanges[shift] : part.log.size();
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
            all &= bytes[from + i].isComplete();
            horizon = Math.min(horizon, bytes[from + i].horizon());
        }
        word.first = value;
        long counted = 0;
        while (true) {
            long time = Long.MAX_VALUE;
            long before = 0;
            for (int i = 0; i < length; i++) {
                ChangeLog part = bytes[from + i].log;
                if (next[i] < part.size() && part.at(next[i]) < time) {
                    time = part.at(next[i]);
                    before = part.sample(next[i]);
                }
            }
            if (time > horizon || time == Long.MAX_VALUE) {
                break;
            }
            word.counts.add(value, before - counted);
            counted = before;
            for (int i = 0; i < length; i++) {
                ChangeLog part = bytes[from + i].log;
                if (next[i] < part.size() && part.at(next[i]) == time) {
                    int shift = shift(i, length, isBig);
                    value &= ~(0xffL << shift);
                    value |= part.to(next[i]) << shift;
                    next[i]++;
                }
            }
            if (word.kept() == ChangeLog.MAX_CHANGES) {
                all = false;
                horizon = word.at(word.kept() - 1);
                break;
            }
            word.log.add(time, before, value);
        }
        // Up to where all is known; what came later is of nobody knows which value.
        if (all) {
            word.counts.add(value, word.samples - counted);
        } else {
            word.counts.addUncounted(word.samples - counted);
            word.log.setIncomplete();
        }
        word.last = value;
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
        return samples - counts.uncounted();
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
        return log.size();
    }

    long at(int change) {
        return log.at(change);
    }

    long to(int change) {
        return log.to(change);
    }

    long from(int change) {
        return change == 0 ? first : log.to(change - 1);
    }

    /** Up to when all changes are kept. */
    long horizon() {
        if (horizon != NONE) {
            return horizon;
        }
        return isComplete() || kept() == 0 ? lastAt : at(kept() - 1);
    }

    boolean isComplete() {
        return log.isComplete();
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
        int changed = log.until(time);
        return changed == 0 ? first : log.to(changed - 1);
    }

    /** The middle time between two samples. */
    long resolution() {
        return samples < 2 ? 0 : (lastAt - firstAt) / (samples - 1);
    }
}
