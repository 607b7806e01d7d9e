package io.github.timeguardmqtt.app.doctor;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.StatusReport;
import io.github.timeguardmqtt.app.link.StatusReport.ToldSwitch;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What a running gateway's counters say of the traffic with the switches. */
final class TrafficChecks {

    /** Of the checks, in this order, where nobody could listen. */
    static final List<Diagnosis> UNKNOWN =
            List.of(
                    Diagnosis.FRAMES_UNHEARD,
                    Diagnosis.SOURCES_NONE,
                    Diagnosis.SWITCHES_UNHEARD,
                    Diagnosis.DIRECTIONS_UNKNOWN,
                    Diagnosis.ANSWERS_UNKNOWN,
                    Diagnosis.DROPPED_UNKNOWN,
                    Diagnosis.SWITCH_CLOCKS_UNKNOWN);

    /** A datagram can get lost, and a switch can be restarted twice; not so often in a row. */
    private static final int REPEATS = 2;

    private static final int UNANSWERED = 3;

    /** The names of more are not told. */
    private static final int NAMED = 5;

    /** These say that something is wrong with the redirect, or with this computer. */
    private static final Set<DropReason> TELLING =
            Set.of(
                    DropReason.SOURCE,
                    DropReason.SERVER_FRAME,
                    DropReason.MAX_DEVICES,
                    DropReason.LOOP,
                    DropReason.CLOUD_UNKNOWN,
                    DropReason.UNREACHABLE,
                    DropReason.NO_SOCKET);

    private final StatusReport status;
    private final GatewaySettings settings;
    private final Mask mask;
    private final Instant now;

    /**
     * @param settings that were given, which may not be those of the gateway that runs
     */
    TrafficChecks(StatusReport status, GatewaySettings settings, Mask mask, Instant now) {
        this.status = status;
        this.settings = settings;
        this.mask = mask;
        this.now = now;
    }

    List<Finding> all() {
        return List.of(
                frames(),
                sources(),
                switches(
                        settings,
                        status.online().stream().map(ToldSwitch::id).collect(toSet()),
                        mask),
                directions(),
                answers(),
                dropped(),
                deviceClocks());
    }

    /** Whether those are heard that the settings name: an id is easily mistyped. */
    static Finding switches(GatewaySettings settings, Set<DeviceId> heard, Mask mask) {
        Set<DeviceId> named = new TreeSet<>(comparing(DeviceId::toString));
        named.addAll(settings.deviceModes().keySet());
        named.addAll(settings.deviceRules().keySet());
        List<String> missing =
                named.stream()
                        .filter(id -> !heard.contains(id))
                        .map(id -> mask.mask(id).toString())
                        .toList();
        if (named.isEmpty()) {
            return Diagnosis.SWITCHES_UNNAMED.found("the settings name no switch");
        }
        if (heard.isEmpty()) {
            return Diagnosis.SWITCHES_UNHEARD.found("no switch is heard");
        }
        return missing.isEmpty()
                ? Diagnosis.SWITCHES_HEARD.found("all that the settings name are heard")
                : Diagnosis.SWITCHES_STRANGE.found(
                        "the settings name %s, which %s not heard"
                                .formatted(
                                        missing.stream().limit(NAMED).collect(joining(", ")),
                                        missing.size() == 1 ? "is" : "are"));
    }

    private Finding frames() {
        List<ToldSwitch> offline =
                status.devices().stream().filter(device -> !device.online()).toList();
        int online = status.online().size();
        if (online == 0 && status.fromDevices() == 0 && offline.isEmpty()) {
            return Diagnosis.FRAMES_NONE.found(
                    "nothing has arrived from a switch since the gateway started %s ago"
                            .formatted(ShownText.span(status.uptime())));
        }
        if (online == 0 && offline.isEmpty()) {
            return Diagnosis.FRAMES_FOREIGN.found(
                    "%d datagrams arrived, but none is from a switch that the gateway takes"
                            .formatted(status.fromDevices()),
                    settings.listen().port());
        }
        if (online == 0) {
            return Diagnosis.FRAMES_ENDED.found(
                    "no switch is heard now: " + names(offline, this::lastHeard));
        }
        return offline.isEmpty()
                ? Diagnosis.FRAMES_ARRIVE.found(heard(online, status.fromDevices()))
                : Diagnosis.FRAMES_MISSED.found(
                        "%s; not heard now: %s"
                                .formatted(
                                        heard(online, status.fromDevices()),
                                        names(offline, this::lastHeard)));
    }

    private static String heard(int online, long datagrams) {
        return "%s heard, %d datagrams since the gateway's start"
                .formatted(online == 1 ? "1 switch is" : online + " switches are", datagrams);
    }

    private String lastHeard(ToldSwitch device) {
        Duration ago = Duration.between(device.heard(), now);
        return "%s, last heard %s ago"
                .formatted(device.label(), ShownText.span(ago.isNegative() ? Duration.ZERO : ago));
    }

