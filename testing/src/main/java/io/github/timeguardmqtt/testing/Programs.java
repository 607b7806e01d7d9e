package io.github.timeguardmqtt.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Other people's programs that tests drive. {@code ./build} says which packages have them. */
public final class Programs {

    /** Where Debian has servers, which ordinary users do not look into. */
    private static final String SERVERS = "/usr/sbin" + File.pathSeparator + "/sbin";

    private Programs() {}

    /** Where the program is. Without it the test is skipped, and says so. */
    public static String find(String program) {
        String folders = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SERVERS;
        Path found =
                Stream.of(folders.split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        Assumptions.assumeTrue(found != null, "the program " + program + " is not installed");
        return String.valueOf(found);
    }
}
