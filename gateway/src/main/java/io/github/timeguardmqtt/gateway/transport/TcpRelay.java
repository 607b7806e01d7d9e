package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.gateway.event.Fault;
import io.github.timeguardmqtt.gateway.event.StreamListener;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Relays TCP connections of devices to the cloud, each as a connection of its own, byte for byte.
 * Where the cloud cannot be reached the device's connection is reset, so that it takes UDP. Belongs
 * to the loop's thread once it is started.
 */
public final class TcpRelay implements AutoCloseable {

    /** Decides over connections, and sees the bytes that pass. */
    public interface Watcher {

        /** Whether a device at this address may connect while there are so many connections. */
        boolean admits(InetSocketAddress device, int connections);

        /** A connection towards the cloud was tried. */
        void tried(InetSocketAddress device, Outcome outcome);

        /** Who is to see the bytes that go this way. */
        StreamListener listener(InetSocketAddress from, InetSocketAddress to);
    }

    /** How trying to connect to the cloud went. */
    public enum Outcome {
        CONNECTED,
        UNREACHABLE,
        /** Our own connection was redirected back to us. */
        LOOP
    }

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** How long a connection may be silent in both directions. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** How long nobody is let in when the system has nothing to give. */
    private static final Duration SHORTAGE = Duration.ofSeconds(1);

    private static final int BUFFER = 1 << 14;

    private final ServerSocketChannel server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Fault shortage = new Fault("TCP connections are taken again");

    /** The one that was silent longest comes first. */
    private final LinkedHashSet<Connection> connections = new LinkedHashSet<>();

    private final Set<InetSocketAddress> devices = new HashSet<>();

    private TcpRelay(ServerSocketChannel server) {
        this.server = server;
    }

