package io.github.timeguardmqtt.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Socket addresses as users read and write them: {@code 192.168.1.5:9997}, {@code [::1]:9997}. */
public final class Addresses {

    private static final Pattern ZEROS = Pattern.compile("(?<![^:])0(:0)+(?![^:%])");

    private Addresses() {}

    /** The address, or the host's name where it is not resolved, and the port. */
    public static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text =
                host == null
                        ? address.getHostString()
                        : host instanceof Inet6Address
                                ? "[" + shortened(host.getHostAddress()) + "]"
                                : host.getHostAddress();
        return text + ":" + address.getPort();
    }

    /** With two colons for the longest run of zeros, as RFC 5952 has it. */
    private static String shortened(String address) {
        MatchResult longest = null;
        for (MatchResult zeros : ZEROS.matcher(address).results().toList()) {
            if (longest == null || zeros.group().length() > longest.group().length()) {
                longest = zeros;
            }
        }
        if (longest == null) {
            return address;
        }
        String before = address.substring(0, longest.start());
        String after = address.substring(longest.end());
        return before
                + (before.isEmpty() ? ":" : "")
                + (after.startsWith(":") ? after : ":" + after);
    }
}
