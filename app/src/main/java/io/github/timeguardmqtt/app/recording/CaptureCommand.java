package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.console.Unwritable;
import io.github.timeguardmqtt.app.frames.RecordedTimes;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.workbench.share.CaptureCopy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard capture}: recordings written anew as a capture, with nobody's ids in it. */
@Command(
        name = "capture",
        description = {
            "Writes recordings of any kind, captures and logs, as one capture for Wireshark.",
            "Only traffic of the switches is taken over. With --mask nobody can be recognised in"
                    + " it.",
            "Ends with 1 when something that should be hidden is left; the file is deleted then."
        })
public final class CaptureCommand implements Callable<Integer> {

    private static final int TRACES = 1;

    private final StandardStreams streams;

    @Mixin private RecordedTimes times = new RecordedTimes();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--mask",
            description =
                    "Put pseudonyms in the place of device ids, IP addresses and the names of"
                            + " schedules.")
    private boolean masked;

    @Option(
            names = "--hide",
            paramLabel = "WORD",
            description =
                    "With --mask: hide this word too, wherever it stands. May be given several"
                            + " times.")
    private List<String> words = List.of();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "What to read, files or folders of them, and last the file to write, which must"
                            + " not be there yet.")
    private List<Path> files = List.of();

    public CaptureCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (!masked && !words.isEmpty()) {
            throw wrong("--hide is for --mask: expected both");
        }
        Mask mask = mask();
        if (files.size() < 2) {
            throw wrong("name what to read, and last the file to write");
        }
        Path to = files.getLast();
        Recordings from = new Recordings(spec, files.subList(0, files.size() - 1), times.zone());
        try {
            UnreadablePlaces unreadable = new UnreadablePlaces(spec, "");
            CaptureCopy copy =
                    CaptureCopy.write(
                            from, mask, "timeguard " + Build.version(), to, unreadable::tell);
            unreadable.tellRest();
            List<String> traces = copy.traces(mask);
            if (!traces.isEmpty()) {
                Files.delete(to);
                streams.err()
                        .println(
                                "timeguard capture: something that should be hidden was left, so"
                                        + " the file was deleted: "
                                        + String.join("; ", traces));
                return TRACES;
            }
            tell(copy, mask);
        } catch (FileAlreadyExistsException e) {
            throw wrong("\"" + to + "\" is there already: name a new file");
        } catch (IOException e) {
            throw wrong("cannot write \"" + to + "\": " + Unwritable.why(to, e));
        }
        return ExitCode.OK;
    }

    private void tell(CaptureCopy copy, Mask mask) {
        StringBuilder text = new StringBuilder();
        text.append(copy.file()).append(": ").append(copy.packets()).append(" packets, ");
        text.append(copy.marks()).append(" marks\n");
        if (masked) {
            text.append(MaskText.of(mask.pseudonyms()));
            text.append("The written file was looked through again: nothing of it is left.\n");
        }
        streams.out().print(text);
        streams.out().flush();
    }

    private Mask mask() {
        try {
            return new Mask(masked, words);
        } catch (IllegalArgumentException e) {
            throw wrong("--hide: " + e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
