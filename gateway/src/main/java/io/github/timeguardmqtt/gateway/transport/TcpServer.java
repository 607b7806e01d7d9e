package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of devices, and for each the one towards the cloud that belongs to it, where
 * one is wanted. What comes is cut into frames, and bytes that are in none. Belongs to the loop's
 * thread once it is started.
 */
public final class TcpServer implements AutoCloseable {

    /** Decides over connections, and takes what comes. A device's address names its connection. */
    public interface Handler {

        /** Whether a device at this address may connect while there are so many connections. */
        boolean admits(InetSocketAddress device, int connections);

        /** Whether there is to be a connection towards the cloud. */
        boolean wantsCloud(InetSocketAddress device);

        /** Whether bytes pass as they come, without waiting for the end of a frame. */
        boolean passesAtOnce(InetSocketAddress device);

        /** Whether a device's connection stays where there is none towards the cloud. */
        boolean staysWithoutCloud(InetSocketAddress device);

        /** A connection towards the cloud was tried. */
        void tried(InetSocketAddress device, Outcome outcome);

        /**
         * A frame, or bytes that are in none, came from a device.
         *
         * @param passed whether it has gone to the cloud already
         */
        void fromDevice(InetSocketAddress device, Bytes unit, boolean passed);

        /** As {@link #fromDevice}, from the cloud. */
        void fromCloud(InetSocketAddress device, Bytes unit, boolean passed);

        void closed(InetSocketAddress device);
    }

    /** How trying to connect to the cloud went. */
    public enum Outcome {
        CONNECTED,
        UNREACHABLE,
        /** Our own connection was redirected back to us. */
        LOOP
    }

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** How long is waited for the rest of a frame. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** How long a connection may be silent in both directions. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** How long nobody is let in when the system has nothing to give. */
    private static final Duration SHORTAGE = Duration.ofSeconds(1);

    /** Between two attempts to connect to a cloud that was not there. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private static final int BUFFER = 1 << 14;

    /** Far above any known kind, and small enough that a hostile stream costs little. */
    private static final int MAX_FRAME = 2048;

    /** How much may wait for a side that does not read, besides what its peer has just sent. */
    private static final int MAX_WAITING = 1 << 18;

    private final ServerSocketChannel server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Outage shortage = new Outage("TCP connections are taken again");

    /** By the device's address; the one that was silent longest comes first. */
    private final LinkedHashMap<InetSocketAddress, Connection> connections = new LinkedHashMap<>();

    /** One that is gone, while its last bytes are handed out. */
    private @Nullable Connection ending;

    @SuppressWarnings("NullAway.Init") // set by start
    private EventLoop loop;

    @SuppressWarnings("NullAway.Init") // set by start
    private CloudAddress cloud;

    @SuppressWarnings("NullAway.Init") // set by start
    private Handler handler;

    private TcpServer(ServerSocketChannel server) {
        this.server = server;
    }

