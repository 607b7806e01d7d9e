package io.github.timeguardmqtt.workbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How often each value was seen; beyond {@link #MAX} values, only how often any other was. */
final class Counts {

    /** So many values are told apart. */
    static final int MAX = 256;

    private static final int SLOTS = 4 * MAX;

    /** From so many values on there is an index. */
    private static final int INDEXED = 16;

    private final Budget budget;
    private long[] values = new long[2];
    private long[] counts = new long[2];
    private int size;
    private long others;

    /** Value and count of the value before: fields rarely change. */
    private int latest = -1;

    /** An index by hash, once a search through all would take long; -1 where nothing is. */
    private short[] index = new short[0];

    Counts(Budget budget) {
        this.budget = budget;
    }

    void add(long value) {
        add(value, 1);
    }

    void add(long value, long times) {
        if (latest >= 0 && values[latest] == value) {
            counts[latest] += times;
            return;
        }
        int at = find(value);
        if (at < 0) {
            if (size == MAX || !hasRoom()) {
                others += times;
                return;
            }
            at = append(value);
        }
        latest = at;
        counts[at] += times;
    }

    /** Counts what is not known to be of which value. */
    void addOthers(long times) {
        others += times;
    }

    /** How many values were told apart. */
    int distinct() {
        return size;
    }

    /** How often a value was seen that had no place any more. */
    long others() {
        return others;
    }

    long total() {
        long total = others;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
        return total;
    }

    /** The most frequent first. */
    List<Findings.ValueCount> mostFrequent() {
        List<Findings.ValueCount> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(new Findings.ValueCount(values[i], counts[i]));
        }
        all.sort(
                Comparator.comparingLong((Findings.ValueCount it) -> -it.count())
                        .thenComparingLong(it -> it.value()));
        return all;
    }

    private int find(long value) {
        if (index.length == 0) {
            for (int i = 0; i < size; i++) {
                if (values[i] == value) {
                    return i;
                }
            }
            return -1;
        }
        int slot = slot(value);
        while (index[slot] >= 0) {
            if (values[index[slot]] == value) {
                return index[slot];
            }
            slot = (slot + 1) % SLOTS;
        }
        return -1;
    }

    private boolean hasRoom() {
        if (size < values.length) {
            return true;
        }
        if (!budget.take(2L * size + (size == INDEXED ? SLOTS / 4 : 0))) {
            return false;
        }
        values = Arrays.copyOf(values, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
        return true;
    }

    private int append(long value) {
        values[size] = value;
        size++;
        if (size == INDEXED + 1) {
            index = new short[SLOTS];
            Arrays.fill(index, (short) -1);
            for (int i = 0; i < size; i++) {
                file(i);
            }
        } else if (size > INDEXED + 1) {
            file(size - 1);
        }
        return size - 1;
    }

    private void file(int at) {
        int slot = slot(values[at]);
        while (index[slot] >= 0) {
            slot = (slot + 1) % SLOTS;
        }
        index[slot] = (short) at;
    }

    private static int slot(long value) {
        long mixed = value * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 54) % SLOTS;
    }
}
