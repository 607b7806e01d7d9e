package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad network between devices and a server: loses, doubles and reorders datagrams, both ways. A
 * datagram is on its way for up to {@value #MAX_DELAY_MILLIS} ms, so that later ones overtake it.
 */
public final class FaultProxy {

    static final int MAX_DELAY_MILLIS = 10;

    private static final int LARGEST = 2048;

    private final EventLoop loop;
    private final SplittableRandom random;
    private final double share;
    private final InetSocketAddress server;
    private final DatagramChannel front;
    private final Map<SocketAddress, DatagramChannel> back = new HashMap<>();
    private final AtomicLong lost = new AtomicLong();

    /**
     * @param loop of the house, which closes it
     * @param server that devices are led to
     * @param share of datagrams lost, and of those left doubled
     */
    public FaultProxy(EventLoop loop, InetSocketAddress server, double share, long seed)
            throws IOException {
        this.loop = loop;
        this.server = server;
        this.share = share;
        random = new SplittableRandom(seed);
        front = open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        loop.execute(() -> watch(front, this::fromDevice));
    }

    /** Where devices are to send. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) front.getLocalAddress();
    }

    /** How many datagrams were lost. */
    public long lost() {
        return lost.get();
    }

    private interface Receiver {
        void received(SocketAddress source, ByteBuffer datagram) throws IOException;
    }

    private interface Sending {
        void send(ByteBuffer datagram) throws IOException;
    }

    private static DatagramChannel open(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(address);
        return channel;
    }

    private void watch(DatagramChannel channel, Receiver receiver) {
        try {
            loop.register(
                    channel,
                    SelectionKey.OP_READ,
                    _ -> {
                        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
                        SocketAddress source = channel.receive(buffer);
                        if (source != null) {
                            receiver.received(source, buffer.flip());
                        }
                    });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void fromDevice(SocketAddress device, ByteBuffer datagram) throws IOException {
        DatagramChannel channel = back.get(device);
        if (channel == null) {
            channel = open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            back.put(device, channel);
            watch(channel, (_, answer) -> pass(answer, bytes -> front.send(bytes, device)));
        }
        DatagramChannel towards = channel;
        pass(datagram, bytes -> towards.send(bytes, server));
    }

    private void pass(ByteBuffer datagram, Sending sending) {
        if (random.nextDouble() < share) {
            lost.incrementAndGet();
            return;
        }
        int copies = random.nextDouble() < share ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            Duration delay = Duration.ofNanos(random.nextLong(MAX_DELAY_MILLIS * 1_000_000L));
            ByteBuffer copy = datagram.duplicate();
            loop.schedule(
                    delay,
                    () -> {
                        try {
                            sending.send(copy);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
        }
    }
}
