package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.link.StatusReport;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.CloudAddress;
import io.github.timeguardmqtt.protocol.Addresses;
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

    private CloudCheck() {}

    /** As far as a running gateway knows. */
    static Finding of(StatusReport status) {
        String state = status.links().getOrDefault(NAME, "not known");
        Matcher silent = SILENT.matcher(state);
        if (state.equals("not used")) {
            return Diagnosis.CLOUD_UNUSED.found("not used: all switches are in local mode");
        }
        if (state.endsWith(", answers")) {
            return Diagnosis.CLOUD_ANSWERS.found(state);
        }
        if (silent.find()) {
            if (Long.parseLong(silent.group(1)) < PATIENCE_SECONDS) {
                return Diagnosis.CLOUD_PENDING.found(state);
            }
            boolean isNeeded =
                    status.devices().stream()
                            .anyMatch(device -> device.online() && device.relayed());
            return isNeeded
                    ? Diagnosis.CLOUD_SILENT.found(state)
                    : Diagnosis.CLOUD_REPLACED.found(state + "; the gateway answers in its place");
        }
        if (state.endsWith("cannot be resolved")) {
            return Diagnosis.CLOUD_NAME.found(state);
        }
        return Diagnosis.CLOUD_UNASKED.found(state);
    }

    /** As far as it shows from here, without a gateway. May wait for a name server. */
    static Finding of(GatewaySettings settings, InetSocketAddress listening) {
        boolean isNeeded =
                settings.mode() != Mode.LOCAL
                        || settings.deviceModes().values().stream()
                                .anyMatch(mode -> mode != Mode.LOCAL);
        if (!isNeeded) {
            return Diagnosis.CLOUD_UNUSED.found("not used: all switches are in local mode");
        }
        CloudAddress cloud = new CloudAddress(settings.cloud(), listening);
        Optional<InetSocketAddress> found = cloud.find();
        if (found.isEmpty()) {
            return Diagnosis.CLOUD_NAME.found(
                    "the name %s cannot be resolved".formatted(settings.cloud().host()));
        }
        InetSocketAddress address = found.get();
        if (cloud.isSelf(address)) {
            return Diagnosis.CLOUD_LOOP.found(
                    "%s leads back to this computer (%s): a loop"
                            .formatted(settings.cloud(), Addresses.text(address)));
        }
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(address);
            return Diagnosis.CLOUD_ROUTE.found(
                    "%s: a route leads there; whether it answers shows only with a switch's frames"
                            .formatted(Addresses.text(address)));
        } catch (IOException e) {
            return Diagnosis.CLOUD_NO_ROUTE.found(
                    "no route leads to %s (%s)".formatted(Addresses.text(address), e.getMessage()));
        }
    }
}
