package io.github.timeguardmqtt.capture.file;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.text.HexLine;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.protocol.Datagram;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A recording of traffic, read from its start to its end. */
public final class CaptureFile {

    private CaptureFile() {}

    /**
     * Hands over what stands in a recording, one by one and in order. Whatever cannot be read is
     * handed over as such, and the rest is read.
     *
     * @param name what to call it where something is wrong; empty for the only one
     * @param beforeWaiting run before a read that has to wait, so that what is done so far can be
     *     shown
     * @throws IOException of the stream
     */
    public static void read(
            InputStream in, String name, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        String prefix = name.isEmpty() ? "" : name + ": ";
        Lines lines = new Lines(in, beforeWaiting);
        while (lines.next()) {
            to.accept(line(lines, prefix + "line " + lines.number()));
        }
    }

    private static Captured line(Lines line, String where) {
        if (line.isTooLong()) {
            return new Unreadable(
                    where, "too-long", "the line has over " + Lines.MAX + " bytes", "");
        }
        return switch (HexLine.find(line.bytes(), line.length())) {
            case HexLine.Hex hex -> Packet.of(where, hex.text(), Datagram.decode(hex.bytes()));
            case HexLine.NoHex none -> new Unreadable(where, "no-hex", none.detail(), none.text());
        };
    }
}
