package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.DuplicateFilter;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.workbench.Micros;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a recording, piece by piece in its order, and tells what it gives away. Holds no more than
 * a hundred megabytes, however long the recording is. Not for several threads.
 *
 * <p>Where a recording begins without times, a frame counts as a second, so that what changes
 * together can still be seen.
 */
public final class Analysis {

    /** So many devices are looked at. */
    public static final int MAX_DEVICES = 32;

    private static final int MAX_MARKS = 1000;
    private static final int MAX_MARK_TEXT = 200;
    private static final long BUDGET = 8_000_000;

    /** What is counted of the recording as a whole. */
    private static final class Totals {
        private long frames;
        private long doubles;
        private long invalid;
        private long unreadable;
        private long dropped;
        private long marks;
        private long others;
    }

    private final ZoneId zone;
    private final ZoneId switchZone;
    private final Budget budget = new Budget(BUDGET);
    private final Map<DeviceId, DeviceTrack> devices = new LinkedHashMap<>();
    private final List<Findings.Marked> marks = new ArrayList<>();
    private boolean isTimed = true;
    private boolean any;
    private long now;
    private long firstAt = Micros.NONE;
    private long lastAt = Micros.NONE;
    private final Totals totals = new Totals();

    /**
     * @param zone in which times are shown
     * @param switchZone of the switches' wall clocks
     */
    public Analysis(ZoneId zone, ZoneId switchZone) {
        this.zone = zone;
        this.switchZone = switchZone;
    }

    /** The next piece of the recording. */
    public void take(Captured captured) {
        switch (captured) {
            case Packet packet -> packet(packet);
            case Mark mark -> mark(mark);
            case Unreadable _ -> totals.unreadable++;
        }
    }

    private void packet(Packet packet) {
        tell(packet.at());
        if (packet.fate() == Disposition.DROPPED) {
            totals.dropped++;
            return;
        }
        if (!(packet.datagram().first() instanceof Frame)) {
            totals.invalid++;
            return;
        }
        for (Frame frame : packet.datagram().frames()) {
            frame(packet, frame);
        }
    }

    private void frame(Packet packet, Frame frame) {
        if (!isTimed) {
            now += 1_000_000;
        }
        firstAt = firstAt == Micros.NONE ? now : firstAt;
        lastAt = now;
        DeviceTrack device = devices.get(frame.device());
        if (device == null) {
            if (devices.size() == MAX_DEVICES) {
                totals.others++;
                return;
            }
            device = new DeviceTrack(frame.device(), switchZone, budget);
            devices.put(frame.device(), device);
        }
        // Without times nobody can tell what was sent twice from what was recorded twice.
        DuplicateFilter.Seen seen =
                isTimed
                        ? device.duplicates().see(packet, frame.bytes(), now)
                        : new DuplicateFilter.Seen.New();
        switch (seen) {
            case DuplicateFilter.Seen.New _ -> {
                totals.frames++;
                device.take(frame, now);
            }
            case DuplicateFilter.Seen.Again _ -> {
                totals.frames++;
                device.repeated(frame, now);
            }
            case DuplicateFilter.Seen.Elsewhere it -> {
                totals.doubles++;
                if (it.isRelayed()) {
                    device.relayed(it.after());
                }
            }
        }
    }

    private void mark(Mark mark) {
        tell(mark.at());
        totals.marks++;
        if (marks.size() < MAX_MARKS) {
            String text = mark.text();
            marks.add(
                    new Findings.Marked(
                            Micros.instant(now),
                            text.length() > MAX_MARK_TEXT
                                    ? text.substring(0, MAX_MARK_TEXT) + "…"
                                    : text));
        }
    }

    private void tell(Optional<Instant> at) {
        if (!any) {
            any = true;
            isTimed = at.isPresent();
        }
        if (isTimed && at.isPresent()) {
            now = Micros.of(at.get());
        }
    }

    /** What was found so far. */
    public Findings findings() {
        return new Findings(
                new Findings.Recording(
                        isTimed,
                        Micros.known(firstAt),
                        Micros.known(lastAt),
                        totals.frames,
                        totals.doubles,
                        totals.invalid,
                        totals.unreadable,
                        totals.dropped,
                        totals.marks,
                        totals.others,
                        budget.wasShort()),
                zone,
                switchZone,
                devices.values().stream().map(it -> it.findings(marks)).toList(),
                List.copyOf(marks));
    }
}
