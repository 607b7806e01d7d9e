package io.github.timeguardmqtt.workbench.diff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which entries of two sequences belong together: those of a longest common subsequence, after E.
 * W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). Where the two differ in more
 * than {@link #MAX_DIFFERENCES} places, what is between their equal ends is taken in order instead.
 */
final class Alignment {

    /** The time it takes grows with its product with the length, and the memory with its square. */
    static final int MAX_DIFFERENCES = 1000;

    /** A stretch that is not the same in both: from here to before there. */
    record Stretch(int fromA, int toA, int fromB, int toB) {}

    private Alignment() {}

    static List<Stretch> differing(int[] a, int[] b) {
        int start = 0;
        while (start < a.length && start < b.length && a[start] == b[start]) {
            start++;
        }
        int endA = a.length;
        int endB = b.length;
        while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) {
            endA--;
            endB--;
        }
        if (start == endA && start == endB) {
            return List.of();
        }
        List<int[]> reached =
                start == endA || start == endB ? List.of() : paths(a, b, start, endA, endB);
        return reached.isEmpty()
                ? List.of(new Stretch(start, endA, start, endB))
                : stretches(reached, start, endA, endB);
    }

    /**
     * How far one gets with so many steps on each diagonal; the last is that of the end. Empty
     * where it takes too many.
     */
    private static List<int[]> paths(int[] a, int[] b, int start, int endA, int endB) {
        int n = endA - start;
        int m = endB - start;
        List<int[]> all = new ArrayList<>();
        int[] furthest = new int[2 * MAX_DIFFERENCES + 3];
        int middle = MAX_DIFFERENCES + 1;
        for (int steps = 0; steps <= MAX_DIFFERENCES; steps++) {
            for (int k = -steps; k <= steps; k += 2) {
                boolean isDown =
                        k == -steps
                                || (k != steps
                                        && furthest[middle + k - 1] < furthest[middle + k + 1]);
                int x = isDown ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
                while (x < n && x - k < m && a[start + x] == b[start + x - k]) {
                    x++;
                }
                furthest[middle + k] = x;
                if (x >= n && x - k >= m) {
                    all.add(Arrays.copyOfRange(furthest, middle - steps, middle + steps + 1));
                    return all;
                }
            }
            all.add(Arrays.copyOfRange(furthest, middle - steps, middle + steps + 1));
        }
        return List.of();
    }

    /** Back along the path: what was left out on either side, neighbours as one stretch. */
    private static List<Stretch> stretches(List<int[]> reached, int start, int endA, int endB) {
        List<Stretch> found = new ArrayList<>();
        int x = endA - start;
        int y = endB - start;
        int toA = x;
        int toB = y;
        int fromA = x;
        int fromB = y;
        for (int steps = reached.size() - 1; steps > 0; steps--) {
            int[] before = reached.get(steps - 1);
            int k = x - y;
            boolean isDown = k == -steps || (k != steps && at(before, k - 1) < at(before, k + 1));
            int lastK = isDown ? k + 1 : k - 1;
            int lastX = at(before, lastK);
            int lastY = lastX - lastK;
            // Behind this step all is the same.
            int stepX = isDown ? lastX : lastX + 1;
            int stepY = isDown ? lastY + 1 : lastY;
            if (stepX != fromA || stepY != fromB) {
                add(found, start, fromA, toA, fromB, toB);
                toA = stepX;
                toB = stepY;
            }
            fromA = lastX;
            fromB = lastY;
            x = lastX;
            y = lastY;
        }
        add(found, start, fromA, toA, fromB, toB);
        return found.reversed();
    }

    private static void add(
            List<Stretch> found, int start, int fromA, int toA, int fromB, int toB) {
        if (fromA != toA || fromB != toB) {
            found.add(new Stretch(start + fromA, start + toA, start + fromB, start + toB));
        }
    }

    /** How far it got on a diagonal; on those that were not reached, nowhere. */
    private static int at(int[] reached, int k) {
        int at = k + reached.length / 2;
        return at < 0 || at >= reached.length ? -1 : reached[at];
    }
}
