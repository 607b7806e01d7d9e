package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for the vendor's server, as far as docs/reference/protocol.md knows it: answers
 * reports, acknowledges code versions, asks a device that has come up the startup questions, and
 * sends whatever write it is told to, over UDP and TCP on one port. It remembers a bounded number
 * of devices, and forgets the one longest silent first.
 *
 * <p>It lives on a loop's thread; its public methods are safe from any thread.
 */
public final class VirtualCloud implements AutoCloseable {

    /** Hears of every valid frame from a device. On the loop's thread. */
    @FunctionalInterface
    public interface Listener {
        void received(Frame frame, InetSocketAddress from);
    }

    /**
     * What went through the cloud's sockets since its start.
     *
     * @param received valid frames
     * @param sent frames
     * @param invalid datagrams without a valid frame
     */
    public record Counters(long received, long sent, long invalid) {}

    private static final Logger log = LoggerFactory.getLogger(VirtualCloud.class);

    private static final int MAX_DEVICES = 20_000;
    private static final int FIRST_SEQUENCE = 0xa1;
    private static final int PORT_ATTEMPTS = 20;
    private static final int SOCKET_BUFFER = 4 << 20;

    private record Caller(CloudDialogue dialogue, Alarm alarm) {}

    /** Where a device was heard last, and how it is answered. */
    private record Route(InetSocketAddress address, Consumer<Bytes> send) {}

