package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.link.ControlClient;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.protocol.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timeguard decode}: recordings to fields. */
@Command(
        name = "decode",
        description = {
            "Shows the frames in recordings: lines of hex, frame logs, dumps of hex as tcpdump and Wireshark write them, and captures (pcap and pcapng, also packed with gzip).",
            "Of lines of hex each is a datagram: bytes with or without spaces, after any other text."
        })
public final class DecodeCommand implements Callable<Integer> {

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @Mixin private InputFiles files = new InputFiles();

    @Mixin private FrameFilter filter = new FrameFilter();

    @Mixin private RecordedTimes times = new RecordedTimes();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Option(names = "--strict", description = "End with exit code 1 if anything was invalid.")
    private boolean strict;

    @Option(
            names = "--follow",
            description =
                    "Go on with what is written to the file, or to newer ones in the folder, until interrupted; without a file show what passes the gateway that runs on this computer.")
    private boolean follow;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "With --follow: the data directory of the gateway (default: "
                            + DataDirectories.RULE
                            + ").")
    private Optional<Path> data = Optional.empty();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    private boolean anyInvalid;

    public DecodeCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        filter.begin(times.zone());
        CapturedPrinter printer =
                json
                        ? new FrameJson(streams.out())
                        : new TextPrinter(streams.out(), streams.colour(), times.zone());
        InputFiles.FileAction decode =
                (in, name) ->
                        CaptureFile.read(
                                in,
                                name,
                                times.zone(),
                                printer::flush,
                                captured -> print(captured, printer));
        boolean isLive = follow && !files.areNamed();
        if (data.isPresent() && !isLive) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data names a running gateway: it goes with --follow, and without a file");
        }
        if (isLive) {
            return followGateway(decode, printer);
        }
        if (follow) {
            files.follow(decode);
        } else {
            files.forEach(streams.in(), decode);
        }
        printer.flush();
        return exitCode();
    }

    private int exitCode() {
        return strict && anyInvalid ? ExitCode.FAILED : ExitCode.OK;
    }

    private int followGateway(InputFiles.FileAction decode, CapturedPrinter printer) {
        ControlClient gateway =
                new ControlClient(
                        ControlClient.directory(data, environment)
                                .orElseThrow(() ->
                                        new ParameterException(
                                                spec.commandLine(), DataDirectories.UNKNOWN)));
        try (InputStream traffic = gateway.traffic()) {
            decode.accept(traffic, "");
        } catch (NoAnswerException e) {
            streams.err().println("timeguard decode: " + e.sentence());
            return ExitCode.FAILED;
        } catch (IOException e) {
            // As good as its end.
        }
        printer.flush();
        streams.err().println("timeguard decode: the gateway has ended");
        return exitCode();
    }

    private void print(Captured captured, CapturedPrinter printer) {
        Optional<List<String>> changed = filter.wanted(captured);
        if (changed.isEmpty()) {
            return;
        }
        anyInvalid |=
                switch (captured) {
                    case Packet packet -> !(packet.datagram().first() instanceof Frame);
                    case Mark _ -> false;
                    case Unreadable _ -> true;
                };
        printer.captured(captured, changed.get());
    }
}
