package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.workbench.Micros;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** All that an unknown field of a message may be a copy of. */
final class Columns {

    private final List<Relation.Column> all = new ArrayList<>();
    private final List<KindTrack.Row> rows;

    Columns(KindTrack track, UnknownTrack field, ZoneId zone) {
        rows = track.rows();
        for (int i = 0; i < track.own().size(); i++) {
            Signal signal = track.own().get(i);
            if (field.bytes().contains(signal)) {
                continue;
            }
            int at = i;
            add(signal, 1, row -> at < row.own().length ? row.own()[at] : Signal.NONE);
        }
        for (int i = 0; i < track.shared().size(); i++) {
            Signal signal = track.shared().get(i);
            if (!track.own().contains(signal)) {
                int at = i;
                // What an order says is a little further from a state than the state itself.
                double near = signal.name().equals(DeviceTrack.ACTIVE_SCHEDULE) ? 1 : 0.98;
                add(signal, near, row -> at < row.shared().length ? row.shared()[at] : Signal.NONE);
            }
        }
        times(ZoneOffset.UTC, " (UTC)", 0.99);
        times(zone, " (" + zone + ")", 1);
        ring("second", 60, 0.98, row -> time(row, ZoneOffset.UTC).getSecond());
        ring("seconds since 1970", 0, 1, row -> Math.floorDiv(row.at(), 1_000_000));
        ring("minutes since 1970", 0, 1, row -> Math.floorDiv(row.at(), 60_000_000));
        ring("days since 1970", 0, 1, row -> Math.floorDiv(row.at(), 86_400_000_000L));
    }

    private void add(Signal signal, double near, ToLongFunction<KindTrack.Row> value) {
        if (signal.counts().distinct() < 3 || signal.sort() == FieldSort.TEXT) {
            return;
        }
        boolean isSize = signal.name().equals("params size");
        double weight = signal.sort() == FieldSort.UNKNOWN ? 0.9 : near;
        all.add(
                new Relation.Column(
                        signal.name(),
                        values(value),
                        0,
                        isSize ? Findings.Sort.LENGTH : Findings.Sort.COPY,
                        signal.sort() != FieldSort.UNKNOWN,
                        weight));
    }

    private void times(ZoneId zone, String where, double weight) {
        ring(
                "minute of the week" + where,
                DeviceClock.MINUTES_OF_A_WEEK,
                weight,
                row -> DeviceClock.minuteOfWeek(row.at(), zone));
        ring(
                "minute of the day" + where,
                24 * 60,
                weight,
                row -> DeviceClock.minuteOfWeek(row.at(), zone) % (24 * 60));
        ring("hour" + where, 24, weight, row -> time(row, zone).getHour());
        ring("minute" + where, 60, weight, row -> time(row, zone).getMinute());
        ring(
                "day of the week" + where,
                7,
                weight,
                row -> time(row, zone).getDayOfWeek().getValue() % 7);
        ring("day of the month" + where, 0, weight, row -> time(row, zone).getDayOfMonth());
    }

    private void ring(String name, long ring, double weight, ToLongFunction<KindTrack.Row> value) {
        all.add(new Relation.Column(name, values(value), ring, Findings.Sort.TIME, false, weight));
    }

    private long[] values(ToLongFunction<KindTrack.Row> value) {
        return rows.stream().mapToLong(value).toArray();
    }

    private static ZonedDateTime time(KindTrack.Row row, ZoneId zone) {
        Instant at = Micros.instant(row.at());
        return at.atZone(zone);
    }

    List<Relation.Column> all() {
        return all;
    }
}
