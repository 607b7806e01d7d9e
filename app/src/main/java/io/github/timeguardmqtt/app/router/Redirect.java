package io.github.timeguardmqtt.app.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The redirect of one switch's traffic from the cloud to a gateway, as text for a router. The texts
 * are resources, one for each format and its undo.
 *
 * @param device the switch's IPv4 address, such as {@code 192.168.1.50}
 * @param gateway the gateway's
 */
record Redirect(String device, String gateway) {

    /** Where the switches go. Source: docs/reference/protocol.md, "Transport". */
    static final String CLOUD = "31.193.128.139";

    static final String CLOUD_NAME = "www.cloudwarm.net";
    static final int PORT = 9997;

    /** What understands the text. */
    enum Format {
        IPTABLES,
        NFTABLES,
        OPENWRT,
        MIKROTIK,
        PFSENSE,
        DNSMASQ,
        PIHOLE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return label();
        }
    }

    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern ADDRESS = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);

    /** "This network", loopback, groups, what is reserved, and everybody. */
    private static final Pattern OF_NO_HOST = Pattern.compile("(?:0|127|22[4-9]|2[345]\\d)\\..*");

    /**
     * @throws IllegalArgumentException with a sentence, when such a redirect cannot be
     */
    Redirect {
        if (device.equals(gateway)) {
            throw new IllegalArgumentException(
                    device
                            + " cannot be both switch and gateway: expected the address of each in --device and --gateway");
        }
    }

    /**
     * Reads the address of a switch or a gateway.
     *
     * @throws IllegalArgumentException with a sentence, when it is none
     */
    static String address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an IPv4 address: expected one like 192.168.1.50"
                            .formatted(text));
        }
        if (OF_NO_HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    text
                            + " is not the address of a computer in your network: expected one like 192.168.1.50");
        }
        if (text.equals(CLOUD)) {
            throw new IllegalArgumentException(
                    text + " is the cloud: expected an address in your network");
        }
        return text;
    }

    /** The text that makes it, or the one that undoes it. */
    String text(Format format, boolean undo) {
        String command =
                "timeguard router --device %s --gateway %s --format %s%s"
                        .formatted(device, gateway, format.label(), undo ? " --undo" : "");
        String what =
                undo
                        ? "Lets the switch %s talk to its cloud directly again, without the gateway %s."
                        : "Leads the switch %s to the gateway %s instead of its cloud. With --undo: the way back.";
        return """
        # Made by: %s
        # %s
        # It is about IPv4 alone: the cloud was seen at an IPv4 address, and no switch was seen to use IPv6.
        #
        """
                        .formatted(command, what.formatted(device, gateway))
                + filled(resource(format.label() + (undo ? "-undo" : "") + ".txt"));
    }

    private String filled(String template) {
        Map<String, String> values =
                Map.of(
                        "device", device,
                        "gateway", gateway,
                        "cloud", CLOUD,
                        "name", CLOUD_NAME,
                        "port", Integer.toString(PORT),
                        // A name that all platforms take, another one for each switch.
                        "tag", "timeguard_" + device.replace('.', '_'));
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("there is no value for {" + name + "}");
        }
        return value;
    }

    private static String resource(String name) {
        try (InputStream text = Redirect.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("built without router/" + name);
            }
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
