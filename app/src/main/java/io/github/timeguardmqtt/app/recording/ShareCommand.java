package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.console.Unwritable;
import io.github.timeguardmqtt.app.frames.RecordedTimes;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.app.frames.TextPrinter;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.workbench.share.CaptureCopy;
import io.github.timeguardmqtt.workbench.share.SharedRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard share}: one file that its owner can publish. */
@Command(
        name = "share",
        description = {
            "Makes one zip file of recordings, to be published: a capture in which ids, addresses"
                    + " and names are hidden, your marks, and what the capture holds.",
            "Shows all of it first, and asks."
        })
public final class ShareCommand implements Callable<Integer> {

    /** Nothing was written: somebody said no, or something was left that should be hidden. */
    private static final int NOT_WRITTEN = 1;

    private final StandardStreams streams;

    @Mixin private RecordedTimes times = new RecordedTimes();

    @Mixin private SwitchZone switches = new SwitchZone();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--hide",
            paramLabel = "WORD",
            description = "Hide this word too, wherever it stands. May be given several times.")
    private List<String> words = List.of();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "What to read, files or folders of them, and last the file to write, such as"
                            + " day.zip, which must not be there yet.")
    private List<Path> files = List.of();

    public ShareCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (files.size() < 2) {
            throw wrong("name what to read, and last the file to write");
        }
        Path to = files.getLast();
        if (!to.toString().endsWith(".zip")) {
            throw wrong("the file to write is a zip file: expected a name such as day.zip");
        }
        if (Files.exists(to)) {
            throw wrong("\"" + to + "\" is there already: name a new file");
        }
        Mask mask = mask();
        Recordings from = new Recordings(spec, files.subList(0, files.size() - 1), times.zone());
        try {
            Path folder = Files.createTempDirectory("timeguard-share");
            Path capture = folder.resolve(SharedRecording.CAPTURE);
            folder.toFile().deleteOnExit(); // Also where somebody ends this with Ctrl-C.
            capture.toFile().deleteOnExit();
            try {
                return share(from, mask, capture, to);
            } finally {
                Files.deleteIfExists(capture);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw wrong("cannot write \"" + to + "\": " + Unwritable.why(to, e));
        }
    }

    private int share(Recordings from, Mask mask, Path capture, Path to) throws IOException {
        UnreadablePlaces unreadable = new UnreadablePlaces(spec, "");
        CaptureCopy copy =
                CaptureCopy.write(
                        from, mask, "timeguard " + Build.version(), capture, unreadable::tell);
        unreadable.tellRest();
        List<String> traces = copy.traces(mask);
        if (!traces.isEmpty()) {
            streams.err()
                    .println(
                            "timeguard share: something that should be hidden was left, so nothing"
                                    + " was written: "
                                    + String.join("; ", traces));
            return NOT_WRITTEN;
        }
        if (copy.packets() == 0) {
            throw wrong("there is nothing to share: the recordings hold no traffic of a switch");
        }
        SharedRecording shared =
                SharedRecording.of(copy, mask, program(), times.zone(), switches.zone());
        show(shared, mask, to);
        if (!isWanted(capture, to)) {
            streams.err().println("timeguard share: nothing was written");
            return NOT_WRITTEN;
        }
        shared.write(to);
        streams.out().print(to + " is written: " + Files.size(to) + " bytes\n");
        streams.out().flush();
        return ExitCode.OK;
    }

    private void show(SharedRecording shared, Mask mask, Path to) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(to).append(" will hold four files.\n");
        for (Map.Entry<String, String> part : shared.texts().entrySet()) {
            text.append("\n== ").append(part.getKey()).append('\n');
            text.append(
                    part.getValue()
                            .lines()
                            .map(line -> (line.isEmpty() ? "" : "  " + line) + "\n")
                            .collect(Collectors.joining()));
        }
        text.append("\n== ").append(SharedRecording.CAPTURE).append('\n');
        text.append(
                "  %d packets and %d marks, %d bytes\n"
                        .formatted(
                                shared.capture().packets(),
                                shared.capture().marks(),
                                Files.size(shared.capture().file())));
        text.append(indented("Texts that stand in its frames", shared.textsInFrames()));
        text.append(indented("Comments on its packets", shared.comments()));
        text.append('\n').append(MaskText.of(mask.pseudonyms()));
        text.append("The capture was looked through again: nothing of it is left.\n\n");
        streams.out().print(text);
        streams.out().flush();
    }

    private static String program() {
        return "timeguard-mqtt %s, Java %s, %s %s"
                .formatted(
                        Build.version(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }

    private static String indented(String what, List<String> lines) {
        return lines.isEmpty() ? "" : "  " + what + ":\n    " + String.join("\n    ", lines) + "\n";
    }

    private boolean isWanted(Path capture, Path to) throws IOException {
        if (yes) {
            return true;
        }
        if (!streams.isAnswered()) {
            streams.err()
                    .println(
                            "timeguard share: nobody can be asked here: give --yes, or run it in a"
                                    + " terminal");
            return false;
        }
        String answer = streams.ask("Write " + to + "? [y/N, f shows every frame]");
        while (answer.equalsIgnoreCase("f")) {
            TextPrinter printer = new TextPrinter(streams.out(), streams.colour(), times.zone());
            CaptureFile.read(
                    capture, "", times.zone(), captured -> printer.captured(captured, List.of()));
            answer = streams.ask("Write " + to + "? [y/N]");
        }
        return StandardStreams.isYes(answer);
    }

    private Mask mask() {
        try {
            return new Mask(true, words);
        } catch (IllegalArgumentException e) {
            throw wrong("--hide: " + e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
