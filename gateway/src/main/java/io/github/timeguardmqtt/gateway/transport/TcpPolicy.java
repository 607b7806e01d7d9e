package io.github.timeguardmqtt.gateway.transport;

import java.net.InetSocketAddress;

/** Decides over the TCP connections of devices. A device's address names its connection. */
public interface TcpPolicy {

    /** Whether a device at this address may connect while there are so many connections. */
    boolean admits(InetSocketAddress device, int connections);

    /** Whether there is to be a connection towards the cloud. */
    boolean wantsCloud(InetSocketAddress device);

    /** Whether bytes pass as they come, without waiting for the end of a frame. */
    boolean passesAtOnce(InetSocketAddress device);

    /** Whether a device's connection stays where there is none towards the cloud. */
    boolean staysWithoutCloud(InetSocketAddress device);
}
