package io.github.timeguardmqtt.app.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says why a file cannot be written. */
public final class Unwritable {

    private Unwritable() {}

    /** Why a file cannot be written: often the failure's own message is but the file's name. */
    public static String why(Path file, IOException failure) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return "it is a folder";
        }
        if (folder != null && !Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        return failure instanceof AccessDeniedException
                ? "permission denied"
                : String.valueOf(failure.getMessage());
    }
}
