package io.github.timeguardmqtt.workbench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks what of a device's signals is worth drawing, no more points than a screen shows. */
final class Drawing {

    private static final int MAX_SERIES = 40;
    private static final int MAX_POINTS = 2000;

    private final List<Findings.Series> series = new ArrayList<>();

    List<Findings.Series> series() {
        return series;
    }

    /** A known field of the reports, unless it runs by itself. */
    void known(KindTrack.Known known, KindTrack track) {
        if (known.signal().sort() != FieldSort.TIME && !known.field().equals("boost.start")) {
            add(known.field(), known.signal(), track);
        }
    }

    void signal(Signal signal) {
        add(signal.name(), signal, null);
    }

    /** The bytes of an unknown field that vary. */
    void unknown(KindTrack track, UnknownTrack unknown) {
        List<Signal> bytes = unknown.bytes();
        String prefix =
                track.name().equals("PingRequest")
                        ? unknown.field()
                        : track.name() + " " + unknown.field();
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.get(i).varies()) {
                String label = bytes.size() == 1 ? prefix : prefix + " byte " + i;
                add(label, bytes.get(i), track);
            }
        }
    }

    private void add(String name, Signal signal, @Nullable KindTrack track) {
        if (series.size() == MAX_SERIES || signal.samples() == 0) {
            return;
        }
        List<Long> at = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        boolean isSampled = signal.kept() > MAX_POINTS || !signal.isComplete();
        if (isSampled && track != null) {
            int place = track.own().indexOf(signal);
            for (KindTrack.Row row : track.rows()) {
                if (place >= 0 && place < row.own().length && row.own()[place] != Signal.NONE) {
                    at.add(row.at());
                    values.add(row.own()[place]);
                }
            }
        } else {
            at.add(signal.firstAt());
            values.add(signal.first());
            for (int i = 0; i < Math.min(MAX_POINTS, signal.kept()); i++) {
                at.add(signal.at(i));
                values.add(signal.to(i));
            }
        }
        series.add(
                new Findings.Series(
                        name,
                        signal.sort(),
                        signal.firstAt(),
                        signal.lastAt(),
                        at,
                        values,
                        Map.copyOf(signal.labels()),
                        isSampled));
    }
}
