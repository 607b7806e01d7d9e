package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.protocol.Bytes;
import java.net.InetSocketAddress;

/** Takes what comes on TCP connections, and hears how they fare. */
public interface TcpReceiver {

    /** How trying to connect to the cloud went. */
    enum Outcome {
        CONNECTED,
        UNREACHABLE,
        /** Our own connection was redirected back to us. */
        LOOP
    }

    /** A connection towards the cloud was tried. */
    void tried(InetSocketAddress device, Outcome outcome);

    /**
     * A frame, or bytes that are in none, came from a device.
     *
     * @param passed whether it has gone to the cloud already
     */
    void fromDevice(InetSocketAddress device, Bytes unit, boolean passed);

    /** As {@link #fromDevice}, from the cloud. */
    void fromCloud(InetSocketAddress device, Bytes unit, boolean passed);

    void closed(InetSocketAddress device);
}
