package io.github.timeguardmqtt.workbench.analysis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each value was seen; beyond {@link #MAX_VALUES} values, only how often any other was.
 */
final class Counts {

    /** So many values are told apart. */
    static final int MAX_VALUES = 256;

    /** What a value takes, in numbers of eight bytes: its entry in the map and its tally. */
    private static final int NUMBERS_A_VALUE = 11;

    /** So many values are paid for with the signal. */
    private static final int FREE_VALUES = 2;

    private static final class Tally {
        private long count;
    }

    private final Budget budget;
    private final Map<Long, Tally> tallies = new HashMap<>(4);
    private long others;
    private long uncounted;

    /** The value before and its tally: fields rarely change. */
    private long lastValue;

    private @Nullable Tally lastTally;

    Counts(Budget budget) {
        this.budget = budget;
    }

    void add(long value) {
        add(value, 1);
    }

    void add(long value, long times) {
        Tally tally = lastTally;
        if (tally == null || value != lastValue) {
            tally = tallies.get(value);
            if (tally == null) {
                if (!hasRoom()) {
                    others += times;
                    return;
                }
                tally = new Tally();
                tallies.put(value, tally);
            }
            lastTally = tally;
            lastValue = value;
        }
        tally.count += times;
    }

    private boolean hasRoom() {
        return tallies.size() < FREE_VALUES
                || (tallies.size() < MAX_VALUES && budget.take(NUMBERS_A_VALUE));
    }

    /** Something was seen so many times, and nobody knows with which value. */
    void addUncounted(long times) {
        uncounted += times;
    }

    /** How many values were told apart. */
    int distinct() {
        return tallies.size();
    }

    /** Whether there are more values than are told apart. */
    boolean isMany() {
        return others > 0 || uncounted > 0;
    }

    long uncounted() {
        return uncounted;
    }

    /** The most frequent first, and of those as frequent the smallest. */
    List<Findings.ValueCount> mostFrequent() {
        return tallies.entrySet().stream()
                .map(it -> new Findings.ValueCount(it.getKey(), it.getValue().count))
                .sorted(
                        Comparator.comparingLong((Findings.ValueCount it) -> -it.count())
                                .thenComparingLong(Findings.ValueCount::value))
                .toList();
    }
}
