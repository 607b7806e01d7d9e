package io.github.timeguardmqtt.workbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a field is another one, but for a constant: copied, counted from elsewhere, or in other
 * units.
 *
 * @param column the other
 * @param scale what it is divided by, or where negative what it is multiplied by
 * @param offset what is then added
 * @param same how many messages fit
 * @param rows how many were looked at
 * @param expected how many would fit if the two had nothing to do with each other
 * @param turns how often the field changed from one of these messages to the next
 */
record Relation(
        Column column, int scale, long offset, int same, int rows, double expected, int turns) {

    private static final int[] SCALES = {1, 60, 10, 3600, 100, 2, -2, -4, -8, -10, -16, -60, -100};
    private static final double NEARLY_ALL = 0.9;
    private static final int MIN_ROWS = 4;
    private static final int MIN_VALUES = 3;

    /**
     * Something to compare with.
     *
     * @param values one a message; {@link Signal#NONE} where not known
     * @param ring after how many it begins again from 0; 0 where never
     * @param sort of the guess that this makes
     * @param isScalable whether other units make sense
     * @param weight less than 1 where others are likelier
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    record Column(
            String name,
            long[] values,
            long ring,
            Findings.Sort sort,
            boolean isScalable,
            double weight) {}

    double score() {
        double share = (double) same / rows;
        double chance = expected / rows;
        double beyond = chance >= 1 ? 0 : Math.max(0, (share - chance) / (1 - chance));
        double enough = 1 - Math.pow(0.5, turns);
        double simple = (offset == 0 ? 1 : 0.97) * (scale == 1 ? 1 : 0.95);
        return share * beyond * enough * simple * column.weight();
    }

    /**
     * The best way to make the target of the column.
     *
     * @param target one a message
     * @param width of the target in bits
     */
    static Optional<Relation> find(long[] target, int width, Column column) {
        Relation best = null;
        for (int scale : column.isScalable() ? SCALES : new int[] {1}) {
            LongUnaryOperator scaled =
                    scale > 0 ? value -> Math.floorDiv(value, scale) : value -> value * -scale;
            Optional<Relation> found = find(target, width, column, scale, scaled);
            if (found.isPresent() && (best == null || found.get().score() > best.score())) {
                best = found.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private static Optional<Relation> find(
            long[] target, int width, Column column, int scale, LongUnaryOperator scaled) {
        long own = width >= 63 ? Long.MAX_VALUE : 1L << width;
        boolean isRing =
                column.ring() > 0
                        && scale == 1
                        && Arrays.stream(target).allMatch(value -> value < column.ring());
        long ring = isRing ? column.ring() : own;
        long[] differences = new long[target.length];
        int rows = 0;
        int turns = 0;
        long before = Signal.NONE;
        for (int i = 0; i < target.length; i++) {
            long other = column.values()[i];
            if (target[i] != Signal.NONE && other != Signal.NONE) {
                differences[rows++] = Math.floorMod(target[i] - scaled.applyAsLong(other), ring);
                turns += before != Signal.NONE && before != target[i] ? 1 : 0;
                before = target[i];
            }
        }
        if (rows < MIN_ROWS || turns < MIN_VALUES) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(differences, rows);
        Arrays.sort(sorted);
        int most = 0;
        long offset = 0;
        for (int from = 0; from < rows; ) {
            int to = from;
            while (to < rows && sorted[to] == sorted[from]) {
                to++;
            }
            if (to - from > most) {
                most = to - from;
                offset = sorted[from];
            }
            from = to;
        }
        if (most < NEARLY_ALL * rows) {
            return Optional.empty();
        }
        Expected by = expected(target, column, scaled, offset, ring);
        return by == null
                ? Optional.empty()
                : Optional.of(
                        new Relation(
                                column,
                                scale,
                                DeviceClock.centred(offset, ring),
                                most,
                                rows,
                                by.chance,
                                by.turns));
    }

    private record Expected(double chance, int turns) {}

    /** Nothing where too few values occur for a copy to be told from a coincidence. */
    private static @Nullable Expected expected(
            long[] target, Column column, LongUnaryOperator scaled, long offset, long ring) {
        Map<Long, Integer> targets = new HashMap<>();
        Map<Long, Integer> others = new HashMap<>();
        List<Long> inOrder = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < target.length; i++) {
            long other = column.values()[i];
            if (target[i] != Signal.NONE && other != Signal.NONE) {
                long like = Math.floorMod(scaled.applyAsLong(other) + offset, ring);
                targets.merge(Math.floorMod(target[i], ring), 1, Integer::sum);
                others.merge(like, 1, Integer::sum);
                rows++;
                if (like == Math.floorMod(target[i], ring)
                        && (inOrder.isEmpty() || inOrder.getLast() != target[i])) {
                    inOrder.add(target[i]);
                }
            }
        }
        if (targets.size() < MIN_VALUES || others.size() < MIN_VALUES) {
            return null;
        }
        double expected = 0;
        for (var entry : targets.entrySet()) {
            expected += (double) entry.getValue() * others.getOrDefault(entry.getKey(), 0) / rows;
        }
        return new Expected(expected, Math.max(0, inOrder.size() - 1));
    }
}
