package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.text.FrameText;
import io.github.timeguardmqtt.capture.text.PacketHead;
import java.time.ZoneId;
import java.util.List;

/** Tables for a person, a blank line between them. */
public final class TextPrinter implements CapturedPrinter {

    private final Output out;
    private final FrameText frames;
    private final StringBuilder text = new StringBuilder();
    private final ZoneId zone;
    private boolean isFirst = true;

    /**
     * @param zone of the times that are shown
     */
    public TextPrinter(Output out, FrameText.Colour colour, ZoneId zone) {
        this.out = out;
        this.zone = zone;
        this.frames = new FrameText(colour, FrameText.Extent.FRAME);
    }

    @Override
    public void packet(Packet packet, List<String> changed) {
        begin(PacketHead.of(packet, changed, zone));
        frames.datagram(packet.datagram(), text);
        out.print(text);
    }

    @Override
    public void mark(Mark mark) {
        String at = mark.at().map(time -> PacketHead.time(time, zone) + "  ").orElse("");
        begin(at + "mark: " + mark.text());
        out.print(text);
    }

    @Override
    public void unreadable(Unreadable none) {
        begin(none.text().isEmpty() ? none.where() : none.text());
        frames.problem(none.reason(), none.sentence(), text);
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
