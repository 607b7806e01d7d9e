package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.capture.text.HexLine;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timeguard decode}: hex to fields. */
@Command(
        name = "decode",
        description = {
            "Shows the frames in lines of hex, or in log lines that end in hex.",
            "Each line is a datagram: bytes in hex, with or without spaces, after any other text."
        })
final class DecodeCommand implements Callable<Integer> {

    private final StandardStreams streams;

    @Mixin private InputFiles files = new InputFiles();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Option(names = "--strict", description = "End with exit code 1 if any line was invalid.")
    private boolean strict;

    private boolean anyInvalid;

    DecodeCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        DatagramPrinter printer =
                json
                        ? new FrameJson(streams.out())
                        : new TextPrinter(streams.out(), streams.colour());
        files.forEachLine(streams.in(), printer::flush, (line, where) -> decode(line, printer));
        printer.flush();
        return strict && anyInvalid ? Main.INVALID_LINES : Main.OK;
    }

    private void decode(Lines line, DatagramPrinter printer) {
        if (line.isTooLong()) {
            anyInvalid = true;
            printer.problem("", "too-long", "the line has over " + Lines.MAX + " bytes");
            return;
        }
        switch (HexLine.find(line.bytes(), line.length())) {
            case HexLine.Hex hex -> {
                Datagram datagram = Datagram.decode(hex.bytes());
                anyInvalid |= !(datagram.first() instanceof Frame);
                printer.datagram(hex.text(), datagram);
            }
            case HexLine.NoHex none -> {
                anyInvalid = true;
                printer.problem(none.text(), "no-hex", none.detail());
            }
        }
    }
}
