package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Sends to devices and to the cloud by whatever they are reached by, counts what cannot be sent,
 * and says when that begins and ends. Belongs to the loop's thread.
 */
final class PacketSender {

    private final LoopClock clock;
    private final DevicePort port;
    private final CloudAddress cloudAddress;
    private final CloudLinks cloud;
    private final Drops drops;
    private final Mask mask;
    private final Outage deviceUnreachable = new Outage("Datagrams to devices can be sent again");
    private final Outage bufferFull = new Outage("The sockets' buffers have room again");

    PacketSender(
            LoopClock clock,
            DevicePort port,
            CloudAddress cloudAddress,
            CloudLinks cloud,
            Drops drops,
            Mask mask) {
        this.clock = clock;
        this.port = port;
        this.cloudAddress = cloudAddress;
        this.cloud = cloud;
        this.drops = drops;
        this.mask = mask;
    }

    /** Where a device is: sessions are only sent to where they were heard. */
    static InetSocketAddress place(DeviceSession session) {
        return session.address()
                .orElseThrow(() -> new IllegalStateException(session.id() + " was never heard"));
    }

    /**
     * Sends to the cloud in the name of a device.
     *
     * @param source of the bytes, for what is said of them when they are dropped
     * @return why they are not on their way; nothing where they are
     */
    Optional<DropReason> toCloud(DeviceSession from, Bytes bytes, InetSocketAddress source) {
        if (from.isOverTcp()) {
            return port.tcp().sendToCloud(place(from), bytes)
                    ? Optional.empty()
                    : drop(DropReason.UNREACHABLE, source);
        }
        Optional<InetSocketAddress> to = cloudAddress.current();
        if (to.isEmpty()) {
            return drop(DropReason.CLOUD_UNKNOWN, source);
        }
        return switch (cloud.send(from.id(), bytes, to.get())) {
            case SENT -> {
                bufferFull.end();
                yield Optional.empty();
            }
            case BUFFER_FULL -> dropForRoom(source);
            case REFUSED -> drop(DropReason.UNREACHABLE, source);
            case NO_SOCKET -> drop(DropReason.NO_SOCKET, source);
        };
    }

    /** As {@link #toCloud}, to a device. */
    Optional<DropReason> toDevice(DeviceSession to, Bytes bytes, InetSocketAddress source) {
        if (to.isOverTcp()) {
            return port.tcp().sendToDevice(place(to), bytes)
                    ? Optional.empty()
                    : drop(DropReason.UNREACHABLE, source);
        }
        try {
            if (!port.udp().send(bytes, place(to))) {
                return dropForRoom(source);
            }
            bufferFull.end();
            deviceUnreachable.end();
            return Optional.empty();
        } catch (IOException e) {
            deviceUnreachable.begin(
                    "Device %s at %s cannot be reached: %s; the others can"
                            .formatted(
                                    mask.mask(to.id()),
                                    Addresses.text(mask.mask(place(to))),
                                    e.getMessage()),
                    clock.nanos());
            return drop(DropReason.UNREACHABLE, source);
        }
    }

    private Optional<DropReason> dropForRoom(InetSocketAddress source) {
        bufferFull.begin("A socket's buffer is full; what finds no room is dropped", clock.nanos());
        return drop(DropReason.SEND_BUFFER_FULL, source);
    }

    private Optional<DropReason> drop(DropReason reason, InetSocketAddress source) {
        drops.count(reason, source, clock.nanos());
        return Optional.of(reason);
    }
}
