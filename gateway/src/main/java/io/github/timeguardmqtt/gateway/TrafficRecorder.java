package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.traffic.Traffic;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.LocalAddresses;
import io.github.timeguardmqtt.gateway.transport.TcpServer;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands traffic to whoever records it, with the addresses between which it goes, and costs next to
 * nothing where nobody does. Belongs to the loop's thread.
 */
final class TrafficRecorder {

    private final LoopClock clock;
    private final @Nullable FrameLog frameLog;
    private final Tap tap;
    private final InetSocketAddress gateway;
    private final LocalAddresses localAddresses;
    private final TcpServer tcp;
    private final CloudAddress cloudAddress;
    private final CloudLinks cloud;

    TrafficRecorder(
            LoopClock clock,
            @Nullable FrameLog frameLog,
            Tap tap,
            DevicePort port,
            CloudAddress cloudAddress,
            CloudLinks cloud)
            throws IOException {
        this.clock = clock;
        this.frameLog = frameLog;
        this.tap = tap;
        this.gateway = InetSocketAddress.createUnresolved("gateway", port.address().getPort());
        this.localAddresses = new LocalAddresses(port.address(), clock);
        this.tcp = port.tcp();
        this.cloudAddress = cloudAddress;
        this.cloud = cloud;
    }

    /** Begins to trace what comes in and what follows from it; null where nobody wants that. */
    @Nullable PacketTrace arrival(Moment now, Side side, Supplier<Flow> flow, Datagram datagram) {
        return tap.isOpen() ? new PacketTrace(clock, now.wall(), flow.get(), side, datagram) : null;
    }

    /** The same where nothing comes in. */
    @Nullable PacketTrace noArrival(Moment now) {
        return tap.isOpen() ? new PacketTrace(clock, now.wall()) : null;
    }

    /** Hands out what there was to see. */
    void tell(@Nullable PacketTrace trace) {
        if (trace != null) {
            trace.tell(tap::take);
        }
    }

    /** Whether frames are written down. */
    boolean writesFrames() {
        return frameLog != null;
    }

    /** Writes it down, where that is wanted. */
    void write(
            Moment now,
            InetSocketAddress from,
            InetSocketAddress to,
            boolean withheld,
            Datagram datagram) {
        if (frameLog != null) {
            frameLog.add(new Traffic(now.wall(), from, to, withheld, datagram));
        }
    }

    /** What stands for the gateway where its own address is not known. */
    InetSocketAddress gateway() {
        return gateway;
    }

    /** The cloud as far as its address is known, for people. */
    InetSocketAddress cloud() {
        return cloudAddress.shown();
    }

    /** From a device to the socket that all send datagrams to. */
    Flow fromDevice(InetSocketAddress device) {
        return new Flow(Transport.UDP, device, localAddresses.towards(device));
    }

    /** On the connection from this address. */
    Flow streamFromDevice(InetSocketAddress device) {
        return tcp.deviceFlow(device)
                .orElseGet(() -> new Flow(Transport.TCP, device, localAddresses.towards(device)));
    }

    /** From a device's own UDP socket. */
    Flow towardsCloud(DeviceId device) {
        return cloud.flow(device)
                .orElseGet(() -> new Flow(Transport.UDP, gateway, cloudAddress.shown()));
    }

    /** On the connection that belongs to it; without its port while that is still being made. */
    Flow streamTowardsCloud(InetSocketAddress device) {
        return tcp.cloudFlow(device)
                .orElseGet(() -> new Flow(Transport.TCP, gateway, cloudAddress.shown()));
    }

    Flow towardsDevice(DeviceSession session) {
        InetSocketAddress place = PacketSender.place(session);
        return (session.isOverTcp() ? streamFromDevice(place) : fromDevice(place)).reversed();
    }

    Flow towardsCloud(DeviceSession session) {
        return session.isOverTcp()
                ? streamTowardsCloud(PacketSender.place(session))
                : towardsCloud(session.id());
    }
}
