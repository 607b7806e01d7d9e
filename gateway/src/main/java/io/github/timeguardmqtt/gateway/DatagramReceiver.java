package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.routing.Router;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.Effect;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters.Counter;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the datagrams of devices and of the cloud. Belongs to the loop's thread. */
final class DatagramReceiver {

    private static final Logger log = LoggerFactory.getLogger(DatagramReceiver.class);

    private final DeviceRegistry registry;
    private final Router router;
    private final CloudLinks cloud;
    private final EffectPerformer performer;
    private final TrafficCounters counters;
    private final TrafficRecorder recorder;
    private final Mask mask;

    DatagramReceiver(
            DeviceRegistry registry,
            Router router,
            CloudLinks cloud,
            EffectPerformer performer,
            TrafficCounters counters,
            TrafficRecorder recorder,
            Mask mask) {
        this.registry = registry;
        this.router = router;
        this.cloud = cloud;
        this.performer = performer;
        this.counters = counters;
        this.recorder = recorder;
        this.mask = mask;
    }

    /** A datagram came to the socket that all devices send to. */
    void fromDevice(InetSocketAddress source, Bytes bytes) {
        counters.count(Counter.FROM_DEVICES);
        Moment now = performer.now();
        Datagram datagram = Datagram.decode(bytes);
        int known = registry.size();
        EffectPerformer.OfInput effects =
                performer.of(
                        source,
                        datagram,
                        now,
                        false,
                        recorder.arrival(
                                now, Side.DEVICE, () -> recorder.fromDevice(source), datagram));
        if (cloud.isOwn(source)) {
            effects.accept(new Effect.Drop(DropReason.LOOP));
        } else {
            router.fromDevice(source, datagram, now, effects);
        }
        if (registry.size() > known && datagram.first() instanceof Frame frame) {
            log.info(
                    "Device {} is at {}",
                    mask.mask(frame.device()),
                    Addresses.text(mask.mask(source)));
        }
        effects.end();
    }

    /** A datagram came to the socket towards the cloud that is this device's. */
    void fromCloud(DeviceId device, Bytes bytes) {
        Datagram datagram = Datagram.decode(bytes);
        fromCloud(
                device,
                datagram,
                false,
                recorder.arrival(
                        performer.now(),
                        Side.CLOUD,
                        () -> recorder.towardsCloud(device).reversed(),
                        datagram));
    }

    /**
     * The same, or a unit of the stream that belongs to this device's.
     *
     * @param passed whether it has gone on its way already
     */
    void fromCloud(
            DeviceId device, Datagram datagram, boolean passed, @Nullable PacketTrace trace) {
        counters.count(Counter.FROM_CLOUD);
        Moment now = performer.now();
        EffectPerformer.OfInput effects =
                performer.of(recorder.cloud(), datagram, now, passed, trace);
        router.fromCloud(device, datagram, now, effects);
        effects.end();
    }
}
