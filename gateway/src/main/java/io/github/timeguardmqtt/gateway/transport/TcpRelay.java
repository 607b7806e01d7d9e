package io.github.timeguardmqtt.gateway.transport;

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

        /** A connection towards the cloud was made, or could not be. */
        void connected(InetSocketAddress device, boolean success);

        /** Who is to see the bytes that go this way. */
        Side side(InetSocketAddress from, InetSocketAddress to);
    }

    /** Sees the bytes of one direction. */
    public interface Side {

        /** Looks away. */
        Side UNSEEN =
                new Side() {
                    @Override
                    public void passed(Bytes bytes) {}

                    @Override
                    public void paused() {}
                };

        void passed(Bytes bytes);

        /** Nothing came for a while, or nothing will come any more. */
        void paused();
    }

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** How long a connection may be silent in both directions. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final int BUFFER = 1 << 14;

    private final ServerSocketChannel server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Set<Connection> connections = new HashSet<>();

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
        loop.register(server, SelectionKey.OP_ACCEPT, _ -> accept(loop, cloud, watcher));
    }

    /** How many devices are connected. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept(EventLoop loop, CloudAddress cloud, Watcher watcher) throws IOException {
        SocketChannel device = server.accept();
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
                watcher.connected(address, false);
                reset(device);
            } else {
                connect(device, address, to.get(), loop, watcher);
            }
        } catch (IOException e) {
            reset(device);
        }
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
                        loop.register(device, 0, nothing),
                        loop.register(channel, 0, nothing),
                        watcher.side(address, cloud),
                        watcher.side(cloud, address));
        connections.add(connection);
        connection.connect(cloud, success -> watcher.connected(address, success));
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
        private final Direction up;
        private final Direction down;
        private long activeAt;

        Connection(
                EventLoop loop,
                SelectionKey device,
                SelectionKey cloud,
                Side upSide,
                Side downSide) {
            this.loop = loop;
            this.up = new Direction(device, cloud, upSide);
            this.down = new Direction(cloud, device, downSide);
        }

        void connect(InetSocketAddress to, Consumer<Boolean> connected) {
            SocketChannel cloud = down.from;
            Runnable fail =
                    () -> {
                        connected.accept(false);
                        reset();
                    };
            EventLoop.Timer deadline = loop.schedule(CONNECT, fail);
            EventLoop.ReadyHandler finish =
                    _ -> {
                        deadline.cancel();
                        try {
                            cloud.finishConnect();
                        } catch (IOException e) {
                            fail.run();
                            return;
                        }
                        connected.accept(true);
                        open();
                    };
            try {
                cloud.connect(to);
                down.source.attach(finish);
                down.source.interestOps(SelectionKey.OP_CONNECT);
            } catch (IOException e) {
                deadline.cancel();
                fail.run();
            }
        }

        private void open() {
            up.source.attach((EventLoop.ReadyHandler) key -> ready(key, up, down));
            down.source.attach((EventLoop.ReadyHandler) key -> ready(key, down, up));
            up.source.interestOps(SelectionKey.OP_READ);
            down.source.interestOps(SelectionKey.OP_READ);
            activeAt = loop.clock().nanos();
            loop.schedule(SILENCE, this::closeIfSilent);
        }

        /** Reads what one side sends, and writes what the other side had no room for. */
        private void ready(SelectionKey key, Direction from, Direction towards) {
            activeAt = loop.clock().nanos();
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

        private void closeIfSilent() {
            if (!up.from.isOpen()) {
                return;
            }
            Duration quiet = Duration.ofNanos(loop.clock().nanos() - activeAt);
            if (quiet.compareTo(SILENCE) >= 0) {
                reset();
            } else {
                loop.schedule(SILENCE.minus(quiet), this::closeIfSilent);
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
                up.side.paused();
                down.side.paused();
            }
        }

        /** The bytes that go one way. */
        private final class Direction {

            private final SelectionKey source;
            private final SelectionKey target;
            private final SocketChannel from;
            private final SocketChannel to;
            private final Side side;
            private ByteBuffer waiting = ByteBuffer.allocate(0);
            private boolean ended;
            private long passedAt;
            private boolean pauseExpected;

            Direction(SelectionKey source, SelectionKey target, Side side) {
                this.source = source;
                this.target = target;
                this.from = (SocketChannel) source.channel();
                this.to = (SocketChannel) target.channel();
                this.side = side;
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
                    side.paused();
                    return;
                }
                side.passed(Bytes.copyOf(buffer.duplicate()));
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
                    side.paused();
                } else {
                    loop.schedule(PAUSE.minus(quiet), this::pauseIfQuiet);
                }
            }
        }
    }
}
