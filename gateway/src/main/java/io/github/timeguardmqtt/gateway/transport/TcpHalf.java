package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of the two sockets of a {@link TcpConnection}: what it brings, and what waits to be sent on
 * it. Belongs to the loop's thread.
 */
final class TcpHalf implements FrameReader.Sink {

    /** How long is waited for the rest of a frame. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Bytes. Far above any known kind, and small enough that a hostile stream costs little. */
    private static final int MAX_FRAME = 2048;

    /** Bytes that may wait for a side that does not read, besides what its peer has just sent. */
    private static final int MAX_WAITING = 1 << 18;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TcpConnections all;
    private final TcpConnection connection;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final boolean isDevice;
    private final FrameReader reader = new FrameReader(MAX_FRAME);

    /** What the socket had no room for. */
    private ByteBuffer waiting = NOTHING;

    /** What the gateway has to say once the frame that is passing is complete. */
    private ByteBuffer own = NOTHING;

    private boolean connected;
    private boolean ended;
    private boolean endsOutput;

    /** Whether what is read now has been passed on already. */
    private boolean passesAtOnce;

    private long readAt;
    private boolean pauseExpected;

    private TcpHalf(
            TcpConnections all, TcpConnection connection, SocketChannel channel, boolean isDevice)
            throws IOException {
        this.all = all;
        this.connection = connection;
        this.channel = channel;
        this.isDevice = isDevice;
        this.key = all.loop.register(channel, 0, _ -> {});
    }

    /** Of a device that has connected; nothing is read yet. */
    static TcpHalf ofDevice(TcpConnections all, TcpConnection connection, SocketChannel channel)
            throws IOException {
        TcpHalf half = new TcpHalf(all, connection, channel, true);
        half.connected = true;
        half.key.attach((EventLoop.ReadyHandler) _ -> half.ready());
        return half;
    }

    /** Towards the cloud, before there is a connection. */
    static TcpHalf ofCloud(TcpConnections all, TcpConnection connection, SocketChannel channel)
            throws IOException {
        return new TcpHalf(all, connection, channel, false);
    }

    SelectionKey key() {
        return key;
    }

    /** Whether this is the device's half rather than the cloud's. */
    boolean isDevice() {
        return isDevice;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether its peer sends nothing any more. */
    boolean hasEnded() {
        return ended;
    }

    /** The connection to the cloud is made: what waits for it goes, and what comes is read. */
    void connected() {
        connected = true;
        key.attach((EventLoop.ReadyHandler) _ -> ready());
        // No longer interested in connecting: the system would call that ready for ever.
        key.interestOps(
                SelectionKey.OP_READ | (waiting.hasRemaining() ? SelectionKey.OP_WRITE : 0));
    }

    void readOn() {
        if (key.isValid() && !ended) {
            key.interestOpsOr(SelectionKey.OP_READ);
        }
    }

    /**
     * Sends what the gateway has decided to send this way, after the frame that is passing.
     *
     * @return whether it is taken
     */
    boolean sendOwn(Bytes bytes) {
        if (endsOutput || waiting.remaining() + own.remaining() > MAX_WAITING) {
            return false;
        }
        TcpHalf from = other();
        if (from != null && from.passesAtOnce && from.reader.isPending()) {
            own = joined(own, bytes);
            return true;
        }
        try {
            send(bytes);
            return true;
        } catch (IOException e) {
            // Its own readiness tells of the loss.
            return false;
        }
    }

    /** Ends what goes this way, once everything has gone. */
    void endOutput() throws IOException {
        endsOutput = true;
        if (!waiting.hasRemaining() && connected) {
            channel.shutdownOutput();
        }
    }

    /** Hands out what came and is not a whole frame. */
    void handOutRest() {
        reader.finish(this);
    }

    void close() throws IOException {
        channel.close();
    }

    void reset() {
        TcpConnections.reset(channel);
    }

    @Override
    public void frame(Frame frame) {
        connection.received(this, frame.bytes(), passesAtOnce);
    }

    @Override
    public void garbage(Bytes bytes) {
        connection.received(this, bytes, passesAtOnce);
    }

    private @Nullable TcpHalf other() {
        return connection.other(this);
    }

    private void ready() {
        connection.touch();
        try {
            if (key.isWritable()) {
                flush();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            connection.lost(this);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = all.readBuffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
            ended = true;
            key.interestOpsAnd(~SelectionKey.OP_READ);
            reader.finish(this);
            connection.ended(this);
            return;
        }
        Bytes bytes = Bytes.copyOf(buffer);
        if (!reader.isPending()) {
            passesAtOnce = all.policy.passesAtOnce(connection.address());
        }
        TcpHalf to = other();
        if (passesAtOnce && to != null) {
            to.send(bytes);
        }
        reader.read(bytes, this);
        if (to != null && !reader.isPending()) {
            to.sendWhatWaited();
        }
        if (connection.isOpen() && isDevice) {
            connection.reconsiderCloud();
        }
        TcpHalf next = other(); // if it is still there after all that
        if (next != null && next.waiting.hasRemaining() && key.isValid()) {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }
        expectPause();
    }

    /** Sends what the gateway had to say while a frame was passing. */
    private void sendWhatWaited() throws IOException {
        if (own.hasRemaining()) {
            Bytes bytes = Bytes.copyOf(own);
            own = NOTHING;
            send(bytes);
        }
    }

    /** Writes what there is room for, and keeps the rest. */
    private void send(Bytes bytes) throws IOException {
        if (!connected || waiting.hasRemaining()) {
            waiting = joined(waiting, bytes);
            return;
        }
        ByteBuffer unsent = bytes.asByteBuffer();
        channel.write(unsent);
        if (unsent.hasRemaining()) {
            waiting = ByteBuffer.allocate(unsent.remaining()).put(unsent).flip();
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void flush() throws IOException {
        channel.write(waiting);
        if (!waiting.hasRemaining()) {
            waiting = NOTHING;
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
            if (endsOutput) {
                channel.shutdownOutput();
            }
            TcpHalf from = other();
            if (from != null) {
                from.readOn();
            }
        }
    }

    private void expectPause() {
        readAt = all.loop.clock().nanos();
        if (!pauseExpected) {
            pauseExpected = true;
            all.loop.schedule(PAUSE, this::pauseIfQuiet);
        }
    }

    /** What has been waited for long enough is no frame. */
    private void pauseIfQuiet() {
        Duration quiet = Duration.ofNanos(all.loop.clock().nanos() - readAt);
        if (quiet.compareTo(PAUSE) < 0) {
            all.loop.schedule(PAUSE.minus(quiet), this::pauseIfQuiet);
            return;
        }
        pauseExpected = false;
        if (!connection.isOpen()) {
            return;
        }
        reader.finish(this);
        TcpHalf to = other();
        if (to != null) {
            try {
                to.sendWhatWaited();
            } catch (IOException e) {
                connection.lost(to);
            }
        }
    }

    private static ByteBuffer joined(ByteBuffer first, Bytes second) {
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.size());
        all.put(first);
        second.copyTo(all);
        return all.flip();
    }
}
