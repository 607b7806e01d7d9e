package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.capture.DuplicateFilter;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.GetActiveScheduleResponse;
import io.github.timeguardmqtt.protocol.Message.PingRequest;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.SetActiveScheduleResponse;
import io.github.timeguardmqtt.workbench.MessageGroup;
import io.github.timeguardmqtt.workbench.Micros;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was recorded of one device, as it comes. */
final class DeviceTrack {

    /** What {@link #activeSchedule} is called. */
    static final String ACTIVE_SCHEDULE = "active schedule";

    private static final int MAX_TRACKS = 300;

    /** Fields of messages up to so many bytes are states that others can be compared with. */
    private static final int SMALL_PARAMS = 16;

    private final DeviceId device;
    private final Budget budget;
    private final DuplicateFilter duplicates = new DuplicateFilter();
    private final Exchanges exchanges = new Exchanges();
    private final ReportTimes reports = new ReportTimes();
    private final DeviceClock clock;
    private final MessageNumbers numbers = new MessageNumbers();
    private final Spread relayed = new Spread();
    private final KindTallies tallies = new KindTallies();
    private final Map<Integer, KindTrack> tracks = new LinkedHashMap<>();
    private final List<Signal> shared = new ArrayList<>();
    private final Signal activeSchedule;
    private final EnvelopeTracks envelopes;
    private long firstAt = Micros.NONE;
    private long lastAt = Micros.NONE;

    DeviceTrack(DeviceId device, ZoneId zone, Budget budget) {
        this.device = device;
        this.budget = budget;
        clock = new DeviceClock(zone);
        activeSchedule = new Signal(ACTIVE_SCHEDULE, FieldSort.NUMBER, 8, budget);
        envelopes = new EnvelopeTracks(budget);
    }

    DuplicateFilter duplicates() {
        return duplicates;
    }

    void relayed(long after) {
        relayed.add(after);
    }

    /** The same bytes on the same way, at once. */
    void repeated(Frame frame, long now) {
        seen(now);
        KindTallies.Tally tally = tallies.of(frame);
        if (exchanges.isAwaited(frame)) {
            // Two requests within a second get answers of the same bytes.
            tally.count();
        } else {
            tally.repeat();
        }
        exchanges.take(frame, tally.name(), now);
    }

    void take(Frame frame, long now) {
        seen(now);
        KindTallies.Tally tally = tallies.of(frame);
        tally.seenAt(now);
        if (exchanges.take(frame, tally.name(), now)) {
            tally.repeat();
            return;
        }
        tally.count();
        if (!frame.envelope().fromServer()) {
            numbers.take(frame.envelope().messageId());
        }
        switch (frame.message()) {
            case PingRequest it -> {
                reports.report(now);
                clock.status(it.status(), now);
            }
            case PingResponse it -> clock.told(it.time(), now);
            case GetActiveScheduleResponse it -> active(it.schedule(), now);
            case SetActiveScheduleResponse it -> active(it.schedule(), now);
            case Message.Unknown it -> tally.example(it.params());
            default -> {}
        }
        envelopes.take(frame.envelope(), now);
        track(frame, now);
    }

    private void seen(long now) {
        firstAt = firstAt == Micros.NONE ? now : firstAt;
        lastAt = now;
    }

    private void active(int schedule, long now) {
        if (activeSchedule.samples() == 0) {
            shared.add(activeSchedule);
        }
        activeSchedule.sample(schedule, now);
    }

    private void track(Frame frame, long now) {
        int key = MessageGroup.key(frame);
        KindTrack track = tracks.get(key);
        if (track == null) {
            if (tracks.size() == MAX_TRACKS
                    || !budget.take((long) Signal.NUMBERS * (8 + frame.envelope().paramsSize()))) {
                return;
            }
            track = new KindTrack(MessageGroup.name(frame), shared, budget);
            tracks.put(key, track);
        }
        boolean isNew = track.frames() == 0;
        track.take(frame, now);
        if (isNew && frame.kind().paramsSize() <= SMALL_PARAMS) {
            track.known().forEach(known -> shared.add(known.signal()));
        }
    }

    Findings.Device findings(List<Findings.Marked> marks) {
        List<KindTrack> all = List.copyOf(tracks.values());
        Evidence evidence = new Evidence(all, shared, clock.restartTimes(), marks, clock.zone());
        List<Findings.UnknownField> fields = new ArrayList<>();
        Drawing drawing = new Drawing();
        for (KindTrack track : all) {
            if (track.name().equals(Kind.PING_REQUEST.label())) {
                track.known().forEach(known -> drawing.known(known, track));
            }
        }
        drawing.signal(activeSchedule);
        for (KindTrack track : all) {
            for (UnknownTrack unknown : track.unknowns()) {
                fields.add(new Reading(track, unknown, evidence).field(track.name()));
                drawing.unknown(track, unknown);
            }
        }
        envelopes.forEach(
                (where, unknown) -> fields.add(new Reading(null, unknown, evidence).field(where)));
        fields.sort(Comparator.comparingDouble((Findings.UnknownField it) -> -it.score()));
        return new Findings.Device(
                device,
                tallies.frames(),
                Micros.known(firstAt),
                Micros.known(lastAt),
                tallies.findings(),
                exchanges.findings(lastAt),
                reports.findings(),
                clock.findings(),
                numbers.findings(),
                relayed.figures(),
                fields,
                drawing.series());
    }
}
