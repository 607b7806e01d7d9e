package io.github.timeguardmqtt.workbench.analysis;

/** A device's own count of its messages: which numbers are missing. */
final class MessageNumbers {

    private static final long U32 = 0xffff_ffffL;

    private long last = -1;
    private long seen;
    private long missing;
    private long jumps;

    /** The first number of the last gap, and how many of it are still missing. */
    private long gapFrom;

    private long gapLeft;

    void take(long number) {
        seen++;
        long step = number - last & U32;
        // Falling numbers are those of a device that began anew.
        if (last >= 0 && step > 1 && step < U32 / 2) {
            jumps++;
            missing += step - 1;
            gapFrom = last + 1 & U32;
            gapLeft = step - 1;
        } else if (gapLeft > 0 && (number - gapFrom & U32) < (last - gapFrom & U32)) {
            // It was overtaken on its way.
            missing--;
            gapLeft--;
            jumps -= gapLeft == 0 ? 1 : 0;
            return;
        }
        if (last < 0 || step != 0) {
            last = number;
        }
    }

    Findings.Loss findings() {
        return new Findings.Loss(seen, missing, jumps);
    }
}
