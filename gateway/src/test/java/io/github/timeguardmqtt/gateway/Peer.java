package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** A UDP socket on loopback that sends and expects datagrams: a device or the cloud in a test. */
public final class Peer implements AutoCloseable {

    /** What arrived, and from where. */
    public record Arrival(InetSocketAddress source, Bytes bytes) {}

    private final DatagramSocket socket;

    public Peer() {
        this("127.0.0.1", 0);
    }

    public Peer(String host, int port) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(host, port));
            socket.setReceiveBufferSize(4 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public void send(Bytes bytes, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(bytes.toArray(), bytes.size(), to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next datagram; fails when none comes. */
    public Arrival expect() {
        try {
            return receive(Patience.MILLIS);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing arrived at " + address(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Arrival receive(int millis) throws IOException {
        byte[] buffer = new byte[65_535];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.setSoTimeout(millis);
        socket.receive(packet);
        return new Arrival(
                (InetSocketAddress) packet.getSocketAddress(),
                Bytes.copyOf(buffer, 0, packet.getLength()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
