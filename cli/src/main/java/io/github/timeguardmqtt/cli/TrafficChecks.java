package io.github.timeguardmqtt.cli;

import static java.util.stream.Collectors.joining;

import io.github.timeguardmqtt.cli.ToldStatus.ToldSwitch;
import io.github.timeguardmqtt.gateway.event.DropReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a running gateway's counters say of the traffic with the switches. */
final class TrafficChecks {

    static final String NO_FRAMES =
            "Is the redirect in place? `timeguard router` prints it for your router. Is the switch on, and in your Wi-Fi?";

    static final String NO_ANSWERS =
            "Answers get lost, or come from the wrong address: the router needs the second rule (SNAT, MASQUERADE) that `timeguard router` prints. With two addresses here, say which with --listen; see that no firewall stops UDP from this port.";

    /** Of the checks, in this order. */
    static final List<String> NAMES =
            List.of("frames", "sources", "directions", "answers", "dropped", "switch clocks");

    private static final String ANSWERS = "answers";

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

    private final ToldStatus status;
    private final Instant now;

    TrafficChecks(ToldStatus status, Instant now) {
        this.status = status;
        this.now = now;
    }

    List<Finding> all() {
        return List.of(frames(), sources(), directions(), answers(), dropped(), deviceClocks());
    }

    private Finding frames() {
        List<ToldSwitch> offline =
                status.devices().stream().filter(device -> !device.online()).toList();
        int online = status.online().size();
        if (online == 0 && status.fromDevices() == 0) {
            return Finding.fail(
                    "frames",
                    "nothing has arrived from a switch since the gateway started %s ago"
                            .formatted(StatusText.span(status.uptime())),
                    NO_FRAMES);
        }
        if (online == 0 && offline.isEmpty()) {
            return Finding.fail(
                    "frames",
                    "%d datagrams arrived, but none is from a switch that the gateway takes"
                            .formatted(status.fromDevices()),
                    "See \"dropped\" below for what they were.");
        }
        if (online == 0) {
            return Finding.fail(
                    "frames",
                    "no switch is heard now: " + names(offline, this::lastHeard),
                    NO_FRAMES
                            + " A switch whose address has changed is not caught by the redirect any more.");
        }
        if (!offline.isEmpty()) {
            return Finding.warn(
                    "frames",
                    "%s; not heard now: %s"
                            .formatted(
                                    heard(online, status.fromDevices()),
                                    names(offline, this::lastHeard)),
                    "Is it on, and in your Wi-Fi, and has it still the address that the redirect names? One that is gone for good is forgotten by bridge/request/devices/remove.");
        }
        return Finding.ok("frames", heard(online, status.fromDevices()));
    }

    private static String heard(int online, long datagrams) {
        return "%s heard, %d datagrams since the gateway's start"
                .formatted(online == 1 ? "1 switch is" : online + " switches are", datagrams);
    }

    private String lastHeard(ToldSwitch device) {
        Duration ago = Duration.between(device.heard(), now);
        return "%s, last heard %s ago"
                .formatted(device.label(), StatusText.span(ago.isNegative() ? Duration.ZERO : ago));
    }

    private Finding sources() {
        List<ToldSwitch> online = status.online();
        if (online.isEmpty()) {
            long refused = status.drops().getOrDefault(DropReason.SOURCE.label(), 0L);
            return refused > 0
                    ? Finding.fail(
                            "sources",
                            "%d datagrams came from public addresses, which are refused"
                                    .formatted(refused),
                            "If that is your switch, name its network with --allow-source; the gateway's log names the address. Otherwise close this port to the internet.")
                    : Finding.skip("sources", "no switch is heard", "See \"frames\".");
        }
        return Finding.ok(
                "sources",
                names(
                        online,
                        device ->
                                device.label() + " from " + device.address().orElse("somewhere")));
    }

    private Finding directions() {
        if (status.fromDevices() == 0) {
            return Finding.skip("directions", "nothing has arrived yet", "See \"frames\".");
        }
        if (status.toDevices() > 0) {
            return Finding.ok(
                    "directions",
                    "%d datagrams from switches, %d to them"
                            .formatted(status.fromDevices(), status.toDevices()));
        }
        boolean isRelayed = status.devices().stream().anyMatch(ToldSwitch::relayed);
        return Finding.fail(
                "directions",
                "%d datagrams came from switches, and none went back"
                        .formatted(status.fromDevices()),
                isRelayed
                        ? "In relay mode only the cloud answers: see \"cloud\". With --mode fallback the gateway does, whatever the cloud does."
                        : "See \"dropped\" and \"clock\": the gateway answers no switch that it does not take, and tells none a time that cannot be.");
    }

