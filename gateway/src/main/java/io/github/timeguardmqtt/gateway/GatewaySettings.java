package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import java.util.List;

/**
 * What a gateway is to do.
 *
 * @param listen where devices reach it, by UDP and TCP
 * @param cloud the vendor's server, or what stands in for it
 * @param maxDevices how many devices there can be at once, {@value #MIN_DEVICES} to {@value
 *     #MAX_DEVICES}; each has a socket of its own towards the cloud
 * @param allowedSources where devices may be, besides private ranges
 */
public record GatewaySettings(
        HostPort listen, HostPort cloud, int maxDevices, List<AddressRange> allowedSources) {

    public static final int MIN_DEVICES = 1;
    public static final int MAX_DEVICES = 10_000;

    public GatewaySettings {
        if (maxDevices < MIN_DEVICES || maxDevices > MAX_DEVICES) {
            throw new IllegalArgumentException(
                    "%d devices are not possible: expected %d to %d with --max-devices"
                            .formatted(maxDevices, MIN_DEVICES, MAX_DEVICES));
        }
        if (cloud.port() == 0) {
            throw new IllegalArgumentException(
                    "%s is no place to send to: expected a port from 1 to 65535 with --cloud"
                            .formatted(cloud));
        }
        allowedSources = List.copyOf(allowedSources);
    }
}
