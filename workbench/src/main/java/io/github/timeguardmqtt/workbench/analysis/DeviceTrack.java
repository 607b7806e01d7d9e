package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.GetActiveScheduleResponse;
import io.github.timeguardmqtt.protocol.Message.GetScheduleResponse;
import io.github.timeguardmqtt.protocol.Message.PingRequest;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.SetActiveScheduleResponse;
import io.github.timeguardmqtt.protocol.Message.SetScheduleNameRequest;
import io.github.timeguardmqtt.protocol.Message.SetScheduleRequest;
import io.github.timeguardmqtt.protocol.Message.SetScheduleResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was recorded of one device, as it comes. */
final class DeviceTrack {

    /** What {@link #activeSchedule} is called. */
    static final String ACTIVE_SCHEDULE = "active schedule";

    private static final int MAX_TRACKS = 300;
    private static final int MAX_EXAMPLES = 5;
    private static final int SMALL_PARAMS = 16;
    private static final int FLAG_UNKNOWN = 4;
    private static final long U32 = 0xffff_ffffL;

    /** A kind's name and how often it came. */
    private static final class Tally {
        private final Frame first;
        private final String label;
        private final List<String> examples = new ArrayList<>(1);
        private long count;
        private long repeats;
        private long lastAt;

        private Tally(Frame first) {
            this.first = first;
            label = label(first);
        }
    }

    private final DeviceId device;
    private final ZoneId zone;
    private final Budget budget;
    private final DuplicateFilter doubles = new DuplicateFilter();
    private final Exchanges exchanges = new Exchanges();
    private final ReportTimes reports = new ReportTimes();
    private final DeviceClock clock;
    private final Spread relayed = new Spread();
    private final Tally[] tallies = new Tally[256];
    private final List<Tally> inOrder = new ArrayList<>();
    private final Map<Integer, KindTrack> tracks = new LinkedHashMap<>();
    private final List<Signal> shared = new ArrayList<>();
    private final Signal activeSchedule;
    private final List<Signal> unnamed = new ArrayList<>();
    private final Map<Boolean, UnknownTrack> envelopes = new LinkedHashMap<>();
    private final Map<Integer, UnknownTrack> flagBits = new LinkedHashMap<>();
    private long frames;
    private long firstAt = Signal.NONE;
    private long lastAt;
    private long messageId = -1;
    private long numbered;
    private long missing;
    private long jumps;

    /** The first number of the last gap, and how many of it are still missing. */
    private long gapFrom;

    private long gapLeft;

    DeviceTrack(DeviceId device, ZoneId zone, Budget budget) {
        this.device = device;
        this.zone = zone;
        this.budget = budget;
        clock = new DeviceClock(zone);
        activeSchedule = new Signal(ACTIVE_SCHEDULE, FieldSort.NUMBER, 8, budget);
    }

    DuplicateFilter doubles() {
        return doubles;
    }

    void relayed(long after) {
        relayed.add(after);
    }

    /** The same bytes on the same way, at once. */
    void repeated(Frame frame, long now) {
        seen(now);
        frames++;
        Tally tally = tally(frame);
        if (exchanges.isAwaited(frame)) {
            // Two requests within a second get answers of the same bytes.
            tally.count++;
        } else {
            tally.repeats++;
        }
        exchanges.take(frame, tally.label, now);
    }

    void take(Frame frame, long now) {
        Tally tally = tally(frame);
        seen(now);
        frames++;
        tally.lastAt = now;
        if (exchanges.take(frame, tally.label, now)) {
            tally.repeats++;
            return;
        }
        tally.count++;
        Envelope envelope = frame.envelope();
        if (!envelope.fromServer()) {
            count(envelope.messageId());
        }
        switch (frame.message()) {
            case PingRequest it -> {
                reports.report(now);
                clock.status(it.status(), now);
            }
            case PingResponse it -> clock.told(it.time(), now);
            case GetActiveScheduleResponse it -> active(it.schedule(), now);
            case SetActiveScheduleResponse it -> active(it.schedule(), now);
            case Message.Unknown it -> example(tally, it.params());
            default -> {}
        }
        envelopes
                .computeIfAbsent(
                        envelope.fromServer(), _ -> new UnknownTrack("unknown", 13, budget))
                .sample(envelope.unknown(), now, unnamed);
        flagBit(envelope, now);
        track(frame, tally, now);
    }

    private void seen(long now) {
        firstAt = firstAt == Signal.NONE ? now : firstAt;
        lastAt = now;
    }

    private Tally tally(Frame frame) {
        int key = frame.envelope().flags() << 4 | frame.envelope().type();
        Tally tally = tallies[key];
        // A message too short for its kind is counted with its kind.
        if (tally == null) {
            tally = new Tally(frame);
            tallies[key] = tally;
            inOrder.add(tally);
        }
        return tally;
    }

    private void count(long id) {
        numbered++;
        long step = id - messageId & U32;
        // Falling numbers are those of a device that began anew.
        if (messageId >= 0 && step > 1 && step < U32 / 2) {
            jumps++;
            missing += step - 1;
            gapFrom = messageId + 1 & U32;
            gapLeft = step - 1;
        } else if (gapLeft > 0 && (id - gapFrom & U32) < (messageId - gapFrom & U32)) {
            // It was overtaken on its way.
            missing--;
            gapLeft--;
            jumps -= gapLeft == 0 ? 1 : 0;
            return;
        }
        if (messageId < 0 || step != 0) {
            messageId = id;
        }
    }

    private void active(int schedule, long now) {
        if (activeSchedule.samples() == 0) {
            shared.add(activeSchedule);
        }
        activeSchedule.sample(schedule, now);
    }

