package io.github.timeguardmqtt.gateway.routing;

import io.github.timeguardmqtt.gateway.event.DropReason;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Relay mode: every datagram of a device goes to the cloud and every datagram of the cloud to its
 * device, as it is. Pure: what came in and the time in, what is to be done out.
 */
public final class Relay {

    private final DeviceRegistry registry;
    private final List<AddressRange> allowedSources;

    /**
     * @param allowedSources where devices may be, besides {@linkplain AddressRange#isPrivate
     *     private ranges}
     */
    public Relay(DeviceRegistry registry, List<AddressRange> allowedSources) {
        this.registry = registry;
        this.allowedSources = List.copyOf(allowedSources);
    }

    /** Whether anything from this address is looked at. */
    public boolean allows(InetAddress source) {
        if (AddressRange.isPrivate(source)) {
            return true;
        }
        for (AddressRange range : allowedSources) {
            if (range.contains(source)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A datagram came to the listening socket.
     *
     * @param nanos the steady time
     */
    public Effect fromDevice(InetSocketAddress source, Datagram datagram, long nanos) {
        if (!allows(source.getAddress())) {
            return new Effect.Drop(DropReason.SOURCE);
        }
        if (datagram.bytes().isEmpty()) {
            return new Effect.Drop(DropReason.EMPTY);
        }
        if (!(datagram.first() instanceof Frame frame)) {
            Optional<DeviceSession> known = registry.at(source);
            if (known.isEmpty()) {
                return new Effect.Drop(DropReason.NOT_A_DEVICE_FRAME);
            }
            registry.touch(known.get(), nanos);
            return new Effect.ToCloud(known.get(), datagram.bytes());
        }
        if (claimsToBeServer(frame, datagram)) {
            return new Effect.Drop(DropReason.SERVER_FRAME);
        }
        Optional<DeviceSession> session = registry.heard(frame.device(), source, nanos);
        return session.isPresent()
                ? new Effect.ToCloud(session.get(), datagram.bytes())
                : new Effect.Drop(DropReason.MAX_DEVICES);
    }

    /**
     * A datagram came from the cloud to the socket of this device.
     *
     * @return empty where the device is forgotten
     */
    public Optional<Effect> fromCloud(DeviceId device, Datagram datagram) {
        return registry.of(device).map(session -> new Effect.ToDevice(session, datagram.bytes()));
    }

    private static boolean claimsToBeServer(Frame first, Datagram datagram) {
        return first.envelope().fromServer()
                || datagram.more().stream().anyMatch(frame -> frame.envelope().fromServer());
    }
}
