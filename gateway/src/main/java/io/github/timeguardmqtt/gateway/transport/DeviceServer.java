package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** The UDP socket that devices talk to. Belongs to the loop's thread once it is started. */
public final class DeviceServer implements AutoCloseable {

    /** Takes what came in. */
    @FunctionalInterface
    public interface Receiver {
        void received(InetSocketAddress source, Bytes datagram);
    }

    /** How many datagrams are taken before others have their turn. */
    private static final int BURST = 64;

    /** Room for the largest UDP datagram over either IP, of which IPv4's has 65,507 bytes. */
    static final int BUFFER = 65_535;

    private static final int SOCKET_BUFFER = 4 << 20;

    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private DeviceServer(DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the port.
     *
     * @throws IOException when the system refuses it
     */
    public static DeviceServer bind(InetSocketAddress listen) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family(listen));
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            channel.bind(listen);
            return new DeviceServer(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Where it listens, with the port that it really got. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    public void start(EventLoop loop, Receiver receiver) throws ClosedChannelException {
        loop.register(channel, SelectionKey.OP_READ, _ -> receive(receiver));
    }

    /**
     * Sends from the port that devices send to.
     *
     * @return whether the socket's buffer had room
     * @throws IOException when the system refuses it
     */
    public boolean send(Bytes datagram, InetSocketAddress to) throws IOException {
        buffer.clear();
        datagram.copyTo(buffer);
        return channel.send(buffer.flip(), to) > 0 || datagram.isEmpty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void receive(Receiver receiver) throws IOException {
        for (int i = 0; i < BURST; i++) {
            buffer.clear();
            InetSocketAddress source = (InetSocketAddress) channel.receive(buffer);
            if (source == null) {
                return;
            }
            receiver.received(source, Bytes.copyOf(buffer.flip()));
        }
    }

    static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof java.net.Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }
}