    private Finding answers() {
        List<ToldSwitch> online = status.online();
        List<ToldSwitch> repeating =
                online.stream().filter(device -> device.repeats() >= REPEATS).toList();
        if (!repeating.isEmpty()) {
            return Finding.fail(
                    ANSWERS,
                    names(
                            repeating,
                            device ->
                                    "%s repeats itself (%d times now): what is sent to it does not arrive"
                                            .formatted(device.label(), device.repeats())),
                    NO_ANSWERS);
        }
        List<ToldSwitch> deaf =
                online.stream().filter(device -> device.unanswered() >= UNANSWERED).toList();
        if (!deaf.isEmpty()) {
            return Finding.fail(
                    ANSWERS,
                    names(
                            deaf,
                            device ->
                                    "%s reports, but has not answered the last %d requests"
                                            .formatted(device.label(), device.unanswered())),
                    NO_ANSWERS);
        }
        List<ToldSwitch> unproved =
                online.stream().filter(device -> device.answers() == 0).toList();
        if (online.isEmpty()) {
            return Finding.skip(ANSWERS, "no switch is heard", "See \"frames\".");
        }
        if (!unproved.isEmpty()) {
            return Finding.skip(
                    ANSWERS,
                    "not proved: nobody has asked "
                            + names(unproved, ToldSwitch::label)
                            + " anything yet",
                    "`timeguard ctl %s export` asks it, and then this can be told."
                            .formatted(
                                    unproved.getFirst()
                                            .label()
                                            .replaceFirst(".*\\((.*)\\)", "$1")));
        }
        return Finding.ok(
                ANSWERS,
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
        List<DropReason> reasons =
                Arrays.stream(DropReason.values())
                        .filter(TELLING::contains)
                        .filter(reason -> status.drops().getOrDefault(reason.label(), 0L) > 0)
                        .toList();
        String all =
                status.drops().entrySet().stream()
                        .filter(drop -> drop.getValue() > 0)
                        .map(drop -> StatusText.safe(drop.getKey() + " " + drop.getValue()))
                        .collect(joining(", "));
        if (reasons.isEmpty()) {
            return Finding.ok(
                    "dropped",
                    all.isEmpty() ? "nothing was dropped" : "nothing that matters: " + all);
        }
        if (reasons.contains(DropReason.LOOP)) {
            return Finding.fail(
                    "dropped",
                    all + ": the gateway's own datagrams come back to it",
                    "Remove the redirect at once, and make it anew with the switch's address as its source, as `timeguard router` prints it.");
        }
        return Finding.warn(
                "dropped",
                all,
                reasons.stream()
                                .filter(reason -> !reason.sentence().isEmpty())
                                .map(reason -> reason.label() + ": it " + reason.sentence() + ".")
                                .findFirst()
                                .orElse("The network or this computer refused them.")
                        + " What to do is in the README under \"What is dropped\".");
    }

    private Finding deviceClocks() {
        List<ToldSwitch> known =
                status.devices().stream().filter(device -> device.clock().isPresent()).toList();
        List<ToldSwitch> wrong =
                known.stream()
                        .filter(device -> device.clock().filter("right"::equals).isEmpty())
                        .toList();
        if (!wrong.isEmpty()) {
            return Finding.warn(
                    "switch clocks",
                    names(wrong, device -> device.label() + ": " + device.clock().orElse("")),
                    "A switch takes the time from the answers to its reports: see \"answers\" and \"clock\". Where summer time is missing, its own setting for that is off.");
        }
        return known.isEmpty()
                ? Finding.skip(
                        "switch clocks",
                        "no switch has given its clock away yet",
                        "The next boost, or the next change by schedule, tells.")
                : Finding.ok("switch clocks", "right: " + names(known, ToldSwitch::label));
    }

    private static String names(List<ToldSwitch> devices, Function<ToldSwitch, String> text) {
        String first = devices.stream().limit(NAMED).map(text).collect(joining("; "));
        int more = devices.size() - NAMED;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
