package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.gateway.transport.TcpReceiver.Outcome;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device's connection and the one towards the cloud that belongs to it, where one is wanted.
 * Belongs to the loop's thread.
 */
final class TcpConnection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Between two attempts to connect to a cloud that was not there. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final TcpConnections all;
    private final InetSocketAddress address;
    private final TcpHalf device;
    private final Flow flow;
    private Optional<Flow> cloudFlow = Optional.empty();
    private @Nullable TcpHalf upstream;
    private long activeAt;
    private long cloudTriedAt;

    /**
     * @param address of the device
     */
    TcpConnection(TcpConnections all, InetSocketAddress address, SocketChannel channel)
            throws IOException {
        this.all = all;
        this.address = address;
        this.activeAt = now();
        this.cloudTriedAt = activeAt - RETRY.toNanos(); // not yet: nothing to wait for
        this.device = TcpHalf.ofDevice(all, this, channel);
        this.flow =
                new Flow(
                        Flow.Transport.TCP, address, (InetSocketAddress) channel.getLocalAddress());
    }

    InetSocketAddress address() {
        return address;
    }

    /** From the device to the gateway. */
    Flow flow() {
        return flow;
    }

    /** From the gateway to the cloud; nothing before there was a connection to it. */
    Optional<Flow> cloudFlow() {
        return cloudFlow;
    }

    /** When something came last, in steady nanoseconds. */
    long activeAt() {
        return activeAt;
    }

    void begin() throws IOException {
        if (all.policy.wantsCloud(address)) {
            connect();
        }
        // In relay mode nothing is read before the cloud is there to take it.
        if (isOpen() && (isCloudConnected() || !all.policy.passesAtOnce(address))) {
            device.readOn();
        }
    }

    boolean sendToDevice(Bytes bytes) {
        return device.sendOwn(bytes);
    }

    boolean sendToCloud(Bytes bytes) {
        boolean mayRetry = now() - cloudTriedAt >= RETRY.toNanos();
        if (upstream == null && mayRetry) {
            try {
                connect();
            } catch (IOException e) {
                all.shortage(e);
            }
        }
        return upstream != null && upstream.sendOwn(bytes);
    }

    boolean isOpen() {
        return all.has(this);
    }

    /** The half that takes what this one brings; null where there is none. */
    @Nullable TcpHalf other(TcpHalf half) {
        return half.isDevice() ? upstream : device;
    }

    void touch() {
        activeAt = now();
        all.touch(this);
    }

    /** A frame, or bytes that are in none, came. */
    void received(TcpHalf from, Bytes unit, boolean passed) {
        if (from.isDevice()) {
            all.receiver.fromDevice(address, unit, passed);
        } else {
            all.receiver.fromCloud(address, unit, passed);
        }
    }

    /** Whoever is known by now may want no cloud, or one after all. */
    void reconsiderCloud() {
        if (!all.policy.wantsCloud(address)) {
            dropCloud();
        } else if (upstream == null && !all.policy.staysWithoutCloud(address)) {
            reset();
        }
    }

    /** A half has come to its end in good order. */
    void ended(TcpHalf half) throws IOException {
        TcpHalf other = other(half);
        if (!half.isDevice()) {
            cloudEnded(true);
        }
        if (other == null || other.hasEnded()) {
            close();
        } else if (half.isDevice()) {
            other.endOutput();
        }
    }

    /** A half has failed. */
    void lost(TcpHalf half) {
        try {
            if (half.isDevice()) {
                reset();
            } else {
                cloudEnded(false);
            }
        } catch (IOException e) {
            reset();
        }
    }

    /** Hands out what came and is not a whole frame. */
    void handOutRest() {
        device.handOutRest();
        if (upstream != null) {
            upstream.handOutRest();
        }
    }

    void close() throws IOException {
        all.remove(this);
        device.close();
        if (upstream != null) {
            upstream.close();
        }
    }

    void reset() {
        all.remove(this);
        device.reset();
        dropCloud();
    }

    private long now() {
        return all.loop.clock().nanos();
    }

    private boolean isCloudConnected() {
        return upstream != null && upstream.isConnected();
    }

    private void connect() throws IOException {
        cloudTriedAt = now();
        Optional<InetSocketAddress> to = all.cloud.current();
        if (to.isEmpty()) {
            failed(Outcome.UNREACHABLE);
            return;
        }
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        TcpHalf half = TcpHalf.ofCloud(all, this, channel);
        upstream = half;
        EventLoop.Timer deadline = all.loop.schedule(CONNECT_TIMEOUT, () -> tooLate(half));
        EventLoop.ReadyHandler finish =
                _ -> {
                    deadline.cancel();
                    finishConnecting(half, channel);
                };
        try {
            if (channel.connect(to.get())) {
                finish.ready(half.key());
            } else {
                half.key().attach(finish);
                half.key().interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            deadline.cancel();
            failed(Outcome.UNREACHABLE);
        }
    }

    private void finishConnecting(TcpHalf half, SocketChannel channel) throws IOException {
        try {
            channel.finishConnect();
        } catch (IOException e) {
            failed(Outcome.UNREACHABLE);
            return;
        }
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        if (all.of(local).isPresent()) {
            failed(Outcome.LOOP);
            return;
        }
        InetSocketAddress to = (InetSocketAddress) channel.getRemoteAddress();
        cloudFlow = Optional.of(new Flow(Flow.Transport.TCP, local, to));
        all.receiver.tried(address, Outcome.CONNECTED);
        half.connected();
        device.readOn();
    }

    private void tooLate(TcpHalf half) {
        if (half.equals(upstream)) { // else nobody wanted it any more
            failed(Outcome.UNREACHABLE);
        }
    }

    private void failed(Outcome outcome) {
        if (!isOpen()) {
            return;
        }
        dropCloud();
        all.receiver.tried(address, outcome);
        if (all.policy.staysWithoutCloud(address)) {
            device.readOn();
        } else {
            reset();
        }
    }

    private void dropCloud() {
        if (upstream != null) {
            upstream.reset();
            upstream = null;
            device.readOn(); // which may have waited for the cloud to take something
        }
    }

    /** The cloud's half is gone: what belongs together ends together, but the device's may stay. */
    private void cloudEnded(boolean orderly) throws IOException {
        if (all.policy.staysWithoutCloud(address)) {
            dropCloud();
        } else if (!orderly) {
            reset();
        } else {
            device.endOutput();
        }
    }
}
