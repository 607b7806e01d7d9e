package io.github.timeguardmqtt.gateway.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Socket addresses as users read and write them: {@code 192.168.1.5:9997}, {@code [::1]:9997}. */
public final class Addresses {

    private Addresses() {}

    /** The address, or the host's name where it is not resolved, and the port. */
    public static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text =
                host == null
                        ? address.getHostString()
                        : host instanceof Inet6Address
                                ? "[" + host.getHostAddress() + "]"
                                : host.getHostAddress();
        return text + ":" + address.getPort();
    }
}