    private final EventLoop loop;
    private final SteadyClock clock;
    private final DatagramChannel datagrams;
    private final ServerSocketChannel connections;
    private final InetSocketAddress address;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FrameCodec.MAX_DATAGRAM);
    private final Set<FrameConnection> open = new HashSet<>();
    private final Map<DeviceId, Caller> callers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<DeviceId, Route> routes = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder invalid = new LongAdder();
    private volatile boolean reachable = true;

    /**
     * Takes the port and begins to answer.
     *
     * @param listen port 0 for any that is free for both UDP and TCP
     * @throws IOException when the system refuses the port
     */
    public VirtualCloud(EventLoop loop, InetSocketAddress listen) throws IOException {
        this.loop = loop;
        clock = new SteadyClock(loop.clock());
        connections = ServerSocketChannel.open();
        datagrams = bindBoth(connections, listen);
        address = (InetSocketAddress) datagrams.getLocalAddress();
        loop.execute(this::start);
    }

    /** Where it listens, with the port that it really got. */
    public InetSocketAddress address() {
        return address;
    }

    /** From when on {@code listener} hears of what comes in. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Whether it answers; otherwise it neither hears nor says anything. */
    public void setReachable(boolean answers) {
        reachable = answers;
    }

    /** The devices that it remembers. */
    public Set<DeviceId> devices() {
        return Set.copyOf(routes.keySet());
    }

    /** From where a device was heard last. */
    public Optional<InetSocketAddress> lastAddress(DeviceId device) {
        return Optional.ofNullable(routes.get(device)).map(Route::address);
    }

    public Counters counters() {
        return new Counters(received.sum(), sent.sum(), invalid.sum());
    }

    /**
     * Sends a read or write, with a sequence of the cloud's choice, and repeats it until it is
     * answered.
     *
     * @return the device's answer; fails with a {@link java.util.concurrent.TimeoutException} when
     *     none comes, and with an {@link IllegalStateException} when the device has not been heard
     *     of or has too much to answer
     * @throws IllegalArgumentException when the server does not send such a message
     */
    public CompletableFuture<Message> send(DeviceId device, Message request) {
        FrameCodec.fromServer(device, 0, request);
        CompletableFuture<Message> answer = new CompletableFuture<>();
        loop.execute(() -> {
            Caller caller = callers.get(device);
            if (caller == null) {
                answer.completeExceptionally(
                        new IllegalStateException(device + " has not been heard of"));
            } else {
                perform(device, caller, caller.dialogue().send(request, answer, now()));
            }
        });
        return answer;
    }

    /** Frees the port. */
    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
        loop.execute(() -> {
            open.forEach(FrameConnection::close);
            open.clear();
            callers.values().forEach(VirtualCloud::forget);
            callers.clear();
        });
    }

    private static DatagramChannel bindBoth(ServerSocketChannel tcp, InetSocketAddress listen)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            DatagramChannel udp = DatagramChannel.open();
            try {
                udp.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
                udp.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
                udp.configureBlocking(false);
                udp.bind(listen);
                tcp.configureBlocking(false);
                tcp.bind(udp.getLocalAddress(), 1024);
                return udp;
            } catch (IOException e) {
                udp.close();
                boolean anotherPortMayDo = listen.getPort() == 0 && e instanceof BindException;
                if (!anotherPortMayDo || attempt == PORT_ATTEMPTS) {
                    tcp.close();
                    throw e;
                }
            }
        }
    }

    private void start() {
        try {
            loop.register(datagrams, SelectionKey.OP_READ, _ -> receiveDatagrams());
            loop.register(connections, SelectionKey.OP_ACCEPT, _ -> accept());
        } catch (ClosedChannelException e) {
            log.debug("The cloud was closed before it started");
        }
    }

    private void receiveDatagrams() throws IOException {
        while (datagrams.isOpen()) {
            buffer.clear();
            InetSocketAddress source = (InetSocketAddress) datagrams.receive(buffer);
            if (source == null) {
                return;
            }
            Datagram datagram = Datagram.decode(Bytes.copyOf(buffer.flip()));
            if (datagram.frames().isEmpty()) {
                invalid.increment();
            }
            Route route = new Route(source, frame -> sendDatagram(frame, source));
            datagram.frames().forEach(frame -> receive(frame, route));
        }
    }

    private void sendDatagram(Bytes frame, InetSocketAddress to) {
        try {
            datagrams.send(frame.asByteBuffer(), to);
        } catch (IOException e) {
            log.debug("Not sent to {}: {}", to, e.toString());
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = connections.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            new Connection(channel);
        }
    }

    /** A device's TCP connection, and the way back to it. */
    private final class Connection {
        private final FrameConnection frames;
        private final Route route;

        private Connection(SocketChannel channel) throws IOException {
            frames = new FrameConnection(loop, channel, buffer, this::receive, this::closed);
            route = new Route((InetSocketAddress) channel.getRemoteAddress(), frames::send);
            open.add(frames);
        }

        private void receive(Frame frame) {
            VirtualCloud.this.receive(frame, route);
        }

        private void closed() {
            open.remove(frames);
        }
    }

    private void receive(Frame frame, Route route) {
        if (!reachable || frame.envelope().fromServer()) {
            return;
        }
        received.increment();
        routes.put(frame.device(), route);
        Caller caller = callers.computeIfAbsent(frame.device(), this::caller);
        forgetBeyondLimit();
        for (Listener listener : listeners) {
            listener.received(frame, route.address());
        }
        perform(frame.device(), caller, caller.dialogue().receive(frame, now()));
    }

    private Caller caller(DeviceId device) {
        return new Caller(
                new CloudDialogue(device, FIRST_SEQUENCE, 0),
                new Alarm(loop, clock, () -> tick(device)));
    }

    private void tick(DeviceId device) {
        Caller caller = callers.get(device);
        if (caller != null) {
            perform(device, caller, caller.dialogue().tick(now()));
        }
    }

    private void perform(DeviceId device, Caller caller, CloudDialogue.Output output) {
        Route route = routes.get(device);
        if (reachable && route != null) {
            for (Frame frame : output.frames()) {
                sent.increment();
                route.send().accept(frame.bytes());
            }
        }
        output.deadline().ifPresent(caller.alarm()::set);
    }

    private void forgetBeyondLimit() {
        if (callers.size() > MAX_DEVICES) {
            Map.Entry<DeviceId, Caller> eldest = callers.entrySet().iterator().next();
            callers.remove(eldest.getKey());
            routes.remove(eldest.getKey());
            forget(eldest.getValue());
        }
    }

    private static void forget(Caller caller) {
        caller.dialogue().end();
        caller.alarm().cancel();
    }

    private Instant now() {
        return clock.instant();
    }
}
