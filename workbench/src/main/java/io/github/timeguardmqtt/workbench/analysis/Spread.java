package io.github.timeguardmqtt.workbench.analysis;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** How durations or differences are spread: the middle from a fair sample, the ends exactly. */
final class Spread {

    private static final int SAMPLE = 2048;

    private final SplittableRandom random = new SplittableRandom(1);
    private long[] sample = new long[16];
    private long count;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    void add(long value) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (count < SAMPLE) {
            if (count == sample.length) {
                sample = Arrays.copyOf(sample, 2 * sample.length);
            }
            sample[(int) count] = value;
        } else {
            long place = random.nextLong(count + 1);
            if (place < SAMPLE) {
                sample[(int) place] = value;
            }
        }
        count++;
    }

    long count() {
        return count;
    }

    /** Nothing where nothing was added. */
    Optional<Findings.Figures> figures() {
        if (count == 0) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(sample, (int) Math.min(count, SAMPLE));
        Arrays.sort(sorted);
        return Optional.of(
                new Findings.Figures(
                        count,
                        min,
                        quantile(sorted, 0.25),
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.75),
                        quantile(sorted, 0.95),
                        max));
    }

    private static long quantile(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    }
}
