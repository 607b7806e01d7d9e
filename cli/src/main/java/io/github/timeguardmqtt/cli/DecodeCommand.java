package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timeguard decode}: recordings to fields. */
@Command(
        name = "decode",
        description = {
            "Shows the frames in recordings: lines of hex, frame logs, dumps of hex as tcpdump and",
            "Wireshark write them, and captures (pcap and pcapng, also packed with gzip).",
            "Of lines of hex each is a datagram: bytes with or without spaces, after any other text."
        })
final class DecodeCommand implements Callable<Integer> {

    private final StandardStreams streams;

    @Mixin private InputFiles files = new InputFiles();

    @Mixin private FrameFilter filter = new FrameFilter();

    @Mixin private RecordedTimes times = new RecordedTimes();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Option(names = "--strict", description = "End with exit code 1 if anything was invalid.")
    private boolean strict;

    @Option(
            names = "--follow",
            description = {
                "Go on with what is written to the file, or to newer ones in the folder, until",
                "interrupted."
            })
    private boolean follow;

    private boolean anyInvalid;

    DecodeCommand(StandardStreams streams) {
        this.streams = streams;
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
        if (follow) {
            files.follow(decode);
        } else {
            files.forEach(streams.in(), decode);
        }
        printer.flush();
        return strict && anyInvalid ? Main.INVALID_LINES : Main.OK;
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
