package io.github.timeguardmqtt.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** What the build wrote down of itself. */
public final class Build {

    private static final List<String> LINES = read();

    private Build() {}

    /** As in the project file: {@code 1.2.0}, {@code 1.3.0-SNAPSHOT}. */
    public static String version() {
        return LINES.get(0);
    }

    /** When it was: no clock that is right shows an earlier time. */
    public static Instant time() {
        return Instant.parse(LINES.get(1));
    }

    private static List<String> read() {
        try (InputStream lines = Build.class.getResourceAsStream("build.txt")) {
            if (lines == null) {
                throw new IllegalStateException("built without build.txt");
            }
            return new String(lines.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
