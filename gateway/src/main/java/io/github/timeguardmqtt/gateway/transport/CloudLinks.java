package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The UDP sockets towards the cloud, one for each device: what comes back on one is for its device,
 * whatever it says. They are connected, so that the system lets nobody but the cloud speak on them.
 * Belongs to the loop's thread.
 */
public final class CloudLinks {

    /** Takes what came in. */
    @FunctionalInterface
    public interface Receiver {
        void received(DeviceId device, Bytes datagram);
    }

    /** How sending went. */
    public enum Sent {
        SENT,
        BUFFER_FULL,
        REFUSED,
        NO_SOCKET
    }

    /** How many datagrams are taken from a socket before others have their turn. */
    private static final int BURST = 16;

    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private record Link(
            DatagramChannel channel, InetSocketAddress local, InetSocketAddress cloud) {}

    private final EventLoop loop;
    private final Receiver receiver;
    private final Map<DeviceId, Link> links = new HashMap<>();
    private final Set<InetSocketAddress> ownAddresses = new HashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DeviceServer.BUFFER);
    private final Outage unreachable = new Outage("The cloud answers again");
    private final Outage noSocket = new Outage("The system gives sockets again");
    private boolean unanswered;
    private long unansweredSince;

    public CloudLinks(EventLoop loop, Receiver receiver) {
        this.loop = loop;
        this.receiver = receiver;
    }

    /** Sends from the device's own socket, which is opened where there is none. */
    public Sent send(DeviceId device, Bytes datagram, InetSocketAddress cloud) {
        Link link = links.get(device);
        if (link == null) {
            try {
                link = open(device, cloud);
            } catch (IOException e) {
                noSocket.begin(
                        "No socket towards the cloud: "
                                + reason(e)
                                + "; new devices must wait, the others are relayed on",
                        now());
                return Sent.NO_SOCKET;
            }
            noSocket.end();
        }
        expectAnswer(cloud);
        try {
            return write(link, datagram) ? Sent.SENT : Sent.BUFFER_FULL;
        } catch (IOException e) {
            unreachable(cloud, e);
            return retry(link, datagram);
        }
    }

    /** From the device's socket to the cloud; nothing where it has none. */
    public Optional<Flow> flow(DeviceId device) {
        return Optional.ofNullable(links.get(device))
                .map(link -> new Flow(Flow.Transport.UDP, link.local(), link.cloud()));
    }

    /** Closes the device's socket, if it has one. */
    public void close(DeviceId device) {
        Link link = links.remove(device);
        if (link != null) {
            close(link);
        }
    }

    /** Closes all sockets: they open anew towards wherever the cloud is next. */
    public void closeAll() {
        links.values().forEach(this::close);
        links.clear();
    }

    /** How it stands, in a few words. */
    public String state() {
        if (links.isEmpty()) {
            return "nothing was sent yet";
        }
        if (!unanswered) {
            return "answers";
        }
        return "no answer for %d s"
                .formatted(Duration.ofNanos(now() - unansweredSince).toSeconds());
    }

    /** Whether this is one of these sockets: then our own datagrams come back to us. */
    public boolean isOwn(InetSocketAddress address) {
        return ownAddresses.contains(address);
    }

    private Link open(DeviceId device, InetSocketAddress cloud) throws IOException {
        DatagramChannel channel = DatagramChannel.open(DeviceServer.family(cloud));
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.connect(cloud);
            Link link = new Link(channel, (InetSocketAddress) channel.getLocalAddress(), cloud);
            loop.register(channel, SelectionKey.OP_READ, _ -> receive(device, link, cloud));
            links.put(device, link);
            ownAddresses.add(link.local());
            return link;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * A system reports the error of an earlier datagram on the next call, which then sends nothing;
     * the one after it does.
     */
    private Sent retry(Link link, Bytes datagram) {
        try {
            return write(link, datagram) ? Sent.SENT : Sent.BUFFER_FULL;
        } catch (IOException e) {
            return Sent.REFUSED;
        }
    }

    private boolean write(Link link, Bytes datagram) throws IOException {
        buffer.clear();
        datagram.copyTo(buffer);
        return link.channel().write(buffer.flip()) > 0;
    }

    private void receive(DeviceId device, Link link, InetSocketAddress cloud) {
        for (int i = 0; i < BURST && link.channel().isOpen(); i++) {
            buffer.clear();
            try {
                // Unlike read, receive tells an empty datagram from none.
                if (link.channel().receive(buffer) == null) {
                    return;
                }
            } catch (IOException e) {
                unreachable(cloud, e);
                return;
            }
            unanswered = false;
            unreachable.end();
            receiver.received(device, Bytes.copyOf(buffer.flip()));
        }
    }

    private void expectAnswer(InetSocketAddress cloud) {
        if (!unanswered) {
            unanswered = true;
            unansweredSince = now();
        } else if (now() - unansweredSince > SILENCE_NANOS) {
            unreachable.begin(
                    "The cloud at " + Addresses.text(cloud) + " has not answered for a minute",
                    now());
        }
    }

    private void unreachable(InetSocketAddress cloud, IOException e) {
        unreachable.begin(
                "The cloud at %s cannot be reached: %s; relaying goes on"
                        .formatted(Addresses.text(cloud), reason(e)),
                now());
    }

    private void close(Link link) {
        ownAddresses.remove(link.local());
        try {
            link.channel().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long now() {
        return loop.clock().nanos();
    }

    static String reason(IOException e) {
        if (e instanceof java.net.PortUnreachableException) {
            return "nobody listens there";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
