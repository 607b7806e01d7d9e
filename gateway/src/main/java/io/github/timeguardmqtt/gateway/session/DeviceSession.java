package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetSocketAddress;

/** What is known of one device. Belongs to its {@link DeviceRegistry}. */
public final class DeviceSession {

    private final DeviceId id;
    private InetSocketAddress address;
    private long heardAt;

    DeviceSession(DeviceId id, InetSocketAddress address) {
        this.id = id;
        this.address = address;
    }

    public DeviceId id() {
        return id;
    }

    /** Where its last valid frame came from. */
    public InetSocketAddress address() {
        return address;
    }

    /** When it was last heard, in steady nanoseconds. */
    public long heardAt() {
        return heardAt;
    }

    void moveTo(InetSocketAddress newAddress) {
        address = newAddress;
    }

    void heard(long nanos) {
        heardAt = nanos;
    }
}
