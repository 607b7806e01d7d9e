package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the TCP connections of devices, and sends on them. What comes is cut into frames, and bytes
 * that are in none. Belongs to the loop's thread once it is started.
 */
public final class TcpServer implements AutoCloseable {

    /** How long nobody is let in when the system has nothing to give. */
    private static final Duration SHORTAGE_PAUSE = Duration.ofSeconds(1);

    private final ServerSocketChannel server;

    @SuppressWarnings("NullAway.Init") // set by start
    private TcpConnections connections;

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

    /**
     * Lets devices in from now on.
     *
     * @param cloud where the connections lead that belong to those of devices
     */
    public void start(EventLoop loop, CloudAddress cloud, TcpPolicy policy, TcpReceiver receiver)
            throws IOException {
        connections = new TcpConnections(loop, cloud, policy, receiver);
        loop.register(server, SelectionKey.OP_ACCEPT, this::accept);
        connections.resetSilentOnes();
    }

    /**
     * Sends to a device on its connection.
     *
     * @return whether there is one that takes it
     */
    public boolean sendToDevice(InetSocketAddress device, Bytes bytes) {
        return connections.of(device).filter(found -> found.sendToDevice(bytes)).isPresent();
    }

    /**
     * Sends to the cloud on the connection that belongs to a device's; where that was lost, another
     * is tried.
     *
     * @return whether there is one that takes it
     */
    public boolean sendToCloud(InetSocketAddress device, Bytes bytes) {
        return connections.of(device).filter(found -> found.sendToCloud(bytes)).isPresent();
    }

    /** From a device to this server, while units of its connection come and shortly after. */
    public Optional<Flow> deviceFlow(InetSocketAddress device) {
        return connections.ofEnding(device).map(TcpConnection::flow);
    }

    /** As {@link #deviceFlow}, to the cloud; nothing before there was a connection to it. */
    public Optional<Flow> cloudFlow(InetSocketAddress device) {
        return connections.ofEnding(device).flatMap(TcpConnection::cloudFlow);
    }

    /** Whether there is a connection from a device at this address. */
    public boolean hasConnection(InetSocketAddress device) {
        return connections.of(device).isPresent();
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (connections != null) {
            connections.closeAll();
        }
    }

    private void accept(SelectionKey key) {
        SocketChannel device;
        try {
            device = server.accept();
        } catch (IOException e) {
            connections.shortage(e);
            key.interestOps(0);
            connections.loop.schedule(SHORTAGE_PAUSE, () -> acceptAgain(key));
            return;
        }
        if (device != null) {
            connections.take(device);
        }
    }

    private static void acceptAgain(SelectionKey key) {
        if (key.isValid()) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
    }
}
