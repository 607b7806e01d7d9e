package io.github.timeguardmqtt.capture.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How regularly a device reports. */
final class ReportTimes {

    private static final int RECENT = 32;
    private static final int MAX_GAPS = 20;
    private static final int ENOUGH = 8;
    private static final double LONG = 2.5;

    private final Spread interval = new Spread();

    /** From when to when the first intervals went, until it is known what is usual. */
    private final List<Long> first = new ArrayList<>();

    private final long[] recent = new long[RECENT];
    private final List<Findings.Gap> gaps = new ArrayList<>();
    private long gapCount;
    private long last = Signal.NONE;
    private long usual;

    void report(long now) {
        if (last != Signal.NONE && now > last) {
            if (usual > 0) {
                passed(last, now);
            } else {
                first.add(last);
                first.add(now);
                if (first.size() == 2 * ENOUGH) {
                    takeFirst();
                }
            }
        }
        last = now;
    }

    /** What is usual is known only after some. */
    private void takeFirst() {
        long[] sorted = new long[first.size() / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = first.get(2 * i + 1) - first.get(2 * i);
        }
        Arrays.sort(sorted);
        // Of two the shorter: a gap is longer, nothing is shorter.
        usual = sorted[(sorted.length - 1) / 2];
        for (int i = 0; i < sorted.length; i++) {
            passed(first.get(2 * i), first.get(2 * i + 1));
        }
        first.clear();
    }

    private void passed(long from, long to) {
        long passed = to - from;
        if (passed > LONG * usual) {
            gap(from, to, Math.round((double) passed / usual) - 1);
            return;
        }
        recent[(int) (interval.count() % RECENT)] = passed;
        interval.add(passed);
        if (interval.count() % ENOUGH == 0) {
            int filled = (int) Math.min(RECENT, interval.count());
            long[] ordered = Arrays.copyOf(recent, filled);
            Arrays.sort(ordered);
            usual = ordered[filled / 2];
        }
    }

    private void gap(long from, long to, long missed) {
        gapCount++;
        gaps.add(new Findings.Gap(DeviceTrack.instant(from), DeviceTrack.instant(to), missed));
        if (gaps.size() > 2 * MAX_GAPS) {
            keepLongest();
        }
    }

    private void keepLongest() {
        gaps.sort(
                Comparator.comparing(
                        (Findings.Gap gap) -> java.time.Duration.between(gap.to(), gap.from())));
        while (gaps.size() > MAX_GAPS) {
            gaps.removeLast();
        }
    }

    Findings.Reports findings() {
        if (!first.isEmpty()) {
            takeFirst();
        }
        keepLongest();
        List<Findings.Gap> inOrder = new ArrayList<>(gaps);
        inOrder.sort(Comparator.comparing((Findings.Gap gap) -> gap.from()));
        return new Findings.Reports(interval.figures(), gapCount, inOrder);
    }
}
