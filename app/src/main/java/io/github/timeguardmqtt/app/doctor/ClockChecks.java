package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.model.SwitchRules;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Whether this computer's clock and time zone are right: switches run their schedules by them. */
final class ClockChecks {

    private static final Duration NTP_PATIENCE = Duration.ofSeconds(4);

    /** Without harm to a schedule, which counts in minutes. */
    private static final Duration HARMLESS = Duration.ofSeconds(10);

    private static final Duration WRONG = Duration.ofMinutes(2);

    private ClockChecks() {}

    /**
     * @param run where the system keeps what lasts until it ends: {@code /run}
     * @param server to compare with
     */
    static Finding clock(
            GatewaySettings settings, InstantSource clock, Path run, Optional<HostPort> server) {
        if (clock.instant().isBefore(settings.earliest())) {
            return Diagnosis.CLOCK_IMPOSSIBLE.found(
                    "this computer's clock says %s, which cannot be"
                            .formatted(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        }
        return server.isPresent() ? compared(server.get(), clock) : told(clock, run);
    }

    private static Finding compared(HostPort server, InstantSource clock) {
        try {
            Duration offset = Sntp.offset(server, clock, NTP_PATIENCE);
            String found =
                    String.format(
                            Locale.ROOT,
                            "%.1f s %s that of %s",
                            offset.abs().toMillis() / 1000.0,
                            offset.isNegative() ? "ahead of" : "behind",
                            server);
            if (offset.abs().compareTo(WRONG) > 0) {
                return Diagnosis.CLOCK_WRONG.found("this computer's clock is " + found);
            }
            return offset.abs().compareTo(HARMLESS) > 0
                    ? Diagnosis.CLOCK_OFF.found("this computer's clock is " + found)
                    : Diagnosis.CLOCK_RIGHT.found(found);
        } catch (UnknownHostException e) {
            return Diagnosis.CLOCK_UNCOMPARED.found(
                    "not compared: the name %s cannot be resolved".formatted(server.host()));
        } catch (IOException e) {
            return Diagnosis.CLOCK_UNCOMPARED.found(
                    "not compared with %s: %s".formatted(server, e.getMessage()));
        }
    }

    private static Finding told(InstantSource clock, Path run) {
        String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        // Where systemd-timesyncd runs it keeps this directory, and the file once it is right.
        Path timesync = run.resolve("systemd").resolve("timesync");
        if (Files.exists(timesync.resolve("synchronized"))) {
            return Diagnosis.CLOCK_RIGHT.found(
                    time + ", and the system says that it is synchronised");
        }
        if (Files.isDirectory(timesync)) {
            return Diagnosis.CLOCK_UNSYNCHRONISED.found(
                    time + ", but the system says that it is not synchronised yet");
        }
        return Diagnosis.CLOCK_UNKNOWN.found(
                time + " is possible; whether it is synchronised is not known");
    }

    /**
     * Whether the gateway takes switches to keep the time that they were seen to keep. The
     * computer's own zone does not matter. Source: docs/reference/protocol.md, "Local time on the
     * device".
     */
    static Finding zone(GatewaySettings settings) {
        ZoneId zone = settings.rules().zone();
        return zone.getRules().equals(SwitchRules.USUAL.zone().getRules())
                ? Diagnosis.ZONE_UK.found(
                        "schedules are taken to run in %s, as switches were seen to"
                                .formatted(zone))
                : Diagnosis.ZONE_OTHER.found(
                        "schedules are taken to run in %s, but switches were seen to keep UK time, wherever they are"
                                .formatted(zone));
    }
}
