package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.capture.CaptureFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where all traffic is recorded, and how much of it is kept. */
final class CaptureOptions {

    @Option(
            names = "--capture",
            paramLabel = "DIR",
            description = {
                "Record all traffic, on both sides of the gateway, in files of this directory, as pcapng",
                "for Wireshark and timeguard decode."
            })
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--capture-file-size",
            defaultValue = "64M",
            paramLabel = "SIZE",
            converter = OptionValues.Size.class,
            description =
                    "Begin another file of --capture after so many bytes (default: ${DEFAULT-VALUE}).")
    private long fileSize = 64L << 20;

    @Option(
            names = "--capture-file-age",
            defaultValue = "1d",
            paramLabel = "TIME",
            converter = OptionValues.FileAge.class,
            description =
                    "Begin another file of --capture after so long (default: ${DEFAULT-VALUE}).")
    private Duration fileAge = Duration.ofDays(1);

    @Option(
            names = "--capture-budget",
            defaultValue = "1G",
            paramLabel = "SIZE",
            converter = OptionValues.Size.class,
            description = {
                "How much all files of --capture may have together: the oldest are deleted",
                "(default: ${DEFAULT-VALUE})."
            })
    private long budget = 1L << 30;

    /**
     * What to record, where that is wished.
     *
     * @throws IllegalArgumentException with a sentence, when they do not fit together
     */
    Optional<CaptureFiles.Settings> settings() {
        return directory.map(at -> new CaptureFiles.Settings(at, fileSize, fileAge, budget));
    }
}
