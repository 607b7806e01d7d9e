package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.workbench.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How regularly a device reports. */
final class ReportTimes {

    /** How many before and behind it say whether a time between reports is usual. */
    private static final int NEAR = 16;

    private static final int WINDOW = 2 * NEAR + 1;
    private static final int FEWEST = 3;
    private static final int MAX_GAPS = 20;
    private static final double LONG = 2.5;

    private final Spread interval = new Spread();

    /** The last times between reports, and when they ended. */
    private final long[] spans = new long[WINDOW];

    private final long[] ends = new long[WINDOW];
    private final List<Findings.Gap> gaps = new ArrayList<>();
    private long count;
    private long judged;
    private long gapCount;
    private long last = Signal.NONE;

    void report(long now) {
        if (last != Signal.NONE && now > last) {
            int slot = (int) (count % WINDOW);
            spans[slot] = now - last;
            ends[slot] = now;
            count++;
            if (count > judged + NEAR) {
                judge();
            }
        }
        last = now;
    }

    /**
     * Judges one by those around it. So neither a burst of reports after a command nor another
     * interval from some day on makes gaps of what is usual else.
     */
    private void judge() {
        long first = Math.max(0, judged - NEAR);
        long behind = Math.min(count, judged + NEAR + 1);
        long span = spans[(int) (judged % WINDOW)];
        long end = ends[(int) (judged % WINDOW)];
        boolean isLong = false;
        for (long i = first; i < behind; i++) {
            isLong |= span > LONG * spans[(int) (i % WINDOW)];
        }
        if (isLong && behind - first > FEWEST) {
            long[] others = new long[(int) (behind - first - 1)];
            for (long i = first; i < behind; i++) {
                if (i != judged) {
                    others[(int) (i - first - (i > judged ? 1 : 0))] = spans[(int) (i % WINDOW)];
                }
            }
            Arrays.sort(others);
            long usual = others[others.length / 2];
            if (span > LONG * usual) {
                gap(end - span, end, Math.round((double) span / usual) - 1);
                judged++;
                return;
            }
        }
        interval.add(span);
        judged++;
    }

    private void gap(long from, long to, long missed) {
        gapCount++;
        gaps.add(new Findings.Gap(Micros.instant(from), Micros.instant(to), missed));
        if (gaps.size() > 2 * MAX_GAPS) {
            keepLongest();
        }
    }

    private void keepLongest() {
        gaps.sort(
                Comparator.comparing((Findings.Gap gap) -> Duration.between(gap.to(), gap.from())));
        while (gaps.size() > MAX_GAPS) {
            gaps.removeLast();
        }
    }

    Findings.Reports findings() {
        while (judged < count) {
            judge();
        }
        keepLongest();
        List<Findings.Gap> inOrder = new ArrayList<>(gaps);
        inOrder.sort(Comparator.comparing((Findings.Gap gap) -> gap.from()));
        return new Findings.Reports(interval.figures(), gapCount, inOrder);
    }
}
