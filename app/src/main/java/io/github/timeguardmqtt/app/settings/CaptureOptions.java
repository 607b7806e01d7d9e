package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.gateway.capture.CaptureSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where all traffic is recorded, and how much of it is kept. */
public final class CaptureOptions {

    @Option(
            names = "--capture",
            paramLabel = "DIR",
            description =
                    "Record all traffic on both sides of the gateway, in captures for Wireshark.")
    private Optional<Path> directory;

    @Option(
            names = "--capture-file-size",
            defaultValue = "64M",
            paramLabel = "SIZE",
            converter = OptionValues.Size.class,
            description =
                    "With --capture: begin another file after so much (default: ${DEFAULT-VALUE}).")
    private long fileSize;

    @Option(
            names = "--capture-file-age",
            defaultValue = "1d",
            paramLabel = "TIME",
            converter = OptionValues.FileAge.class,
            description =
                    "With --capture: begin another file after so long (default: ${DEFAULT-VALUE}).")
    private Duration fileAge;

    @Option(
            names = "--capture-budget",
            defaultValue = "1G",
            paramLabel = "SIZE",
            converter = OptionValues.Size.class,
            description =
                    "With --capture: keep so much in all files together, and delete the oldest (default: ${DEFAULT-VALUE}).")
    private long budget;

    /**
     * Where to record; nothing for nowhere.
     *
     * @throws IllegalArgumentException with a sentence, when they do not fit together
     */
    public Optional<CaptureSettings> settings() {
        return directory.map(at -> new CaptureSettings(at, fileSize, fileAge, budget));
    }
}
