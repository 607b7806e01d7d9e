package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.gateway.routing.Router;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.transport.TcpPolicy;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose the TCP connections are, and so what is done with them; they are let in by the rules for
 * datagrams. Belongs to the loop's thread.
 */
final class StreamOwners implements TcpPolicy {

    private final GatewaySettings settings;
    private final LoopClock clock;
    private final DeviceRegistry registry;
    private final Router router;
    private final Drops drops;

    /** By the address of a connection, the device that sent the last frame on it. */
    private final Map<InetSocketAddress, DeviceId> owners = new HashMap<>();

    StreamOwners(
            GatewaySettings settings,
            LoopClock clock,
            DeviceRegistry registry,
            Router router,
            Drops drops) {
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
        this.router = router;
        this.drops = drops;
    }

    /** Nothing where no device has sent a frame on it yet. */
    Optional<DeviceId> of(InetSocketAddress connection) {
        return Optional.ofNullable(owners.get(connection));
    }

    void set(InetSocketAddress connection, DeviceId owner) {
        owners.put(connection, owner);
    }

    void forget(InetSocketAddress connection) {
        owners.remove(connection);
    }

    @Override
    public boolean admits(InetSocketAddress device, int connections) {
        if (!router.allows(device.getAddress())) {
            drops.count(DropReason.SOURCE, device, clock.nanos());
            return false;
        }
        if (connections >= settings.maxDevices()) {
            drops.count(DropReason.MAX_DEVICES, device, clock.nanos());
            return false;
        }
        return true;
    }

    @Override
    public boolean wantsCloud(InetSocketAddress device) {
        return mode(device).orElse(settings.mode()) != Mode.LOCAL;
    }

    @Override
    public boolean passesAtOnce(InetSocketAddress device) {
        boolean isRelayed = mode(device).map(Mode.RELAY::equals).orElse(settings.isRelayOnly());
        boolean isAsking =
                of(device).flatMap(registry::of).filter(DeviceSession::isAsking).isPresent();
        return isRelayed && !isAsking;
    }

    @Override
    public boolean staysWithoutCloud(InetSocketAddress device) {
        return mode(device).map(mode -> mode != Mode.RELAY).orElse(!settings.isRelayOnly());
    }

    private Optional<Mode> mode(InetSocketAddress device) {
        return of(device).map(id -> settings.unheard(id).mode());
    }
}
