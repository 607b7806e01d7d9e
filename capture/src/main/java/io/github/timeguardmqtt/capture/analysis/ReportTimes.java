package io.github.timeguardmqtt.capture.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How regularly a device reports. */
final class ReportTimes {

    private static final int RECENT = 32;
    private static final int MAX_GAPS = 20;
    private static final double LONG = 2.5;

    private final Spread interval = new Spread();
    private final long[] recent = new long[RECENT];
    private final List<Findings.Gap> gaps = new ArrayList<>();
    private long gapCount;
    private long last = Signal.NONE;
    private long usual;

    void report(long now) {
        if (last != Signal.NONE && now > last) {
            long passed = now - last;
            if (usual > 0 && passed > LONG * usual) {
                gap(now, Math.round((double) passed / usual) - 1);
            } else {
                recent[(int) (interval.count() % RECENT)] = passed;
                interval.add(passed);
                if (interval.count() % 8 == 0) {
                    int filled = (int) Math.min(RECENT, interval.count());
                    long[] sorted = Arrays.copyOf(recent, filled);
                    Arrays.sort(sorted);
                    usual = sorted[filled / 2];
                }
            }
        }
        last = now;
    }

    private void gap(long now, long missed) {
        gapCount++;
        gaps.add(new Findings.Gap(DeviceTrack.instant(last), DeviceTrack.instant(now), missed));
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
        keepLongest();
        List<Findings.Gap> inOrder = new ArrayList<>(gaps);
        inOrder.sort(Comparator.comparing((Findings.Gap gap) -> gap.from()));
        return new Findings.Reports(interval.figures(), gapCount, inOrder);
    }
}
