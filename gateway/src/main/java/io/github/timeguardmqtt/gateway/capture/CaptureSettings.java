package io.github.timeguardmqtt.gateway.capture;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where traffic is recorded, and how much of it is kept.
 *
 * @param directory is made where there is none
 * @param fileSize after so many bytes another file is begun
 * @param fileAge after so long as well
 * @param budget all files together have so many bytes at most
 */
public record CaptureSettings(Path directory, long fileSize, Duration fileAge, long budget) {

    /** Less than this a file can hardly have: the largest datagram fits in twice. */
    public static final long SMALLEST_FILE = 256 << 10;

    public static final long USUAL_FILE_SIZE = 64L << 20;
    public static final Duration USUAL_FILE_AGE = Duration.ofDays(1);
    public static final long USUAL_BUDGET = 1L << 30;

    /**
     * @throws IllegalArgumentException when there would be no room for two files; the text says so
     */
    public CaptureSettings {
        if (fileSize > budget / 2) {
            throw new IllegalArgumentException(
                    "a --capture-budget of %d bytes has no room for two files of %d: expected at least twice the --capture-file-size"
                            .formatted(budget, fileSize));
        }
    }

    /** As much as is usual. */
    public static CaptureSettings usual(Path directory) {
        return new CaptureSettings(directory, USUAL_FILE_SIZE, USUAL_FILE_AGE, USUAL_BUDGET);
    }
}
