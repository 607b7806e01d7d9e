package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.capture.text.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The files that a command reads line by line. */
final class InputFiles {

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            paramLabel = "FILE",
            description =
                    "What to read, files or folders of them; standard input where it is - or left out.")
    private List<String> names = List.of();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** What to do with a line. */
    interface LineAction {

        /**
         * Is handed one line.
         *
         * @param where the line's place, as a message says it
         */
        void accept(Lines line, String where);
    }

    /** What to do with a file. */
    interface FileAction {

        /**
         * Is handed one file, opened.
         *
         * @param name to call it by; empty for the only one
         */
        void accept(InputStream in, String name) throws IOException;
    }

    /**
     * Hands over every line of every file.
     *
     * @param beforeWaiting run before waiting for input
     * @throws ParameterException when a file cannot be read, where possible before the first line
     */
    void forEachLine(InputStream standardInput, Runnable beforeWaiting, LineAction action) {
        forEach(
                standardInput,
                (in, name) -> {
                    String file = name.isEmpty() ? "" : name + ": ";
                    Lines lines = new Lines(in, beforeWaiting);
                    while (lines.next()) {
                        action.accept(lines, file + "line " + lines.number());
                    }
                });
    }

    /**
     * Hands over every file.
     *
     * @throws ParameterException when one cannot be read, where possible before the first
     */
    void forEach(InputStream standardInput, FileAction action) {
        if (Collections.frequency(names, STANDARD_INPUT) > 1) {
            throw unreadable(STANDARD_INPUT, "standard input can be read only once");
        }
        List<String> files = new ArrayList<>();
        for (String name : names.isEmpty() ? List.of(STANDARD_INPUT) : names) {
            if (name.equals(STANDARD_INPUT)) {
                files.add(name);
            } else {
                Recordings.named(Path.of(name), command)
                        .forEach(file -> files.add(file.toString()));
            }
        }
        for (String name : files) {
            try (InputStream in =
                    name.equals(STANDARD_INPUT)
                            ? standardInput
                            : Files.newInputStream(Path.of(name))) {
                action.accept(in, files.size() > 1 ? name : "");
            } catch (IOException e) {
                throw unreadable(name, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Whether any is named. */
    boolean areNamed() {
        return !names.isEmpty();
    }

    /**
     * Hands over the one file, or the newest in the folder, as a stream that waits for what is
     * written to it.
     *
     * @throws ParameterException when it cannot be read, or there is not exactly one
     */
    void follow(FileAction action) {
        if (names.size() != 1 || names.getFirst().equals(STANDARD_INPUT)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--follow is for one file or folder, but there are " + names.size());
        }
        String name = names.getFirst();
        List<Path> _ = Recordings.named(Path.of(name), command);
        try (InputStream in = new GrowingFile(Path.of(name))) {
            action.accept(in, "");
        } catch (IOException e) {
            throw unreadable(name, String.valueOf(e.getMessage()));
        }
    }

    private ParameterException unreadable(String name, String why) {
        return Recordings.unreadable(Path.of(name), why, command);
    }
}
