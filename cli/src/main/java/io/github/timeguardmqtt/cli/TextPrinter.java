package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.capture.text.FrameText;
import io.github.timeguardmqtt.protocol.Datagram;

/** Tables for a person, a blank line between them. */
final class TextPrinter implements DatagramPrinter {

    private final Output out;
    private final FrameText frames;
    private final StringBuilder text = new StringBuilder();
    private boolean isFirst = true;

    TextPrinter(Output out, FrameText.Colour colour) {
        this.out = out;
        this.frames = new FrameText(colour, FrameText.Extent.FRAME);
    }

    @Override
    public void datagram(String before, Datagram datagram) {
        begin(before);
        frames.datagram(datagram, text);
        out.print(text);
    }

    @Override
    public void problem(String line, String reason, String detail) {
        begin(line);
        frames.problem(reason, detail, text);
        out.print(text);
    }

    @Override
    public void flush() {
        out.flush();
    }

    private void begin(String line) {
        text.setLength(0);
        if (!isFirst) {
            text.append('\n');
        }
        isFirst = false;
        if (!line.isEmpty()) {
            frames.source(line, text);
        }
    }
}
