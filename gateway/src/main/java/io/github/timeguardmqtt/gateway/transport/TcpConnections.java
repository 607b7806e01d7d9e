package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The connections that there are now, and what they share. Belongs to the loop's thread. */
final class TcpConnections {

    /** How long a connection may be silent in both directions. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    private static final int READ_BYTES = 1 << 14;

    final EventLoop loop;
    final CloudAddress cloud;
    final TcpPolicy policy;
    final TcpReceiver receiver;

    /** For whoever reads now. */
    final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);

    /** By the device's address; the one that was silent longest comes first. */
    private final LinkedHashMap<InetSocketAddress, TcpConnection> byDevice = new LinkedHashMap<>();

    /** One that is gone, while its last bytes are handed out. */
    private @Nullable TcpConnection ending;

    private final Outage shortage = new Outage("TCP connections are taken again");

    TcpConnections(EventLoop loop, CloudAddress cloud, TcpPolicy policy, TcpReceiver receiver) {
        this.loop = loop;
        this.cloud = cloud;
        this.policy = policy;
        this.receiver = receiver;
    }

    Optional<TcpConnection> of(InetSocketAddress device) {
        return Optional.ofNullable(byDevice.get(device));
    }

    /** The same, also while its last bytes are handed out. */
    Optional<TcpConnection> ofEnding(InetSocketAddress device) {
        return of(device)
                .or(() -> Optional.ofNullable(ending).filter(end -> end.address().equals(device)));
    }

    boolean has(TcpConnection connection) {
        return byDevice.get(connection.address()) == connection;
    }

    /** Lets a device in, where the policy does. */
    void take(SocketChannel device) {
        try {
            device.configureBlocking(false);
            device.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetSocketAddress address = (InetSocketAddress) device.getRemoteAddress();
            if (!policy.admits(address, byDevice.size())) {
                reset(device);
                return;
            }
            TcpConnection connection = new TcpConnection(this, address, device);
            byDevice.put(address, connection);
            shortage.end();
            connection.begin();
        } catch (IOException e) {
            shortage(e);
            reset(device);
        }
    }

    /** The system had nothing to give. */
    void shortage(IOException e) {
        shortage.begin(
                "No TCP connection can be taken: %s; those there are go on"
                        .formatted(CloudLinks.reason(e)),
                loop.clock().nanos());
    }

    /** Something came on it. */
    void touch(TcpConnection connection) {
        byDevice.putLast(connection.address(), connection);
    }

    /** Takes it out, and has it hand out its last bytes. */
    void remove(TcpConnection connection) {
        if (byDevice.remove(connection.address(), connection)) {
            ending = connection;
            connection.handOutRest();
            ending = null;
            receiver.closed(connection.address());
        }
    }

    /** From now on, once a minute. */
    void resetSilentOnes() {
        long now = loop.clock().nanos();
        while (!byDevice.isEmpty()
                && now - byDevice.firstEntry().getValue().activeAt() >= SILENCE.toNanos()) {
            byDevice.firstEntry().getValue().reset();
        }
        loop.schedule(SWEEP, this::resetSilentOnes);
    }

    void closeAll() throws IOException {
        for (TcpConnection connection : List.copyOf(byDevice.values())) {
            connection.close();
        }
    }

    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
