package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
final class Recordings {

    private final CommandSpec command;
    private final List<Path> files;
    private final ZoneId zone;

    /**
     * @param names of files, and of folders, which stand for the files in them in the order of
     *     their names
     * @param zone of times that a log writes without one
     * @throws ParameterException when one cannot be read, or a folder is empty
     */
    Recordings(CommandSpec command, List<Path> names, ZoneId zone) {
        this.command = command;
        this.zone = zone;
        this.files = new ArrayList<>();
        for (Path name : names) {
            if (!Files.exists(name)) {
                throw unreadable(name, "there is no such file");
            }
            if (!Files.isReadable(name)) {
                throw unreadable(name, "permission denied");
            }
            if (Files.isDirectory(name)) {
                files.addAll(inside(name));
            } else {
                EmptyFiles.tell(name, command);
                files.add(name);
            }
        }
    }

    private List<Path> inside(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(Files::isRegularFile).sorted().toList();
            if (found.isEmpty()) {
                throw unreadable(folder, "there is no file in this folder");
            }
            return found;
        } catch (IOException e) {
            throw unreadable(folder, String.valueOf(e.getMessage()));
        }
    }

    List<Path> files() {
        return files;
    }

    /**
     * Hands over everything in all files, one after the other.
     *
     * @throws ParameterException when a file can no longer be read
     */
    void forEach(Consumer<Captured> to) {
        for (Path file : files) {
            Path name = file.getFileName();
            String shown = files.size() > 1 && name != null ? name.toString() : "";
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                CaptureFile.read(in, shown, zone, () -> {}, to);
            } catch (IOException e) {
                throw unreadable(file, String.valueOf(e.getMessage()));
            }
        }
    }

    private ParameterException unreadable(Path file, String why) {
        return new ParameterException(
                command.commandLine(), "cannot read \"" + file + "\": " + why);
    }
}
