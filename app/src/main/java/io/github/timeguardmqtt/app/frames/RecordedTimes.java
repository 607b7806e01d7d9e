package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.loop.MachineTime;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the times of recordings are read that have no zone, and how times are shown. */
public final class RecordedTimes {

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description =
                    "Of the times in logs, and of those that are shown, such as Europe/London"
                            + " (default: that of this computer).")
    private Optional<ZoneId> zone = Optional.empty();

    /** Whose wall clock times without an offset, and times for people, are of. */
    public ZoneId zone() {
        return zone.orElseGet(MachineTime::zone);
    }
}
