package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.gateway.capture.FrameLog;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is written of the traffic, and how much of it is hidden. */
final class LogOptions {

    @Option(
            names = {"-d", "--debug"},
            description = "Write every datagram to standard output, a line each.")
    private boolean debug;

    @Option(
            names = {"-p", "--print-parsed-data"},
            description = "Write the fields of every frame to standard output.")
    private boolean printParsedData;

    @Option(
            names = {"-s", "--mask"},
            description =
                    "Hide device ids, IP addresses and the names of schedules in everything that is written: the first device becomes 12345678, the second 12345679.")
    private boolean masked;

    /** Whether ids, addresses and names are hidden wherever they are told. */
    boolean masked() {
        return masked;
    }

    /** What to write of frames; nothing for none of it. */
    Optional<FrameLog.Detail> frameLog() {
        if (!debug && !printParsedData) {
            return Optional.empty();
        }
        return Optional.of(
                !printParsedData
                        ? FrameLog.Detail.LINES
                        : debug ? FrameLog.Detail.LINES_AND_FIELDS : FrameLog.Detail.FIELDS);
    }
}