    private Finding sources() {
        List<ToldSwitch> online = status.online();
        long refused = dropped(DropReason.SOURCE);
        String from =
                "%d datagrams came from public addresses, which the gateway refuses and its log names"
                        .formatted(refused);
        if (online.isEmpty()) {
            if (refused > 0) {
                return Diagnosis.SOURCES_REFUSED.found(from);
            }
            long server = dropped(DropReason.SERVER_FRAME);
            return server > 0
                    ? Diagnosis.SOURCES_SERVER.found(
                            "%d frames of a server came, instead of a switch's".formatted(server))
                    : Diagnosis.SOURCES_NONE.found("no switch is heard");
        }
        String seen =
                names(
                        online,
                        device -> device.label() + " from " + device.address().orElse("somewhere"));
        return refused > 0
                ? Diagnosis.SOURCES_STRANGERS.found(seen + "; " + from)
                : Diagnosis.SOURCES_SEEN.found(seen);
    }

    private long dropped(DropReason reason) {
        return status.drops().getOrDefault(reason.label(), 0L);
    }

    private Finding directions() {
        if (status.fromDevices() == 0) {
            return Diagnosis.DIRECTIONS_UNKNOWN.found("nothing has arrived yet");
        }
        if (status.toDevices() > 0) {
            return Diagnosis.DIRECTIONS_BOTH.found(
                    "%d datagrams from switches, %d to them"
                            .formatted(status.fromDevices(), status.toDevices()));
        }
        String none =
                "%d datagrams came from switches, and none went back"
                        .formatted(status.fromDevices());
        boolean isRelayed = status.devices().stream().anyMatch(ToldSwitch::relayed);
        return isRelayed
                ? Diagnosis.DIRECTIONS_NONE_BACK_RELAY.found(none)
                : Diagnosis.DIRECTIONS_NONE_BACK.found(none);
    }

    private Finding answers() {
        List<ToldSwitch> online = status.online();
        List<ToldSwitch> repeating =
                online.stream().filter(device -> device.repeats() >= REPEATS).toList();
        if (!repeating.isEmpty()) {
            return Diagnosis.ANSWERS_REPEATED.found(
                    names(
                            repeating,
                            device ->
                                    "%s repeats itself (%d times now): what is sent to it does not arrive"
                                            .formatted(device.label(), device.repeats())));
        }
        List<ToldSwitch> deaf =
                online.stream().filter(device -> device.unanswered() >= UNANSWERED).toList();
        if (!deaf.isEmpty()) {
            return Diagnosis.ANSWERS_LOST.found(
                    names(
                            deaf,
                            device ->
                                    "%s reports, but has not answered the last %d requests"
                                            .formatted(device.label(), device.unanswered())),
                    settings.listen().port());
        }
        List<ToldSwitch> unproved =
                online.stream().filter(device -> device.answers() == 0).toList();
        if (online.isEmpty()) {
            return Diagnosis.ANSWERS_UNKNOWN.found("no switch is heard");
        }
        if (!unproved.isEmpty()) {
            return Diagnosis.ANSWERS_UNPROVED.found(
                    "not proved: no answer has come yet from " + names(unproved, ToldSwitch::label),
                    mask.mask(unproved.getFirst().id()));
        }
        return Diagnosis.ANSWERS_ARRIVE.found(
                "what is sent arrives: "
                        + names(
                                online,
                                device ->
                                        "%s has answered %s"
                                                .formatted(
                                                        device.label(),
                                                        device.answers() == 1
                                                                ? "1 request"
                                                                : device.answers() + " requests")));
    }

    private Finding dropped() {
        String all =
                status.drops().entrySet().stream()
                        .filter(drop -> drop.getValue() > 0)
                        .map(drop -> ShownText.safe(drop.getKey() + " " + drop.getValue()))
                        .collect(joining(", "));
        if (dropped(DropReason.LOOP) > 0) {
            return Diagnosis.DROPPED_LOOP.found(
                    all + ": the gateway's own datagrams come back to it");
        }
        if (TELLING.stream().anyMatch(reason -> dropped(reason) > 0)) {
            return Diagnosis.DROPPED_SOME.found(all);
        }
        return Diagnosis.DROPPED_NOTHING.found(
                all.isEmpty() ? "nothing" : "nothing that matters: " + all);
    }

    private Finding deviceClocks() {
        List<ToldSwitch> known =
                status.devices().stream().filter(device -> device.clock().isPresent()).toList();
        List<ToldSwitch> wrong =
                known.stream()
                        .filter(device -> device.clock().filter("right"::equals).isEmpty())
                        .toList();
        if (!wrong.isEmpty()) {
            return Diagnosis.SWITCH_CLOCKS_WRONG.found(
                    names(wrong, device -> device.label() + ": " + device.clock().orElse("")));
        }
        return known.isEmpty()
                ? Diagnosis.SWITCH_CLOCKS_UNKNOWN.found("no switch has given its clock away yet")
                : Diagnosis.SWITCH_CLOCKS_RIGHT.found("right: " + names(known, ToldSwitch::label));
    }

    private static String names(List<ToldSwitch> devices, Function<ToldSwitch, String> text) {
        String first = devices.stream().limit(NAMED).map(text).collect(joining("; "));
        int more = devices.size() - NAMED;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
