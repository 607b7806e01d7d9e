package io.github.timeguardmqtt.workbench.analysis;

import java.util.Arrays;

/**
 * When something changed, at which sample, and to what: the first changes, as many as there is room
 * for.
 */
final class ChangeLog {

    /** So many changes are kept. */
    static final int MAX_CHANGES = 4096;

    private static final int FIRST_ROOM = 8;
    private static final int NUMBERS_A_CHANGE = 3;

    private final Budget budget;
    private long[] at = {};
    private long[] sample = {};
    private long[] to = {};
    private int size;
    private boolean isComplete = true;

    ChangeLog(Budget budget) {
        this.budget = budget;
    }

    /**
     * Takes the next change, as long as none was left out.
     *
     * @param before how many samples there were before
     */
    void add(long time, long before, long value) {
        if (size == at.length && isComplete) {
            int room = Math.min(MAX_CHANGES, Math.max(FIRST_ROOM, 2 * at.length));
            isComplete = room > size && budget.take((long) NUMBERS_A_CHANGE * (room - size));
            if (isComplete) {
                at = Arrays.copyOf(at, room);
                sample = Arrays.copyOf(sample, room);
                to = Arrays.copyOf(to, room);
            }
        }
        if (isComplete) {
            at[size] = time;
            sample[size] = before;
            to[size] = value;
            size++;
        }
    }

    /** There are changes that nobody added. */
    void setIncomplete() {
        isComplete = false;
    }

    boolean isComplete() {
        return isComplete;
    }

    int size() {
        return size;
    }

    long at(int change) {
        return at[change];
    }

    /** How many samples there were before. */
    long sample(int change) {
        return sample[change];
    }

    long to(int change) {
        return to[change];
    }

    /** How many of the changes were at this time or earlier. */
    int until(long time) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
