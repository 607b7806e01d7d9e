package io.github.timeguardmqtt.capture;

import java.net.InetSocketAddress;

/**
 * From where to where a datagram went.
 *
 * @param source may be unresolved, where only a name is known
 * @param destination may be unresolved, where only a name is known
 */
public record Flow(Transport transport, InetSocketAddress source, InetSocketAddress destination) {

    /** What carries frames. */
    public enum Transport {
        UDP,
        TCP
    }

    /** The way back. */
    public Flow reversed() {
        return new Flow(transport, destination, source);
    }
}