    /**
     * Takes the port.
     *
     * @throws IOException when the system refuses it
     */
    public static TcpRelay bind(InetSocketAddress listen) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(DeviceServer.family(listen));
        try {
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(listen);
            return new TcpRelay(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    public void start(EventLoop loop, CloudAddress cloud, Watcher watcher) throws IOException {
        loop.register(server, SelectionKey.OP_ACCEPT, key -> accept(key, loop, cloud, watcher));
        loop.schedule(SWEEP, () -> sweep(loop));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : List.copyOf(connections)) {
            connection.close();
        }
    }

    private void accept(SelectionKey key, EventLoop loop, CloudAddress cloud, Watcher watcher) {
        SocketChannel device;
        try {
            device = server.accept();
        } catch (IOException e) {
            shortage(e, loop);
            key.interestOps(0);
            loop.schedule(SHORTAGE, () -> acceptAgain(key));
            return;
        }
        if (device == null) {
            return;
        }
        try {
            device.configureBlocking(false);
            device.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetSocketAddress address = (InetSocketAddress) device.getRemoteAddress();
            Optional<InetSocketAddress> to = cloud.current();
            if (!watcher.admits(address, connections.size())) {
                reset(device);
            } else if (to.isEmpty()) {
                watcher.tried(address, Outcome.UNREACHABLE);
                reset(device);
            } else {
                connect(device, address, to.get(), loop, watcher);
            }
        } catch (IOException e) {
            shortage(e, loop);
            reset(device);
        }
    }

    private void shortage(IOException e, EventLoop loop) {
        shortage.begin(
                "No TCP connection can be taken: %s; those there are go on"
                        .formatted(CloudLinks.reason(e)),
                loop.clock().nanos());
    }

    private static void acceptAgain(SelectionKey key) {
        if (key.isValid()) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void sweep(EventLoop loop) {
        long now = loop.clock().nanos();
        while (!connections.isEmpty()
                && now - connections.getFirst().activeAt >= SILENCE.toNanos()) {
            connections.getFirst().reset();
        }
        loop.schedule(SWEEP, () -> sweep(loop));
    }

    private void connect(
            SocketChannel device,
            InetSocketAddress address,
            InetSocketAddress cloud,
            EventLoop loop,
            Watcher watcher)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        EventLoop.ReadyHandler nothing = _ -> {};
        Connection connection =
                new Connection(
                        loop,
                        address,
                        loop.register(device, 0, nothing),
                        loop.register(channel, 0, nothing),
                        watcher.listener(address, cloud),
                        watcher.listener(cloud, address));
        connections.add(connection);
        devices.add(address);
        shortage.end();
        connection.connect(cloud, outcome -> watcher.tried(address, outcome));
    }

    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** A device's connection and the one towards the cloud that belongs to it. */
    private final class Connection {

        private final EventLoop loop;
        private final InetSocketAddress device;
        private final Direction up;
        private final Direction down;
        private long activeAt;

        Connection(
                EventLoop loop,
                InetSocketAddress address,
                SelectionKey device,
                SelectionKey cloud,
                StreamListener upListener,
                StreamListener downListener) {
            this.loop = loop;
            this.device = address;
            this.activeAt = loop.clock().nanos();
            this.up = new Direction(device, cloud, upListener);
            this.down = new Direction(cloud, device, downListener);
        }

        void connect(InetSocketAddress to, Consumer<Outcome> tried) {
            SocketChannel cloud = down.from;
            Consumer<Outcome> fail =
                    outcome -> {
                        tried.accept(outcome);
                        reset();
                    };
            EventLoop.Timer deadline =
                    loop.schedule(CONNECT, () -> fail.accept(Outcome.UNREACHABLE));
            EventLoop.ReadyHandler finish =
                    _ -> {
                        deadline.cancel();
                        try {
                            cloud.finishConnect();
                        } catch (IOException e) {
                            fail.accept(Outcome.UNREACHABLE);
                            return;
                        }
                        if (devices.contains((InetSocketAddress) cloud.getLocalAddress())) {
                            fail.accept(Outcome.LOOP);
                        } else {
                            tried.accept(Outcome.CONNECTED);
                            open();
                        }
                    };
            try {
                if (cloud.connect(to)) {
                    finish.ready(down.source);
                } else {
                    down.source.attach(finish);
                    down.source.interestOps(SelectionKey.OP_CONNECT);
                }
            } catch (IOException e) {
                deadline.cancel();
                fail.accept(Outcome.UNREACHABLE);
            }
        }

        private void open() {
            up.source.attach((EventLoop.ReadyHandler) key -> ready(key, up, down));
            down.source.attach((EventLoop.ReadyHandler) key -> ready(key, down, up));
            up.source.interestOps(SelectionKey.OP_READ);
            down.source.interestOps(SelectionKey.OP_READ);
        }

        /** Reads what one side sends, and writes what the other side had no room for. */
        private void ready(SelectionKey key, Direction from, Direction towards) {
            activeAt = loop.clock().nanos();
            connections.addLast(this);
            try {
                if (key.isWritable()) {
                    towards.flush();
                }
                if (key.isValid() && key.isReadable()) {
                    from.pump();
                }
                if (from.isOver() && towards.isOver()) {
                    close();
                }
            } catch (IOException e) {
                reset();
            }
        }

        private void close() throws IOException {
            forget();
            up.from.close();
            down.from.close();
        }

        private void reset() {
            forget();
            TcpRelay.reset(up.from);
            TcpRelay.reset(down.from);
        }

        private void forget() {
            if (connections.remove(this)) {
                devices.remove(device);
                up.listener.paused();
                down.listener.paused();
            }
        }

        /** The bytes that go one way. */
        private final class Direction {

            private final SelectionKey source;
            private final SelectionKey target;
            private final SocketChannel from;
            private final SocketChannel to;
            private final StreamListener listener;
            private ByteBuffer waiting = ByteBuffer.allocate(0);
            private boolean ended;
            private long passedAt;
            private boolean pauseExpected;

            Direction(SelectionKey source, SelectionKey target, StreamListener listener) {
                this.source = source;
                this.target = target;
                this.from = (SocketChannel) source.channel();
                this.to = (SocketChannel) target.channel();
                this.listener = listener;
            }

            /**
             * Takes what is there; what the other side has no room for is kept and stops reading.
             */
            void pump() throws IOException {
                buffer.clear();
                int count = from.read(buffer);
                buffer.flip();
                if (count < 0) {
                    ended = true;
                    source.interestOpsAnd(~SelectionKey.OP_READ);
                    to.shutdownOutput();
                    listener.paused();
                    return;
                }
                listener.passed(Bytes.copyOf(buffer.duplicate()));
                expectPause();
                to.write(buffer);
                if (buffer.hasRemaining()) {
                    waiting = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
                    source.interestOpsAnd(~SelectionKey.OP_READ);
                    target.interestOpsOr(SelectionKey.OP_WRITE);
                }
            }

            void flush() throws IOException {
                to.write(waiting);
                if (!waiting.hasRemaining()) {
                    waiting = ByteBuffer.allocate(0);
                    target.interestOpsAnd(~SelectionKey.OP_WRITE);
                    source.interestOpsOr(SelectionKey.OP_READ);
                }
            }

            boolean isOver() {
                return ended;
            }

            private void expectPause() {
                passedAt = loop.clock().nanos();
                if (!pauseExpected) {
                    pauseExpected = true;
                    loop.schedule(PAUSE, this::pauseIfQuiet);
                }
            }

            private void pauseIfQuiet() {
                Duration quiet = Duration.ofNanos(loop.clock().nanos() - passedAt);
                if (quiet.compareTo(PAUSE) >= 0) {
                    pauseExpected = false;
                    listener.paused();
                } else {
                    loop.schedule(PAUSE.minus(quiet), this::pauseIfQuiet);
                }
            }
        }
    }
}
