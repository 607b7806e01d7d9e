package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether this computer's clock and time zone are right: switches run their schedules by them. */
final class ClockChecks {

    private static final String CLOCK = "clock";
    private static final Duration NTP_PATIENCE = Duration.ofSeconds(4);

    /** Without harm to a schedule, which counts in minutes. */
    private static final Duration HARMLESS = Duration.ofSeconds(10);

    private static final Duration WRONG = Duration.ofMinutes(2);

    private static final String SYNCHRONISE =
            "Let the system keep its time: `sudo timedatectl set-ntp true`.";

    private ClockChecks() {}

    /**
     * @param run where the system keeps what lasts until it ends: {@code /run}
     * @param server to compare with
     */
    static Finding clock(
            GatewaySettings settings, Clock clock, Path run, Optional<HostPort> server) {
        if (clock.instant().isBefore(settings.earliest())) {
            return Finding.fail(
                    CLOCK,
                    "this computer's clock says %s, which cannot be"
                            .formatted(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                    "Set it: until then no switch is told the time. " + SYNCHRONISE);
        }
        return server.isPresent() ? compared(server.get(), clock) : told(clock, run);
    }

    private static Finding compared(HostPort server, Clock clock) {
        try {
            Duration offset = Sntp.offset(server, clock, NTP_PATIENCE);
            String found =
                    "%.1f s %s that of %s"
                            .formatted(
                                    offset.abs().toMillis() / 1000.0,
                                    offset.isNegative() ? "ahead of" : "behind",
                                    server);
            if (offset.abs().compareTo(WRONG) > 0) {
                return Finding.fail(CLOCK, "this computer's clock is " + found, SYNCHRONISE);
            }
            return offset.abs().compareTo(HARMLESS) > 0
                    ? Finding.warn(CLOCK, "this computer's clock is " + found, SYNCHRONISE)
                    : Finding.ok(CLOCK, found);
        } catch (UnknownHostException e) {
            return Finding.warn(
                    CLOCK,
                    "not compared: the name %s cannot be resolved".formatted(server.host()),
                    "Give another server with --ntp, such as your router.");
        } catch (IOException e) {
            return Finding.warn(
                    CLOCK,
                    "not compared with %s: %s".formatted(server, e.getMessage()),
                    "Give another server with --ntp, such as your router.");
        }
    }

    private static Finding told(Clock clock, Path run) {
        String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        // Where systemd-timesyncd runs it keeps this directory, and the file once it is right.
        Path timesync = run.resolve("systemd").resolve("timesync");
        if (Files.exists(timesync.resolve("synchronized"))) {
            return Finding.ok(CLOCK, time + ", and the system says that it is synchronised");
        }
        if (Files.isDirectory(timesync)) {
            return Finding.warn(
                    CLOCK,
                    time + ", but the system says that it is not synchronised yet",
                    "`timedatectl timesync-status` says why. --ntp HOST compares it with a time server.");
        }
        return Finding.skip(
                CLOCK,
                time + " is possible; whether it is synchronised is not known",
                "--ntp HOST compares it with a time server; your router may be one.");
    }

    /**
     * @param system the computer's own
     */
    static Finding zone(GatewaySettings settings, ZoneId system) {
        ZoneId zone = settings.rules().zone();
        if (zone.getRules().equals(system.getRules())) {
            return Finding.ok("time zone", zone + ", as the system's");
        }
        return Finding.warn(
                "time zone",
                "schedules are taken to run in %s, and this computer is in %s"
                        .formatted(zone, system),
                "Switches have been seen to follow UK time, wherever they are. If yours does not, say which with --timezone; if it does, nothing is wrong.");
    }
}
