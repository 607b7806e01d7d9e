package io.github.timeguardmqtt.app.frames;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** Files without a byte, of which nothing else would be said: a recording that never began. */
final class EmptyFiles {

    private EmptyFiles() {}

    /** Says so on standard error where it is one; it is no reason to end. */
    static void tell(Path file, CommandSpec command) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) == 0) {
                command.commandLine()
                        .getErr()
                        .println("%s: \"%s\" is empty".formatted(command.qualifiedName(), file));
            }
        } catch (IOException e) {
            // Whoever reads it says what is wrong.
        }
    }
}
