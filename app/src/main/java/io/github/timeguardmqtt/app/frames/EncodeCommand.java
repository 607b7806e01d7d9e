package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.capture.text.Lines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timeguard encode}: fields to hex. */
@Command(
        name = "encode",
        description = {
            "Makes frames from JSON, one object a line as decode --json prints them.",
            "Prints each frame's bare hex; for a line that makes none an empty line, and why on"
                    + " standard error, but for a mark.",
            "",
            "Where a line has raw, that is the frame, and the other fields may be left out but"
                    + " must not contradict it.",
            "Otherwise these may be left out: type and flags where kind says them, kind where they"
                    + " do; messageId of a frame from the server; sequence of a report and its"
                    + " answer; paramsSize, unknown and extra."
        })
public final class EncodeCommand implements Callable<Integer> {

    private final StandardStreams streams;

    @Mixin private InputFiles files = new InputFiles();

    @Option(names = "--strict", description = "End with exit code 1 if any line was invalid.")
    private boolean strict;

    private boolean anyInvalid;

    public EncodeCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Output out = streams.out();
        files.forEachLine(
                streams.in(),
                out::flush,
                (line, where) -> {
                    try {
                        out.print(encode(line));
                    } catch (NoFrame | NotJsonException e) {
                        anyInvalid = true;
                        streams.err().println(where + ": " + e.getMessage());
                    }
                    out.write('\n');
                });
        return strict && anyInvalid ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String encode(Lines line) throws NoFrame, NotJsonException {
        if (line.isTooLong()) {
            throw new NoFrame("has over " + Lines.MAX + " bytes");
        }
        JsonObject object = JsonReader.object(line.bytes(), line.length());
        return object.text("mark").isPresent() ? "" : FrameJsonReader.hex(object);
    }
}
