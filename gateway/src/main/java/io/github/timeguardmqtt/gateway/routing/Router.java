package io.github.timeguardmqtt.gateway.routing;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Effect;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which session a datagram is for, and whether it is looked at at all. Pure: what came in and the
 * time in, what is to be done out.
 */
public final class Router {

    private final DeviceRegistry registry;
    private final List<AddressRange> allowedSources;

    /**
     * @param allowedSources where devices may be, besides {@linkplain AddressRange#isPrivate
     *     private ranges}
     */
    public Router(DeviceRegistry registry, List<AddressRange> allowedSources) {
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

    /** A datagram came to the listening socket. */
    public void fromDevice(
            InetSocketAddress source, Datagram datagram, Moment now, Consumer<Effect> effects) {
        if (!allows(source.getAddress())) {
            effects.accept(new Effect.Drop(DropReason.SOURCE));
        } else if (datagram.bytes().isEmpty()) {
            effects.accept(new Effect.Drop(DropReason.EMPTY));
        } else if (!(datagram.first() instanceof Frame frame)) {
            garbage(registry.at(source), datagram, now, effects);
        } else if (claimsToBeServer(frame, datagram)) {
            effects.accept(new Effect.Drop(DropReason.SERVER_FRAME));
        } else {
            frames(frame.device(), source, false, datagram, now, effects);
        }
    }

    /**
     * A frame, or bytes that are none, came on a device's TCP connection.
     *
     * @param known the device that sent the last frame on it
     * @return the device that is known now
     */
    public Optional<DeviceId> fromStream(
            InetSocketAddress source,
            Optional<DeviceId> known,
            Datagram unit,
            Moment now,
            Consumer<Effect> effects) {
        if (!(unit.first() instanceof Frame frame) || frame.envelope().fromServer()) {
            garbage(known.flatMap(registry::of), unit, now, effects);
            return known;
        }
        frames(frame.device(), source, true, unit, now, effects);
        return registry.of(frame.device()).map(DeviceSession::id).or(() -> known);
    }

    /** A datagram came from the cloud to the socket of this device. */
    public void fromCloud(
            DeviceId device, Datagram datagram, Moment now, Consumer<Effect> effects) {
        registry.of(device).ifPresent(session -> session.fromCloud(datagram, now, effects));
    }

    private void frames(
            DeviceId device,
            InetSocketAddress source,
            boolean overTcp,
            Datagram datagram,
            Moment now,
            Consumer<Effect> effects) {
        Optional<DeviceSession> session = registry.heard(device, source, overTcp, now);
        if (session.isPresent()) {
            session.get().fromDevice(datagram, now, effects);
        } else {
            effects.accept(new Effect.Drop(DropReason.MAX_DEVICES));
        }
    }

    private void garbage(
            Optional<DeviceSession> from, Datagram datagram, Moment now, Consumer<Effect> effects) {
        if (from.isEmpty()) {
            effects.accept(new Effect.Drop(DropReason.NOT_A_DEVICE_FRAME));
            return;
        }
        if (from.get().mode() != Mode.LOCAL) { // where it is dropped, and shows nothing
            registry.touch(from.get(), now);
        }
        from.get().garbage(datagram, effects);
    }

    private static boolean claimsToBeServer(Frame first, Datagram datagram) {
        return first.envelope().fromServer()
                || datagram.more().stream().anyMatch(frame -> frame.envelope().fromServer());
    }
}
