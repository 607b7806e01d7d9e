package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The devices that are known, by id and by address: at most so many. Where there is no room for a
 * new one, it takes the place of one that has been silent for long. Pure.
 */
public final class DeviceRegistry {

    private final int maxDevices;
    private final Function<DeviceId, DeviceState> unheard;
    private final SessionRules rules;
    private final Consumer<DeviceSession> evicted;

    /** The one that was heard longest ago comes first. */
    private final LinkedHashMap<DeviceId, DeviceSession> byId = new LinkedHashMap<>();

    /** Those on UDP. */
    private final Map<InetSocketAddress, DeviceSession> byAddress = new HashMap<>();

    /**
     * @param unheard what the settings say of a device
     * @param evicted hears of a device that lost its place to another
     */
    public DeviceRegistry(
            int maxDevices,
            Function<DeviceId, DeviceState> unheard,
            SessionRules rules,
            Consumer<DeviceSession> evicted) {
        this.evicted = evicted;
        this.maxDevices = maxDevices;
        this.unheard = unheard;
        this.rules = rules;
    }

    /** Whoever sent a valid datagram from here last. */
    public Optional<DeviceSession> at(InetSocketAddress address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    public Optional<DeviceSession> of(DeviceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public int size() {
        return byId.size();
    }

    /** All of them; the one that was heard longest ago comes first. */
    public Collection<DeviceSession> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /**
     * Enters a device that was known before a restart, as the one that was heard longest ago. Of
     * one that has been heard since, takes what it has not told again.
     *
     * @return empty where there is no room
     */
    public Optional<DeviceSession> restore(KnownDevice known, Moment now) {
        DeviceId id = known.state().id();
        Optional<DeviceSession> session = of(id);
        if (session.isEmpty() && byId.size() < maxDevices) {
            session = Optional.of(new DeviceSession(unheard.apply(id), rules, now));
            byId.putFirst(id, session.get());
        }
        session.ifPresent(restored -> restored.restore(known));
        return session;
    }

    /**
     * Takes note of a valid frame: a new device is entered where there is room, a known one is
     * followed to its new address.
     *
     * @return empty where there is no room for a new device
     */
    public Optional<DeviceSession> heard(
            DeviceId id, InetSocketAddress address, boolean overTcp, Moment now) {
        DeviceSession session = byId.get(id);
        if (session == null) {
            Optional<DeviceSession> entered = enter(id, now);
            if (entered.isEmpty()) {
                return entered;
            }
            session = entered.get();
        }
        boolean hasMoved =
                session.isOverTcp() != overTcp
                        || session.address().filter(address::equals).isEmpty();
        if (hasMoved) {
            leaveAddress(session);
            session.moveTo(address, overTcp);
        }
        if (!overTcp) {
            byAddress.put(address, session);
        }
        touch(session, now);
        return Optional.of(session);
    }

    /** Takes note that something came that is no frame. */
    public void touch(DeviceSession session, Moment now) {
        session.heard(now);
        byId.putLast(session.id(), session);
    }

    /** Forgets a device. */
    public void remove(DeviceSession session) {
        byId.remove(session.id(), session);
        leaveAddress(session);
    }

    private Optional<DeviceSession> enter(DeviceId id, Moment now) {
        if (byId.size() >= maxDevices) {
            DeviceSession oldest = byId.firstEntry().getValue();
            if (!oldest.canLeave()) {
                return Optional.empty();
            }
            remove(oldest);
            evicted.accept(oldest);
        }
        DeviceSession session = new DeviceSession(unheard.apply(id), rules, now);
        byId.put(id, session);
        return Optional.of(session);
    }

    private void leaveAddress(DeviceSession session) {
        session.address().ifPresent(address -> byAddress.remove(address, session));
    }
}
