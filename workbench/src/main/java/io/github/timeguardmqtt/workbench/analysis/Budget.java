package io.github.timeguardmqtt.workbench.analysis;

/** What all lists of an analysis together may hold: so it fits into memory, whatever comes. */
final class Budget {

    private long left;
    private boolean wasShort;

    /**
     * @param numbers how many, of eight bytes each
     */
    Budget(long numbers) {
        left = numbers;
    }

    /** Takes so many, or none and says so. */
    boolean take(long numbers) {
        if (numbers > left) {
            wasShort = true;
            return false;
        }
        left -= numbers;
        return true;
    }

    /** Whether something was refused. */
    boolean wasShort() {
        return wasShort;
    }
}
