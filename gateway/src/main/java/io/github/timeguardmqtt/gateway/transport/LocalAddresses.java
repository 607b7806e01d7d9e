package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.loop.LoopClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of this machine's addresses a peer sees, where the listening socket has them all. The
 * system is asked by connecting a datagram socket, which sends nothing. Belongs to the loop's
 * thread.
 */
public final class LocalAddresses {

    /** So many peers are remembered; the one asked for longest ago is forgotten first. */
    private static final int MOST = 1024;

    /** An address can change, as by DHCP. */
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private record Found(InetAddress address, long at) {}

    private final InetSocketAddress listening;
    private final LoopClock clock;
    private final Map<InetAddress, Found> found =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Found> eldest) {
                    return size() > MOST;
                }
            };

    public LocalAddresses(InetSocketAddress listening, LoopClock clock) {
        this.listening = listening;
        this.clock = clock;
    }

    /** Where this peer finds the listening socket; all zeros where the system does not know. */
    public InetSocketAddress towards(InetSocketAddress peer) {
        return listening.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(of(peer), listening.getPort())
                : listening;
    }

    private InetAddress of(InetSocketAddress peer) {
        long now = clock.nanos();
        Found known = found.get(peer.getAddress());
        if (known == null || now - known.at() > FRESH_NANOS) {
            known = new Found(ask(peer), now);
            found.put(peer.getAddress(), known);
        }
        return known.address();
    }

    private InetAddress ask(InetSocketAddress peer) {
        try (DatagramChannel probe = DatagramChannel.open(DeviceServer.family(peer))) {
            probe.connect(peer);
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException e) {
            return listening.getAddress();
        }
    }
}
