package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameReader;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Frames over a TCP connection. A peer that does not take what it is sent, or breaks off, is
 * dropped. Belongs to the loop's thread.
 */
final class FrameConnection {

    /** No frame of the protocol comes near it. */
    private static final int MAX_FRAME = 1024;

    private final SocketChannel channel;
    private final ByteBuffer buffer;
    private final FrameReader reader = new FrameReader(MAX_FRAME);
    private final FrameReader.Sink sink;
    private final Runnable closed;

    /**
     * @param channel connected
     * @param buffer for reading, shared by all on this loop
     * @param received takes each frame; what is not a frame is passed over
     * @param closed is told when the connection has ended, unless by {@link #close}
     */
    FrameConnection(
            EventLoop loop,
            SocketChannel channel,
            ByteBuffer buffer,
            Consumer<Frame> received,
            Runnable closed)
            throws IOException {
        this.channel = channel;
        this.buffer = buffer;
        this.closed = closed;
        sink =
                new FrameReader.Sink() {
                    @Override
                    public void frame(Frame frame) {
                        received.accept(frame);
                    }

                    @Override
                    public void garbage(Bytes bytes) {}
                };
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        loop.register(channel, SelectionKey.OP_READ, _ -> read());
    }

    void send(Bytes frame) {
        ByteBuffer out = frame.asByteBuffer();
        try {
            channel.write(out);
            if (out.hasRemaining()) {
                end();
            }
        } catch (IOException e) {
            end();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }

    private void read() {
        int count;
        do {
            buffer.clear();
            try {
                count = channel.read(buffer);
            } catch (IOException e) {
                count = -1;
            }
            if (count > 0) {
                reader.read(Bytes.copyOf(buffer.flip()), sink);
            }
        } while (count > 0 && channel.isOpen());
        if (count < 0) {
            end();
        }
    }

    private void end() {
        if (channel.isOpen()) {
            close();
            closed.run();
        }
    }
}
