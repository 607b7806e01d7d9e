package io.github.timeguardmqtt.gateway.routing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of addresses in CIDR notation.
 *
 * @param prefix how many leading bits of the address count
 */
public record AddressRange(InetAddress network, int prefix) {

    private static final AddressRange UNIQUE_LOCAL = parse("fc00::/7");

    /**
     * Whether the address is loopback, link-local, RFC 1918 or ULA: where devices of one's own are,
     * and nobody from the internet.
     */
    public static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || (address instanceof Inet4Address
                        ? address.isSiteLocalAddress()
                        : UNIQUE_LOCAL.contains(address));
    }

    /**
     * Reads {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or a single address.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = literal(text, slash < 0 ? text : text.substring(0, slash));
        int bits = network.getAddress().length * 8;
        if (slash < 0) {
            return new AddressRange(network, bits);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an address range: the number behind the slash must be 0 to %d"
                            .formatted(text, bits));
        }
        return new AddressRange(network, Integer.parseInt(prefix));
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefix / 8;
        int rest = prefix % 8;
        return Arrays.equals(ours, 0, whole, theirs, 0, whole)
                && (rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >>> (8 - rest) == 0);
    }

    private static InetAddress literal(String all, String address) {
        try {
            // The JDK takes 10.5 for 10.0.0.5, where 10.5/16 means 10.5.0.0.
            if (address.contains(":") || address.matches("\\d+(\\.\\d+){3}")) {
                return InetAddress.ofLiteral(address);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the sentence for people.
        }
        throw new IllegalArgumentException(
                "\"%s\" is not an address range: expected one like 203.0.113.0/24 or fd00::/8"
                        .formatted(all));
    }
}
