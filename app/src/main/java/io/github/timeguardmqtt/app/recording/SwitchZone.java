package io.github.timeguardmqtt.app.recording;

import java.time.ZoneId;
import picocli.CommandLine.Option;

/** By which wall clock recorded switches go: not told by what they send. */
final class SwitchZone {

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Option(
            names = "--switch-timezone",
            paramLabel = "ZONE",
            defaultValue = "Europe/London",
            description = "Where the switches are (default: ${DEFAULT-VALUE}).")
    private ZoneId zone;

    ZoneId zone() {
        return zone;
    }
}
