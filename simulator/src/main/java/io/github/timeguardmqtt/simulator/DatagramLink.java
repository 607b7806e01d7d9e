package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A UDP socket that hears the server alone, as a device does. */
final class DatagramLink implements Link {

    private final EventLoop loop;
    private final DatagramChannel channel;
    private final ByteBuffer buffer;
    private @Nullable Owner owner;

    /**
     * Takes a free port.
     *
     * @param buffer for reading, shared by all on this loop
     * @throws IOException when the system gives no socket
     */
    DatagramLink(EventLoop loop, InetSocketAddress server, ByteBuffer buffer) throws IOException {
        this.loop = loop;
        this.buffer = buffer;
        channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void open(Owner switchAtItsEnd) {
        owner = switchAtItsEnd;
        try {
            loop.register(channel, SelectionKey.OP_READ, _ -> read(switchAtItsEnd));
            switchAtItsEnd.opened();
        } catch (IOException e) {
            switchAtItsEnd.failed();
        }
    }

    /**
     * An ICMP error for an earlier datagram may come up here; the next one is tried all the same.
     */
    @Override
    public void send(Bytes frame) {
        try {
            channel.write(frame.asByteBuffer());
        } catch (IOException e) {
            if (owner != null) {
                owner.failed();
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }

    private void read(Owner switchAtItsEnd) {
        while (channel.isOpen()) {
            buffer.clear();
            try {
                if (channel.read(buffer) <= 0) {
                    return;
                }
            } catch (IOException e) {
                switchAtItsEnd.failed();
                return;
            }
            Datagram.decode(Bytes.copyOf(buffer.flip())).frames().forEach(switchAtItsEnd::received);
        }
    }
}
