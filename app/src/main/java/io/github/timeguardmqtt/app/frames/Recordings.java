package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.file.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The files of recorded traffic that a command was given: they can be read more than once. */
public final class Recordings implements Recording {

    private final CommandSpec command;
    private final List<Path> files;
    private final ZoneId zone;

    /**
     * @param names of files, and of folders, which stand for the files in them in the order of
     *     their names
     * @param zone of times that a log writes without one
     * @throws ParameterException when one cannot be read, or a folder is empty
     */
    public Recordings(CommandSpec command, List<Path> names, ZoneId zone) {
        this.command = command;
        this.zone = zone;
        this.files = new ArrayList<>();
        for (Path name : names) {
            files.addAll(named(name, command));
        }
    }

    /**
     * The file of this name, or all files in the folder of this name, in the order of theirs.
     *
     * @throws ParameterException when it cannot be read, or the folder is empty
     */
    static List<Path> named(Path name, CommandSpec command) {
        if (!Files.exists(name)) {
            throw unreadable(name, "there is no such file", command);
        }
        if (!Files.isReadable(name)) {
            throw unreadable(name, "permission denied", command);
        }
        List<Path> files = List.of(name);
        if (Files.isDirectory(name)) {
            try (Stream<Path> entries = Files.list(name)) {
                files = entries.filter(Files::isRegularFile).sorted().toList();
            } catch (IOException e) {
                throw unreadable(name, String.valueOf(e.getMessage()), command);
            }
            if (files.isEmpty()) {
                throw unreadable(name, "there is no file in this folder", command);
            }
        }
        files.forEach(file -> tellEmpty(file, command));
        return files;
    }

    /** Says of a file without a byte that it is one: a recording that never began. */
    private static void tellEmpty(Path file, CommandSpec command) {
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

    /**
     * Hands over everything in all files, one after the other.
     *
     * @throws ParameterException when a file can no longer be read
     */
    @Override
    public void forEach(Consumer<Captured> to) {
        for (Path file : files) {
            Path name = file.getFileName();
            String shown = files.size() > 1 && name != null ? name.toString() : "";
            try {
                CaptureFile.read(file, shown, zone, to);
            } catch (IOException e) {
                throw unreadable(file, String.valueOf(e.getMessage()), command);
            }
        }
    }

    static ParameterException unreadable(Path file, String why, CommandSpec command) {
        return new ParameterException(
                command.commandLine(), "cannot read \"" + file + "\": " + why);
    }
}
