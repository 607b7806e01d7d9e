package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.workbench.Micros;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to one device and around it, with which unknown fields can be compared. */
final class Evidence {

    /** So many sources are tried for each field. */
    private static final int MAX_SOURCES = 200;

    /** Something that is regular cannot be what a change follows. */
    private static final int OFTEN = 4;

    private final ZoneId zone;
    private final List<Source> sources = new ArrayList<>();
    private final List<Signal> conditions = new ArrayList<>();

    /** How many more readings are compared with everything: it takes time. */
    private int readingsLeft = 300;

    Evidence(
            List<KindTrack> tracks,
            List<Signal> shared,
            List<Long> restarts,
            List<Findings.Marked> marks,
            ZoneId zone) {
        this.zone = zone;
        for (Signal signal : shared) {
            if (signal.name().equals(DeviceTrack.ACTIVE_SCHEDULE)) {
                signal(signal, signal.name(), 0, null);
            }
        }
        long most = tracks.stream().mapToLong(KindTrack::frames).max().orElse(0);
        for (KindTrack track : tracks) {
            boolean isReport = track.name().equals(Kind.PING_REQUEST.label());
            for (KindTrack.Known known : track.known()) {
                Signal signal = known.signal();
                if (signal.sort() != FieldSort.TIME) {
                    boolean isState =
                            signal.sort() == FieldSort.CODED || signal.sort() == FieldSort.FLAG;
                    signal(
                            signal,
                            signal.name(),
                            isReport ? (isState ? 0 : 1) : isState ? 2 : 3,
                            null);
                    if (isReport && isState && signal.varies()) {
                        conditions.add(signal);
                    }
                }
            }
            for (UnknownTrack unknown : track.unknowns()) {
                for (Signal part : unknown.bytes()) {
                    String name = isReport ? unknown.field() : track.name() + " " + unknown.field();
                    signal(part, unknown.mask() == 0 ? name + " " + part.name() : name, 5, unknown);
                }
            }
            if (track.frames() * OFTEN < most && track.frames() == track.times().length) {
                add(new Source("a " + track.name(), "", 4, track.times(), null, null));
            }
        }
        if (!restarts.isEmpty()) {
            add(new Source("a restart", "", 1, times(restarts), null, null));
        }
        marks(marks);
        sources.sort(Comparator.comparingInt((Source source) -> source.rank()));
        while (sources.size() > MAX_SOURCES) {
            sources.removeLast();
        }
    }

    private void marks(List<Findings.Marked> marks) {
        Map<String, List<Long>> byText = new LinkedHashMap<>();
        List<Long> all = new ArrayList<>();
        for (Findings.Marked mark : marks) {
            long at = Micros.of(mark.at());
            byText.computeIfAbsent(mark.text(), _ -> new ArrayList<>()).add(at);
            all.add(at);
        }
        if (byText.size() > 1) {
            add(new Source("a mark", "", 2, times(all), null, null));
        }
        byText.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .limit(20)
                .forEach(entry ->
                        add(
                                new Source(
                                        "the mark \"" + entry.getKey() + "\"",
                                        "",
                                        2,
                                        times(entry.getValue()),
                                        null,
                                        null)));
    }

    private void signal(Signal signal, String name, int rank, @Nullable Object owner) {
        if (!signal.varies() || signal.isBusy()) {
            return;
        }
        List<Long> all = new ArrayList<>();
        List<Long> rises = new ArrayList<>();
        List<Long> falls = new ArrayList<>();
        for (int i = 0; i < signal.kept(); i++) {
            all.add(signal.at(i));
            (signal.to(i) > signal.from(i) ? rises : falls).add(signal.at(i));
        }
        add(new Source("a change of " + name, name, rank, times(all), signal, owner));
        if (!rises.isEmpty() && !falls.isEmpty() && signal.sort() != FieldSort.TEXT) {
            add(new Source("a rise of " + name, name, rank, times(rises), signal, owner));
            add(new Source("a fall of " + name, name, rank, times(falls), signal, owner));
        }
        if (signal.sort() == FieldSort.CODED && signal.counts().distinct() > 2) {
            usual(signal, name, rank, owner);
        }
    }

    /** A boost begins when its type is no longer off, whether it is then of one hour or of two. */
    private void usual(Signal signal, String name, int rank, @Nullable Object owner) {
        long usual = signal.counts().mostFrequent().getFirst().value();
        List<Long> left = new ArrayList<>();
        List<Long> reached = new ArrayList<>();
        for (int i = 0; i < signal.kept(); i++) {
            if (signal.from(i) == usual) {
                left.add(signal.at(i));
            } else if (signal.to(i) == usual) {
                reached.add(signal.at(i));
            }
        }
        String change = "a change of " + name;
        String value = signal.text(usual);
        add(new Source(change + " from " + value, name, rank, times(left), signal, owner));
        add(new Source(change + " to " + value, name, rank, times(reached), signal, owner));
    }

    private void add(Source source) {
        sources.add(source);
    }

    private static long[] times(List<Long> times) {
        long[] array = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(array);
        return array;
    }

    List<Source> sources() {
        return sources;
    }

    /** States of the device on which it may depend whether something follows. */
    List<Signal> conditions() {
        return conditions;
    }

    ZoneId zone() {
        return zone;
    }

    /** Whether there is time for one more reading to be compared with everything. */
    boolean mayCompare() {
        return readingsLeft-- > 0;
    }
}
