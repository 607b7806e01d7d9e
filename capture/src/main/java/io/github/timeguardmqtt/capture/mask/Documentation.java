package io.github.timeguardmqtt.capture.mask;

import java.net.InetAddress;

/** Addresses that nobody has: set aside for documentation and benchmarks (RFC 5737, 2544, 3849). */
final class Documentation {

    private static final int HOSTS = 254;
    private static final String[] NETWORKS = {"192.0.2.", "198.51.100.", "203.0.113."};

    private Documentation() {}

    /** The address of this number, from 0 to 65535. */
    static InetAddress address(int number, boolean isV4) {
        int network = number / HOSTS;
        int host = number % HOSTS + 1;
        String text;
        if (!isV4) {
            text = "2001:db8::" + Integer.toHexString(number + 1);
        } else if (network < NETWORKS.length) {
            text = NETWORKS[network] + host;
        } else {
            int beyond = network - NETWORKS.length;
            text = "198.%d.%d.%d".formatted(18 + beyond / 256, beyond % 256, host);
        }
        return InetAddress.ofLiteral(text);
    }
}
