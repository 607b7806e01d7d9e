package io.github.timeguardmqtt.gateway.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A host's name or address, and a port: {@code 0.0.0.0:9997}, {@code [::1]:9997}, {@code
 * www.example.org:9997}.
 *
 * @param host an address without brackets, or a name
 * @param port 0..65535, where 0 lets the system choose
 */
public record HostPort(String host, int port) {

    /**
     * @throws IllegalArgumentException when {@code text} is not of that form
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.contains(":") != bracketed || host.contains(" ")) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a host and a port: expected one like 192.168.1.5:9997 or [::1]:9997"
                            .formatted(text));
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(
                    "\"%s\" has no valid port: expected a number from 0 to 65535 behind the colon"
                            .formatted(text));
        }
        return new HostPort(host, Integer.parseInt(port));
    }

    /** The address, where {@link #host} is one already and no name has to be looked up. */
    public Optional<InetSocketAddress> literal() {
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks the name up, which can take long.
     *
     * @throws UnknownHostException when there is no such name, or nobody to ask
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
