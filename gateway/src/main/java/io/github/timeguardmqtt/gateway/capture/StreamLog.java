package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.gateway.event.StreamListener;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameReader;
import java.util.function.Consumer;

/** Cuts the bytes of one direction of a TCP connection into frames, and what is none. */
public final class StreamLog implements StreamListener, FrameReader.Sink {

    /** Far above any known kind, and small enough that a hostile stream costs little. */
    private static final int MAX_FRAME = 2048;

    private final FrameReader reader = new FrameReader(MAX_FRAME);
    private final Consumer<Bytes> to;

    public StreamLog(Consumer<Bytes> to) {
        this.to = to;
    }

    @Override
    public void passed(Bytes bytes) {
        reader.read(bytes, this);
    }

    @Override
    public void paused() {
        reader.finish(this);
    }

    @Override
    public void frame(Frame frame) {
        to.accept(frame.bytes());
    }

    @Override
    public void garbage(Bytes bytes) {
        to.accept(bytes);
    }
}
