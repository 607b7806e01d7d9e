package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.capture.Addresses;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.event.Mode;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the cloud can be reached. Nothing is sent to it. */
final class CloudCheck {

    private static final String NAME = "cloud";
    private static final Pattern SILENT = Pattern.compile("no answer for (\\d+) s$");

    /** An answer takes a fraction of this, and the next report comes before its end. */
    private static final long PATIENCE_SECONDS = 15;

    private static final String CONNECTION =
            "Has this computer internet access, and may it send UDP to port 9997? The vendor's service may be down: with --mode fallback the gateway answers the switches meanwhile.";

    private CloudCheck() {}

    /** As far as a running gateway knows. */
    static Finding of(ToldStatus status) {
        String state = status.links().getOrDefault(NAME, "not known");
        Matcher silent = SILENT.matcher(state);
        if (state.equals("not used")) {
            return Finding.ok(NAME, "not used: all switches are in local mode");
        }
        if (state.endsWith(", answers")) {
            return Finding.ok(NAME, state);
        }
        if (silent.find()) {
            if (Long.parseLong(silent.group(1)) < PATIENCE_SECONDS) {
                return Finding.skip(
                        NAME, state, "It may be on its way: ask again in half a minute.");
            }
            boolean isNeeded =
                    status.devices().stream()
                            .anyMatch(device -> device.online() && device.relayed());
            return isNeeded
                    ? Finding.fail(NAME, state, CONNECTION)
                    : Finding.warn(NAME, state + "; the gateway answers in its place", CONNECTION);
        }
        if (state.endsWith("cannot be resolved")) {
            return Finding.fail(NAME, state, nameUnknown());
        }
        return Finding.skip(
                NAME, state, "Whether it answers shows once a switch is heard: see \"frames\".");
    }

    /** As far as it shows from here, without a gateway. May wait for a name server. */
    static Finding of(GatewaySettings settings, InetSocketAddress listening) {
        boolean isNeeded =
                settings.mode() != Mode.LOCAL
                        || settings.deviceModes().values().stream()
                                .anyMatch(mode -> mode != Mode.LOCAL);
        if (!isNeeded) {
            return Finding.ok(NAME, "not used: all switches are in local mode");
        }
        CloudAddress cloud = new CloudAddress(settings.cloud(), listening);
        Optional<InetSocketAddress> found = cloud.find();
        if (found.isEmpty()) {
            return Finding.fail(
                    NAME,
                    "the name %s cannot be resolved".formatted(settings.cloud().host()),
                    nameUnknown());
        }
        InetSocketAddress address = found.get();
        if (cloud.isSelf(address)) {
            return Finding.fail(
                    NAME,
                    "%s leads back to this computer (%s): a loop"
                            .formatted(settings.cloud(), Addresses.text(address)),
                    "A DNS override for the switch is right, but this computer must not see it: leave out --cloud, or give the server's address with it.");
        }
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(address);
            return Finding.ok(
                    NAME,
                    "%s: a route leads there; whether it answers shows only with a switch's frames"
                            .formatted(Addresses.text(address)));
        } catch (IOException e) {
            return Finding.fail(
                    NAME,
                    "no route leads to %s (%s)".formatted(Addresses.text(address), e.getMessage()),
                    CONNECTION);
        }
    }

    private static String nameUnknown() {
        return "Does this computer reach a name server? Leave out --cloud, or give the server's address with it.";
    }
}