    private static void example(Tally tally, Bytes params) {
        if (tally.examples.size() < MAX_EXAMPLES) {
            int shown = Math.min(params.size(), KindTrack.MAX_BYTES);
            String hex = params.slice(0, shown).toSpacedHex() + (shown < params.size() ? " …" : "");
            if (!tally.examples.contains(hex)) {
                tally.examples.add(hex);
            }
        }
    }

    private void flagBit(Envelope envelope, long now) {
        int key = envelope.type() << 4 | (envelope.flags() & ~FLAG_UNKNOWN);
        flagBits.computeIfAbsent(
                        key,
                        _ ->
                                new UnknownTrack(
                                        "flags bit 2",
                                        new io.github.timeguardmqtt.protocol.FieldVisitor.Place(
                                                9, 1, FLAG_UNKNOWN),
                                        budget))
                .sample(envelope.flags() & FLAG_UNKNOWN, now, unnamed);
    }

    private void track(Frame frame, Tally tally, long now) {
        Envelope envelope = frame.envelope();
        int schedule = schedule(frame.message());
        int key =
                (schedule + 1) << 9
                        | (frame.kind() == Kind.UNKNOWN ? 1 << 8 : 0)
                        | envelope.flags() << 4
                        | envelope.type();
        KindTrack track = tracks.get(key);
        if (track == null) {
            if (tracks.size() == MAX_TRACKS
                    || !budget.take((long) Signal.NUMBERS * (8 + envelope.paramsSize()))) {
                return;
            }
            String label = frame.kind() == Kind.UNKNOWN ? unknownLabel(envelope) : tally.label;
            track = new KindTrack(schedule < 0 ? label : label + " " + schedule, shared, budget);
            tracks.put(key, track);
        }
        boolean isNew = track.frames() == 0;
        track.take(frame, now);
        if (isNew && frame.kind().paramsSize() <= SMALL_PARAMS) {
            track.known().forEach(known -> shared.add(known.signal()));
        }
    }

    /** Each schedule is a thing of its own; -1 where it is about none. */
    static int schedule(Message message) {
        return switch (message) {
            case GetScheduleResponse it -> it.schedule().id();
            case SetScheduleRequest it -> it.schedule().id();
            case SetScheduleResponse it -> it.schedule().id();
            case SetScheduleNameRequest it -> it.schedule();
            default -> -1;
        };
    }

    static String label(Frame frame) {
        return frame.kind() == Kind.UNKNOWN ? unknownLabel(frame.envelope()) : frame.kind().label();
    }

    private static String unknownLabel(Envelope envelope) {
        return "type %d flags %X".formatted(envelope.type(), envelope.flags());
    }

    static long micros(Instant at) {
        long second = at.getEpochSecond();
        int nano = at.getNano();
        return second * 1_000_000 + nano / 1000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
    }

    Findings.Device findings(List<Findings.Marked> marks) {
        List<KindTrack> all = List.copyOf(tracks.values());
        Evidence evidence = new Evidence(all, shared, clock.restartTimes(), marks, zone);
        List<Findings.UnknownField> fields = new ArrayList<>();
        List<Findings.Series> series = new ArrayList<>();
        Drawing drawing = new Drawing(series);
        for (KindTrack track : all) {
            if (track.name().equals(Kind.PING_REQUEST.label())) {
                track.known().forEach(known -> drawing.known(known, track));
            }
        }
        if (activeSchedule.samples() > 0) {
            drawing.signal(activeSchedule);
        }
        for (KindTrack track : all) {
            for (UnknownTrack unknown : track.unknowns()) {
                Reading reading = new Reading(track, unknown, evidence);
                fields.add(reading.field(track.name()));
                drawing.unknown(track, unknown);
            }
        }
        envelopes.forEach((fromServer, unknown) ->
                fields.add(
                        new Reading(null, unknown, evidence)
                                .field(fromServer ? "all to device" : "all from device")));
        flagBits.forEach((key, unknown) ->
                fields.add(
                        new Reading(null, unknown, evidence)
                                .field(
                                        "type %d flags %X or %X"
                                                .formatted(
                                                        key >>> 4,
                                                        key & 0xf,
                                                        (key & 0xf) | FLAG_UNKNOWN))));
        fields.sort(
                java.util.Comparator.comparingDouble((Findings.UnknownField it) -> -it.score()));
        return new Findings.Device(
                device,
                frames,
                optional(firstAt),
                frames == 0 ? Optional.empty() : optional(lastAt),
                inOrder.stream().map(this::kind).toList(),
                exchanges.findings(lastAt),
                reports.findings(),
                clock.findings(),
                new Findings.Loss(numbered, missing, jumps),
                relayed.figures(),
                all.stream()
                        .flatMap(track -> track.known().stream().map(it -> known(track, it)))
                        .toList(),
                fields,
                series);
    }

    private Findings.KindCount kind(Tally tally) {
        return new Findings.KindCount(
                tally.label,
                tally.first.kind() == Kind.UNKNOWN,
                tally.first.envelope().fromServer(),
                tally.count,
                tally.repeats,
                optional(tally.lastAt),
                List.copyOf(tally.examples));
    }

    private static Findings.KnownField known(KindTrack track, KindTrack.Known it) {
        Counts counts = it.signal().counts();
        return new Findings.KnownField(
                track.name(),
                it.field(),
                it.signal().sort(),
                it.signal().samples(),
                counts.mostFrequent().stream()
                        .map(value ->
                                new Findings.Value(it.signal().text(value.value()), value.count()))
                        .toList(),
                counts.others() > 0);
    }

    private static Optional<Instant> optional(long at) {
        return at == Signal.NONE ? Optional.empty() : Optional.of(instant(at));
    }
}
