package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.workbench.Micros;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A device's clock beside that of the recording. */
final class DeviceClock {

    static final int MINUTES_OF_A_WEEK = 7 * 24 * 60;

    private static final int MAX_RESTARTS = 100;
    private static final double MICROS = 1e6;

    /** An uptime is cut to seconds; fewer tell nothing of a rate. */
    private static final int ENOUGH = 20;

    /** Uptimes since the last restart against the recording, for the line through them. */
    private static final class Run {
        private final long startAt;
        private final long startUptime;
        private long n;
        private double x;
        private double y;
        private double xx;
        private double xy;
        private double yy;

        private Run(long startAt, long startUptime) {
            this.startAt = startAt;
            this.startUptime = startUptime;
        }

        private void add(long at, long uptime) {
            double dx = (at - startAt) / MICROS;
            // What it is off by, so that the figures stay small.
            double dy = uptime - startUptime - dx;
            n++;
            x += dx;
            y += dy;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }

        private double spread() {
            return xx - x * x / n;
        }

        private double slope() {
            return (xy - x * y / n) / spread();
        }

        private double error() {
            double rest = yy - y * y / n - slope() * (xy - x * y / n);
            return 2 * Math.sqrt(Math.max(0, rest) / Math.max(1, n - 2) / spread());
        }
    }

    private final ZoneId zone;
    private final Spread told = new Spread();
    private final Spread boosts = new Spread();
    private final List<Instant> restarts = new ArrayList<>();
    private final List<Long> restartTimes = new ArrayList<>();
    private long restartCount;
    private Run run = new Run(0, 0);
    private Run longest = run;
    private long uptime = -1;
    private BoostType boost = BoostType.OFF;
    private boolean anyStatus;

    DeviceClock(ZoneId zone) {
        this.zone = zone;
    }

    void status(Status status, long now) {
        if (status.uptime() < uptime) {
            restartCount++;
            if (restarts.size() < MAX_RESTARTS) {
                restarts.add(Micros.instant(now));
                restartTimes.add(now);
            }
        }
        if (uptime < 0 || status.uptime() < uptime) {
            run = new Run(now, status.uptime());
        }
        uptime = status.uptime();
        run.add(now, uptime);
        if (longest.n == 0 || run.spread() > longest.spread()) {
            longest = run;
        }
        Boost told = status.boost();
        if (anyStatus && boost.equals(BoostType.OFF) && !told.type().equals(BoostType.OFF)) {
            boosts.add(centred(told.start() - minuteOfWeek(now, zone), MINUTES_OF_A_WEEK));
        }
        boost = told.type();
        anyStatus = true;
    }

    void told(long time, long now) {
        told.add(time - Math.floorDiv(now, 1_000_000));
    }

    ZoneId zone() {
        return zone;
    }

    /** The first hundred. */
    List<Long> restartTimes() {
        return restartTimes;
    }

    Findings.Clock findings() {
        boolean known = longest.n >= ENOUGH && longest.spread() > 0;
        return new Findings.Clock(
                known ? Optional.of(longest.slope() * 1e6) : Optional.empty(),
                known ? longest.error() * 1e6 : 0,
                told.figures(),
                boosts.figures(),
                restartCount,
                restarts);
    }

    /** Counted from Sunday 00:00. */
    static long minuteOfWeek(long at, ZoneId zone) {
        long local = local(at, zone);
        // 1970 began on a Thursday.
        return Math.floorMod(local / 60 + 4 * 24 * 60, MINUTES_OF_A_WEEK);
    }

    /** Seconds since 1970 on a wall clock there. */
    static long local(long at, ZoneId zone) {
        Instant instant = Micros.instant(at);
        return instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds();
    }

    /** The same difference on a ring, as near to zero as it goes. */
    static long centred(long difference, long ring) {
        long rest = Math.floorMod(difference, ring);
        return 2 * rest > ring ? rest - ring : rest;
    }
}
