package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.text.FieldValues;
import io.github.timeguardmqtt.loop.MachineTime;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which of the frames that are read are wanted: what is asked for by several options must all be.
 */
final class FrameFilter {

    /** They differ in every frame, and say nothing by that. */
    private static final Set<String> ALWAYS_NEW = Set.of("uptime", "time");

    /** So many devices, kinds and values are told apart; what is beyond is shown. */
    private static final int MAX_TOLD_APART = 100_000;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--device",
            split = ",",
            paramLabel = "ID",
            description = "Frames of this device alone. May be given several times.")
    private List<String> devices = List.of();

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "Frames of this kind alone, such as PingRequest, or Unknown.")
    private List<String> kinds = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "What was recorded at this time or later: 2026-03-28T20:00, with Z or another"
                            + " offset or without, 2026-03-28, or 20:00 on the day of the first frame.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "What was recorded before this time.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--changes",
            description =
                    "Only frames in which a field is not as in the one before of that device and"
                            + " kind; uptimes and times do not count.")
    private boolean changes;

    @Option(
            names = "--only-unknown",
            description =
                    "Only what is not explained: unknown kinds, what is no frame, values without a"
                            + " name, and unknown bits and bytes the first time that they have a"
                            + " value.")
    private boolean onlyUnknown;

    /** Behind a time of the day. */
    private static final Pattern OFFSET = Pattern.compile("Z|[+-]");

    private final Set<DeviceId> wantedDevices = new HashSet<>();
    private final Set<Kind> wantedKinds = new HashSet<>();
    private final Map<String, Map<String, String>> last = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private ZoneId zone = MachineTime.zone();
    private @Nullable Instant from;
    private @Nullable Instant to;
    private boolean timesAreKnown;

    /**
     * Takes the options in.
     *
     * @param zoneOfTimes of those without one
     * @throws ParameterException when an option makes no sense
     */
    void begin(ZoneId zoneOfTimes) {
        zone = zoneOfTimes;
        for (String device : devices) {
            try {
                wantedDevices.add(DeviceId.parse(device));
            } catch (IllegalArgumentException e) {
                throw wrong("--device: " + e.getMessage());
            }
        }
        for (String kind : kinds) {
            wantedKinds.add(kind(kind));
        }
        since.ifPresent(time -> time("--since", time, Instant.EPOCH));
        until.ifPresent(time -> time("--until", time, Instant.EPOCH));
    }

    private Kind kind(String name) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.label().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = Stream.of(Kind.values()).map(Kind::label).toList();
                    return wrong(
                            "--kind: there is no kind \"%s\"%s"
                                    .formatted(name, Nearest.question(name, names)));
                });
    }

    /** The moment that a text names, of which the day may be that of {@code first}. */
    private Instant time(String option, String text, Instant first) {
        String written = text.replace(' ', 'T');
        try {
            int time = written.indexOf('T');
            if (time < 0 && written.indexOf('-') > 0) {
                return LocalDate.parse(written).atStartOfDay(zone).toInstant();
            }
            if (time >= 0) {
                return OFFSET.matcher(written).find(time)
                        ? OffsetDateTime.parse(written).toInstant()
                        : LocalDateTime.parse(written).atZone(zone).toInstant();
            }
            return first.atZone(zone).with(LocalTime.parse(written)).toInstant();
        } catch (DateTimeParseException e) {
            throw wrong(
                    option
                            + ": \""
                            + text
                            + "\" is not a time: expected one like 2026-03-28T20:00,"
                            + " 2026-03-28T20:00Z, 2026-03-28 or 20:00");
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }

    /** Whether only some frames are wanted, so that what is none is not. */
    private boolean isOfFrames() {
        return !wantedDevices.isEmpty() || !wantedKinds.isEmpty() || changes || onlyUnknown;
    }

    /** Whether this is wanted, and which fields have changed where that was asked for. */
    Optional<List<String>> wanted(Captured captured) {
        return switch (captured) {
            case Packet packet -> isInTime(packet.at()) ? frames(packet) : Optional.empty();
            case Mark mark -> isInTime(mark.at()) ? Optional.of(List.of()) : Optional.empty();
            // What is damaged is told in any case; a line that holds no frame is not.
            case Unreadable none ->
                    isOfFrames() && none.reason().equals("no-hex")
                            ? Optional.empty()
                            : Optional.of(List.of());
        };
    }

    private boolean isInTime(Optional<Instant> at) {
        if (since.isEmpty() && until.isEmpty()) {
            return true;
        }
        if (at.isEmpty()) {
            return false;
        }
        if (!timesAreKnown) {
            timesAreKnown = true;
            Instant first = at.get();
            from = since.map(time -> time("--since", time, first)).orElse(null);
            to = until.map(time -> time("--until", time, first)).orElse(null);
        }
        return (from == null || !at.get().isBefore(from)) && (to == null || at.get().isBefore(to));
    }

    private Optional<List<String>> frames(Packet packet) {
        if (!isOfFrames()) {
            return Optional.of(List.of());
        }
        List<Frame> frames = packet.datagram().frames();
        boolean isAll = !frames.isEmpty() && packet.datagram().trailing().isEmpty();
        if (onlyUnknown && !isAll && wantedDevices.isEmpty() && wantedKinds.isEmpty()) {
            return Optional.of(List.of());
        }
        boolean isWanted = false;
        List<String> changed = new ArrayList<>();
        for (Frame frame : frames) {
            if ((wantedDevices.isEmpty() || wantedDevices.contains(frame.device()))
                    && (wantedKinds.isEmpty() || wantedKinds.contains(frame.kind()))
                    && (!onlyUnknown || isUnexplained(frame))) {
                isWanted |= !changes || hasChanged(frame, changed);
            }
        }
        return isWanted ? Optional.of(changed) : Optional.empty();
    }

    private boolean isUnexplained(Frame frame) {
        if (frame.kind() == Kind.UNKNOWN) {
            return true;
        }
        boolean isNew = false;
        String kind = frame.kind().label();
        for (Map.Entry<String, String> field : FieldValues.unexplained(frame).entrySet()) {
            // Of a list, all entries are the same.
            String name = field.getKey().replaceAll("\\[\\d+]", "");
            String value = kind + " " + name + " " + field.getValue();
            isNew |= seen.size() >= MAX_TOLD_APART || seen.add(value);
        }
        return isNew;
    }

    /** Whether anything is not as before; the first of its kind is new in all. */
    private boolean hasChanged(Frame frame, List<String> changed) {
        Map<String, String> values = FieldValues.of(frame);
        String of =
                frame.device()
                        + " "
                        + frame.envelope().type()
                        + " "
                        + frame.envelope().flags()
                        + values.getOrDefault("schedule", "");
        Map<String, String> before = last.size() < MAX_TOLD_APART ? last.put(of, values) : null;
        if (before == null) {
            return true;
        }
        for (Map.Entry<String, String> field : values.entrySet()) {
            String name = field.getKey();
            if (!ALWAYS_NEW.contains(name) && !field.getValue().equals(before.get(name))) {
                changed.add(name);
            }
        }
        for (String name : before.keySet()) {
            if (!values.containsKey(name)) {
                changed.add(name);
            }
        }
        return !changed.isEmpty();
    }
}
