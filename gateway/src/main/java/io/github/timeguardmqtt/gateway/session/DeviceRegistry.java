package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that are known, by id and by address: at most so many, and none that has been silent
 * for long. Pure: time comes in as steady nanoseconds.
 */
public final class DeviceRegistry {

    private final int maxDevices;
    private final long silenceNanos;

    /** The one that was heard longest ago comes first. */
    private final LinkedHashMap<DeviceId, DeviceSession> byId = new LinkedHashMap<>();

    private final Map<InetSocketAddress, DeviceSession> byAddress = new HashMap<>();

    /**
     * @param silence after which a device is forgotten
     */
    public DeviceRegistry(int maxDevices, Duration silence) {
        this.maxDevices = maxDevices;
        this.silenceNanos = silence.toNanos();
    }

    /** Whoever sent a valid frame from here last. */
    public Optional<DeviceSession> at(InetSocketAddress address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    public Optional<DeviceSession> of(DeviceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public int size() {
        return byId.size();
    }

    /**
     * Takes note of a valid frame: a new device is entered where there is room, a known one is
     * followed to its new address.
     *
     * @return empty where there is no room for a new device
     */
    public Optional<DeviceSession> heard(DeviceId id, InetSocketAddress address, long nanos) {
        DeviceSession session = byId.get(id);
        if (session == null) {
            if (byId.size() >= maxDevices) {
                return Optional.empty();
            }
            session = new DeviceSession(id, address);
            byAddress.put(address, session);
        } else if (!session.address().equals(address)) {
            byAddress.remove(session.address(), session);
            session.moveTo(address);
            byAddress.put(address, session);
        } else if (byAddress.get(address) != session) {
            byAddress.put(address, session);
        }
        touch(session, nanos);
        return Optional.of(session);
    }

    /** Takes note that something came that is no frame. */
    public void touch(DeviceSession session, long nanos) {
        session.heard(nanos);
        byId.putLast(session.id(), session);
    }

    /** Forgets the devices that have been silent for too long, and tells which. */
    public List<DeviceSession> forgetSilent(long nanos) {
        List<DeviceSession> forgotten = new ArrayList<>();
        for (var sessions = byId.values().iterator(); sessions.hasNext(); ) {
            DeviceSession session = sessions.next();
            if (nanos - session.heardAt() < silenceNanos) {
                break;
            }
            sessions.remove();
            byAddress.remove(session.address(), session);
            forgotten.add(session);
        }
        return forgotten;
    }
}
