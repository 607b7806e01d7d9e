package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.routing.Router;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters.Counter;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.TcpReceiver;
import io.github.timeguardmqtt.gateway.transport.TcpServer;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what comes on the TCP connections of devices. Belongs to the loop's thread. */
final class StreamReceiver implements TcpReceiver {

    private static final Logger log = LoggerFactory.getLogger(StreamReceiver.class);

    private final LoopClock clock;
    private final Router router;
    private final TcpServer tcp;
    private final StreamOwners owners;
    private final DatagramReceiver datagrams;
    private final EffectPerformer performer;
    private final TrafficCounters counters;
    private final Drops drops;
    private final TrafficRecorder recorder;
    private final Mask mask;
    private final Outage cloudUnreachable = new Outage("The cloud takes TCP connections again");

    StreamReceiver(
            LoopClock clock,
            Router router,
            TcpServer tcp,
            StreamOwners owners,
            DatagramReceiver datagrams,
            EffectPerformer performer,
            TrafficCounters counters,
            Drops drops,
            TrafficRecorder recorder,
            Mask mask) {
        this.clock = clock;
        this.router = router;
        this.tcp = tcp;
        this.owners = owners;
        this.datagrams = datagrams;
        this.performer = performer;
        this.counters = counters;
        this.drops = drops;
        this.recorder = recorder;
        this.mask = mask;
    }

    void start(EventLoop loop, CloudAddress cloud) throws IOException {
        tcp.start(loop, cloud, owners, this);
    }

    @Override
    public void tried(InetSocketAddress device, Outcome outcome) {
        switch (outcome) {
            case CONNECTED -> {
                cloudUnreachable.end();
                log.info("A device is connected by TCP from {}", Addresses.text(mask.mask(device)));
            }
            case UNREACHABLE ->
                    cloudUnreachable.begin(
                            "The cloud at %s takes no TCP connections%s"
                                    .formatted(
                                            Addresses.text(recorder.cloud()),
                                            owners.staysWithoutCloud(device)
                                                    ? "; devices are answered from here"
                                                    : "; devices that try are reset, to take UDP"),
                            clock.nanos());
            case LOOP -> drops.count(DropReason.LOOP, device, clock.nanos());
        }
    }

    @Override
    public void fromDevice(InetSocketAddress device, Bytes unit, boolean passed) {
        counters.count(Counter.FROM_DEVICES);
        Moment now = performer.now();
        Datagram datagram = Datagram.decode(unit);
        EffectPerformer.OfInput effects =
                performer.of(
                        device,
                        datagram,
                        now,
                        passed,
                        recorder.arrival(
                                now,
                                Side.DEVICE,
                                () -> recorder.streamFromDevice(device),
                                datagram));
        Optional<DeviceId> owner =
                router.fromStream(device, owners.of(device), datagram, now, effects);
        // What was done for it may have ended the connection.
        if (tcp.hasConnection(device)) {
            owner.ifPresent(id -> owners.set(device, id));
        }
        effects.end();
    }

    @Override
    public void fromCloud(InetSocketAddress device, Bytes unit, boolean passed) {
        Datagram datagram = Datagram.decode(unit);
        Moment now = performer.now();
        PacketTrace trace =
                recorder.arrival(
                        now,
                        Side.CLOUD,
                        () -> recorder.streamTowardsCloud(device).reversed(),
                        datagram);
        Optional<DeviceId> owner = owners.of(device);
        if (owner.isPresent()) {
            datagrams.fromCloud(owner.get(), datagram, passed, trace);
            return;
        }
        // Nobody has said yet whose connection it is.
        counters.count(Counter.FROM_CLOUD);
        boolean sent = passed || tcp.sendToDevice(device, unit);
        recorder.write(now, recorder.cloud(), device, !sent, datagram);
        if (trace != null) {
            trace.pass(
                    Side.DEVICE,
                    recorder.streamFromDevice(device).reversed(),
                    datagram,
                    sent ? Optional.empty() : Optional.of(DropReason.UNREACHABLE));
        }
        recorder.tell(trace);
    }

    @Override
    public void closed(InetSocketAddress device) {
        owners.forget(device);
    }
}