    /**
     * Takes the port.
     *
     * @throws IOException when the system refuses it
     */
    public static TcpServer bind(InetSocketAddress listen) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(DeviceServer.family(listen));
        try {
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(listen);
            return new TcpServer(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    public void start(EventLoop onLoop, CloudAddress towards, Handler with) throws IOException {
        loop = onLoop;
        cloud = towards;
        handler = with;
        loop.register(server, SelectionKey.OP_ACCEPT, this::accept);
        loop.schedule(SWEEP, this::sweep);
    }

    /**
     * Sends to a device on its connection.
     *
     * @return whether there is one that takes it
     */
    public boolean sendToDevice(InetSocketAddress device, Bytes bytes) {
        Connection connection = connections.get(device);
        return connection != null && connection.toDevice(bytes);
    }

    /**
     * Sends to the cloud on the connection that belongs to a device's; where that was lost, another
     * is tried.
     *
     * @return whether there is one that takes it
     */
    public boolean sendToCloud(InetSocketAddress device, Bytes bytes) {
        Connection connection = connections.get(device);
        return connection != null && connection.toCloud(bytes);
    }

    /** From a device to this server, while units of its connection come and shortly after. */
    public Optional<Flow> deviceFlow(InetSocketAddress device) {
        return connection(device).map(connection -> connection.flow);
    }

    /** As {@link #deviceFlow}, to the cloud; nothing before there was a connection to it. */
    public Optional<Flow> cloudFlow(InetSocketAddress device) {
        return connection(device).flatMap(connection -> connection.cloudFlow);
    }

    private Optional<Connection> connection(InetSocketAddress device) {
        return Optional.ofNullable(connections.get(device))
                .or(() -> Optional.ofNullable(ending).filter(end -> end.address.equals(device)));
    }

    /** Whether there is a connection from a device at this address. */
    public boolean hasConnection(InetSocketAddress device) {
        return connections.containsKey(device);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : List.copyOf(connections.values())) {
            connection.close();
        }
    }

    private void accept(SelectionKey key) {
        SocketChannel device;
        try {
            device = server.accept();
        } catch (IOException e) {
            shortage(e);
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
            if (!handler.admits(address, connections.size())) {
                reset(device);
                return;
            }
            Connection connection = new Connection(address, device);
            connections.put(address, connection);
            shortage.end();
            connection.begin();
        } catch (IOException e) {
            shortage(e);
            reset(device);
        }
    }

    private void shortage(IOException e) {
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

    private void sweep() {
        long now = loop.clock().nanos();
        while (!connections.isEmpty()
                && now - connections.firstEntry().getValue().activeAt >= SILENCE.toNanos()) {
            connections.firstEntry().getValue().reset();
        }
        loop.schedule(SWEEP, this::sweep);
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

        private final InetSocketAddress address;
        private final Side device;
        private final Flow flow;
        private Optional<Flow> cloudFlow = Optional.empty();
        private @Nullable Side upstream;
        private long activeAt;
        private long cloudTriedAt;

        Connection(InetSocketAddress address, SocketChannel channel) throws IOException {
            this.address = address;
            this.activeAt = loop.clock().nanos();
            this.cloudTriedAt = activeAt - RETRY.toNanos(); // not yet: nothing to wait for
            this.device = new Side(channel, true);
            this.flow =
                    new Flow(
                            Flow.Transport.TCP,
                            address,
                            (InetSocketAddress) channel.getLocalAddress());
        }

        void begin() throws IOException {
            if (handler.wantsCloud(address)) {
                connect();
            }
            // In relay mode nothing is read before the cloud is there to take it.
            if (isOpen() && (isCloudConnected() || !handler.passesAtOnce(address))) {
                device.readOn();
            }
        }

        boolean toDevice(Bytes bytes) {
            return device.offerOwn(bytes);
        }

        boolean toCloud(Bytes bytes) {
            boolean mayRetry = loop.clock().nanos() - cloudTriedAt >= RETRY.toNanos();
            if (upstream == null && mayRetry) {
                try {
                    connect();
                } catch (IOException e) {
                    shortage(e);
                }
            }
            return upstream != null && upstream.offerOwn(bytes);
        }

        private boolean isOpen() {
            return connections.get(address) == this;
        }

        private boolean isCloudConnected() {
            return upstream != null && upstream.connected;
        }

        private void connect() throws IOException {
            cloudTriedAt = loop.clock().nanos();
            Optional<InetSocketAddress> to = cloud.current();
            if (to.isEmpty()) {
                failed(Outcome.UNREACHABLE);
                return;
            }
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Side side = new Side(channel, false);
            upstream = side;
            EventLoop.Timer deadline = loop.schedule(CONNECT, () -> tooLate(side));
            EventLoop.ReadyHandler finish =
                    _ -> {
                        deadline.cancel();
                        finishConnecting(side);
                    };
            try {
                if (channel.connect(to.get())) {
                    finish.ready(side.key);
                } else {
                    side.key.attach(finish);
                    side.key.interestOps(SelectionKey.OP_CONNECT);
                }
            } catch (IOException e) {
                deadline.cancel();
                failed(Outcome.UNREACHABLE);
            }
        }

        private void finishConnecting(Side side) throws IOException {
            try {
                side.channel.finishConnect();
            } catch (IOException e) {
                failed(Outcome.UNREACHABLE);
                return;
            }
            InetSocketAddress local = (InetSocketAddress) side.channel.getLocalAddress();
            if (connections.containsKey(local)) {
                failed(Outcome.LOOP);
                return;
            }
            InetSocketAddress to = (InetSocketAddress) side.channel.getRemoteAddress();
            cloudFlow = Optional.of(new Flow(Flow.Transport.TCP, local, to));
            handler.tried(address, Outcome.CONNECTED);
            side.connected = true;
            side.attach();
            side.readOn();
            if (side.waiting.hasRemaining()) {
                side.key.interestOpsOr(SelectionKey.OP_WRITE);
            }
            device.readOn();
        }

        private void tooLate(Side side) {
            if (side.equals(upstream)) { // else nobody wanted it any more
                failed(Outcome.UNREACHABLE);
            }
        }

        private void failed(Outcome outcome) {
            if (!isOpen()) {
                return;
            }
            dropCloud();
            handler.tried(address, outcome);
            if (handler.staysWithoutCloud(address)) {
                device.readOn();
            } else {
                reset();
            }
        }

        private void dropCloud() {
            if (upstream != null) {
                TcpServer.reset(upstream.channel);
                upstream = null;
                device.readOn(); // which may have waited for the cloud to take something
            }
        }

        /**
         * The cloud's side is gone: what belongs together ends together, but the device's may stay.
         */
        private void cloudEnded(boolean orderly) throws IOException {
            if (handler.staysWithoutCloud(address)) {
                dropCloud();
            } else if (!orderly) {
                reset();
            } else {
                device.endOutput();
            }
        }

        private void unit(boolean fromDevice, Bytes bytes, boolean passed) {
            if (fromDevice) {
                handler.fromDevice(address, bytes, passed);
            } else {
                handler.fromCloud(address, bytes, passed);
            }
        }

        /** Whoever is known by now may want no cloud, or one after all. */
        private void reconsider() {
            if (!handler.wantsCloud(address)) {
                dropCloud();
            } else if (upstream == null && !handler.staysWithoutCloud(address)) {
                reset();
            }
        }

        private void close() throws IOException {
            forget();
            device.channel.close();
            if (upstream != null) {
                upstream.channel.close();
            }
        }

        private void reset() {
            forget();
            TcpServer.reset(device.channel);
            dropCloud();
        }

        private void forget() {
            if (connections.remove(address, this)) {
                ending = this;
                device.reader.finish(device);
                if (upstream != null) {
                    upstream.reader.finish(upstream);
                }
                ending = null;
                handler.closed(address);
            }
        }

        /** One of the two sockets: what it sends, and what waits for it. */
        private final class Side implements FrameReader.Sink {

            private final SocketChannel channel;
            private final SelectionKey key;
            private final boolean isDevice;
            private final FrameReader reader = new FrameReader(MAX_FRAME);
            private ByteBuffer waiting = ByteBuffer.allocate(0);

            /** What the gateway has to say once the frame that is passing is complete. */
            private ByteBuffer own = ByteBuffer.allocate(0);

            private boolean connected;
            private boolean ended;
            private boolean endsOutput;

            /** Whether what is read now has been passed on already. */
            private boolean passesAtOnce;

            private long readAt;
            private boolean pauseExpected;

            Side(SocketChannel channel, boolean isDevice) throws IOException {
                this.channel = channel;
                this.isDevice = isDevice;
                this.connected = isDevice;
                this.key = loop.register(channel, 0, _ -> {});
                if (isDevice) {
                    attach();
                }
            }

            void attach() {
                key.attach((EventLoop.ReadyHandler) _ -> ready());
            }

            void readOn() {
                if (key.isValid() && !ended) {
                    key.interestOpsOr(SelectionKey.OP_READ);
                }
            }

            private @Nullable Side other() {
                return isDevice ? upstream : device;
            }

            private void ready() {
                activeAt = loop.clock().nanos();
                connections.putLast(address, Connection.this);
                try {
                    if (key.isWritable()) {
                        flush();
                    }
                    if (key.isValid() && key.isReadable()) {
                        read();
                    }
                } catch (IOException e) {
                    lost();
                }
            }

            private void lost() {
                try {
                    if (isDevice) {
                        reset();
                    } else {
                        cloudEnded(false);
                    }
                } catch (IOException e) {
                    reset();
                }
            }

            private void read() throws IOException {
                buffer.clear();
                int count = channel.read(buffer);
                buffer.flip();
                if (count < 0) {
                    ended = true;
                    key.interestOpsAnd(~SelectionKey.OP_READ);
                    reader.finish(this);
                    endOther();
                    return;
                }
                Bytes bytes = Bytes.copyOf(buffer);
                if (!reader.isPending()) {
                    passesAtOnce = handler.passesAtOnce(address);
                }
                Side to = other();
                if (passesAtOnce && to != null) {
                    to.offer(bytes);
                }
                reader.read(bytes, this);
                if (to != null && !reader.isPending()) {
                    to.sayOwn();
                }
                if (isOpen() && isDevice) {
                    reconsider();
                }
                Side next = other(); // if it is still there after all that
                if (next != null && next.waiting.hasRemaining() && key.isValid()) {
                    key.interestOpsAnd(~SelectionKey.OP_READ);
                }
                expectPause();
            }

            private void endOther() throws IOException {
                Side to = other();
                if (!isDevice) {
                    cloudEnded(true);
                }
                if (to == null || to.ended) {
                    Connection.this.close();
                } else if (isDevice) {
                    to.endOutput();
                }
            }

            /** Ends what goes this way, once everything has gone. */
            private void endOutput() throws IOException {
                endsOutput = true;
                if (!waiting.hasRemaining() && connected) {
                    channel.shutdownOutput();
                }
            }

            @Override
            public void frame(Frame frame) {
                unit(isDevice, frame.bytes(), passesAtOnce);
            }

            @Override
            public void garbage(Bytes bytes) {
                unit(isDevice, bytes, passesAtOnce);
            }

            /** Takes what the gateway has decided to send this way. */
            boolean offerOwn(Bytes bytes) {
                if (endsOutput || waiting.remaining() + own.remaining() > MAX_WAITING) {
                    return false;
                }
                Side from = other();
                if (from != null && from.passesAtOnce && from.reader.isPending()) {
                    own = joined(own, bytes);
                    return true;
                }
                try {
                    offer(bytes);
                    return true;
                } catch (IOException e) {
                    // Its own readiness tells of the loss.
                    return false;
                }
            }

            private void sayOwn() throws IOException {
                if (own.hasRemaining()) {
                    Bytes bytes = Bytes.copyOf(own);
                    own = ByteBuffer.allocate(0);
                    offer(bytes);
                }
            }

            /** Writes what there is room for, and keeps the rest. */
            private void offer(Bytes bytes) throws IOException {
                if (!connected || waiting.hasRemaining()) {
                    waiting = joined(waiting, bytes);
                    return;
                }
                ByteBuffer all = bytes.asByteBuffer();
                channel.write(all);
                if (all.hasRemaining()) {
                    waiting = ByteBuffer.allocate(all.remaining()).put(all).flip();
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                }
            }

            private void flush() throws IOException {
                channel.write(waiting);
                if (!waiting.hasRemaining()) {
                    waiting = ByteBuffer.allocate(0);
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                    if (endsOutput) {
                        channel.shutdownOutput();
                    }
                    Side from = other();
                    if (from != null) {
                        from.readOn();
                    }
                }
            }

            private void expectPause() {
                readAt = loop.clock().nanos();
                if (!pauseExpected) {
                    pauseExpected = true;
                    loop.schedule(PAUSE, this::pauseIfQuiet);
                }
            }

            private void pauseIfQuiet() {
                Duration quiet = Duration.ofNanos(loop.clock().nanos() - readAt);
                if (quiet.compareTo(PAUSE) < 0) {
                    loop.schedule(PAUSE.minus(quiet), this::pauseIfQuiet);
                    return;
                }
                pauseExpected = false;
                if (!isOpen()) {
                    return;
                }
                reader.finish(this);
                Side to = other();
                if (to != null) {
                    try {
                        to.sayOwn();
                    } catch (IOException e) {
                        to.lost();
                    }
                }
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
