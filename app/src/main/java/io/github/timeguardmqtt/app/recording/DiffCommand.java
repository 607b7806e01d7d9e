package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.frames.RecordedTimes;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DecodeResult;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Rejected;
import io.github.timeguardmqtt.workbench.Wording;
import io.github.timeguardmqtt.workbench.diff.Comparison;
import io.github.timeguardmqtt.workbench.diff.FrameComparison;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard diff}: two recordings or two frames, field by field. */
@Command(
        name = "diff",
        description = {
            "Compares two recordings, or two frames, field by field.",
            "Prints nothing where they are the same. Ends with 0 where they are, 1 where they"
                    + " differ, 2 on trouble."
        })
public final class DiffCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    private final StandardStreams streams;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "A capture or log, a folder of them, or a frame: its bytes in hex.")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "What to compare it with.")
    private String b = "";

    @Option(
            names = "--all",
            description =
                    "Compare what is another in every frame as well: message numbers, sequences,"
                            + " uptimes and times. Of two frames all is compared anyhow.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object a line, a summary last.")
    private boolean json;

    @Mixin private RecordedTimes times = new RecordedTimes();

    public DiffCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Optional<Bytes> frameA = frame(a);
        Optional<Bytes> frameB = frame(b);
        if (frameA.isPresent() != frameB.isPresent()) {
            throw wrong(
                    "one is a recording and the other a frame: expected two recordings or two"
                            + " frames");
        }
        return frameA.isPresent() && frameB.isPresent()
                ? frames(frameA.get(), frameB.get())
                : recordings();
    }

    /** Nothing for what is a file. */
    private Optional<Bytes> frame(String argument) {
        if (isThere(argument)) {
            return Optional.empty();
        }
        String digits = argument.replaceAll("[\\s:]", "");
        if (digits.isEmpty() || !digits.matches("[0-9a-fA-F]*")) {
            throw wrong(
                    "cannot read \"%s\": there is no such file, and it is no frame in hex"
                            .formatted(shortened(argument)));
        }
        if (digits.length() % 2 != 0) {
            throw wrong(
                    "\"%s\" is no file, and as hex it has an odd number of digits: %d"
                            .formatted(shortened(argument), digits.length()));
        }
        return Optional.of(Bytes.ofHex(digits));
    }

    private static boolean isThere(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private int frames(Bytes bytesA, Bytes bytesB) {
        FrameComparison comparison = FrameComparison.of(bytesA, bytesB);
        tell("A", comparison.a(), bytesA);
        tell("B", comparison.b(), bytesB);
        printer().frames(kind(comparison.a()), kind(comparison.b()), comparison.differences());
        streams.out().flush();
        return comparison.differences().isEmpty() ? ExitCode.OK : DIFFERENT;
    }

    private void tell(String which, DecodeResult result, Bytes bytes) {
        switch (result) {
            case Rejected rejected -> complain(which + " is no valid frame: " + rejected.detail());
            case Frame frame -> {
                int more = bytes.size() - frame.bytes().size();
                if (more > 0) {
                    complain(
                            which
                                    + ": "
                                    + Wording.counted(more, "more byte")
                                    + " behind the frame");
                }
            }
        }
    }

    private static Optional<String> kind(DecodeResult result) {
        return result instanceof Frame frame
                ? Optional.of(frame.kind().label() + " of " + frame.device())
                : Optional.empty();
    }

    private int recordings() {
        Comparison comparison = new Comparison(all);
        read("A", a, comparison::takeA);
        read("B", b, comparison::takeB);
        isAnything(a, comparison.a());
        isAnything(b, comparison.b());
        boolean isSame = printer().recordings(a, b, comparison);
        streams.out().flush();
        long leftOut = comparison.a().leftOut() + comparison.b().leftOut();
        if (leftOut > 0) {
            complain(
                    "%s frames were not compared: there are more different ones than there is room for"
                            .formatted(Wording.grouped(leftOut)));
            return isSame ? ExitCode.USAGE : DIFFERENT;
        }
        return isSame ? ExitCode.OK : DIFFERENT;
    }

    private void read(String which, String name, Consumer<Captured> to) {
        new UnreadablePlaces(spec, which)
                .read(new Recordings(spec, List.of(Path.of(name)), times.zone()), to);
    }

    private void isAnything(String name, Comparison.Side side) {
        if (side.frames() == 0) {
            throw wrong("\"" + name + "\" holds no frame");
        }
    }

    private DifferencePrinter printer() {
        return json
                ? new DifferenceJson(streams.out())
                : new DifferenceText(streams.out(), times.zone());
    }

    private void complain(String sentence) {
        streams.err().println(spec.qualifiedName() + ": " + sentence);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
