package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A TCP connection that is made again, after a growing while, whenever it fails. */
final class StreamLink implements Link {

    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final long MAX_WAIT_MILLIS = 60_000;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final ByteBuffer buffer;
    private final SplittableRandom random;
    private long waitMillis = FIRST_WAIT_MILLIS;
    private boolean closed;
    private @Nullable SocketChannel channel;
    private @Nullable FrameConnection connection;

    /**
     * @param buffer for reading, shared by all on this loop
     * @param random spreads the attempts of many links
     */
    StreamLink(
            EventLoop loop, InetSocketAddress server, ByteBuffer buffer, SplittableRandom random) {
        this.loop = loop;
        this.server = server;
        this.buffer = buffer;
        this.random = random;
    }

    @Override
    public void open(Owner owner) {
        if (closed) {
            return;
        }
        try {
            SocketChannel attempt = SocketChannel.open();
            channel = attempt;
            attempt.configureBlocking(false);
            if (attempt.connect(server)) {
                connected(attempt, owner);
            } else {
                loop.register(attempt, SelectionKey.OP_CONNECT, _ -> finish(attempt, owner));
            }
        } catch (IOException e) {
            failed(owner);
        }
    }

    @Override
    public void send(Bytes frame) {
        if (connection != null) {
            connection.send(frame);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeChannel();
    }

    private void finish(SocketChannel attempt, Owner owner) {
        try {
            if (attempt.finishConnect()) {
                connected(attempt, owner);
            }
        } catch (IOException e) {
            failed(owner);
        }
    }

    private void connected(SocketChannel attempt, Owner owner) throws IOException {
        connection =
                new FrameConnection(loop, attempt, buffer, owner::received, () -> failed(owner));
        waitMillis = FIRST_WAIT_MILLIS;
        owner.opened();
    }

    private void failed(Owner owner) {
        closeChannel();
        owner.failed();
        long wait = waitMillis / 2 + random.nextLong(waitMillis / 2);
        waitMillis = Math.min(2 * waitMillis, MAX_WAIT_MILLIS);
        loop.schedule(Duration.ofMillis(wait), () -> open(owner));
    }

    private void closeChannel() {
        connection = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is left to be done with it.
            }
            channel = null;
        }
    }
}
