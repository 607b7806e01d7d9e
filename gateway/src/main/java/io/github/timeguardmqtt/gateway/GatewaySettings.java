package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a gateway is to do.
 *
 * @param listen where devices reach it, by UDP and TCP
 * @param cloud the vendor's server, or what stands in for it
 * @param mode of the devices that have none of their own
 * @param deviceModes of single devices
 * @param rules how devices are to be taken that have none of their own
 * @param deviceRules of single devices
 * @param maxDevices how many devices there can be at once, {@value #MIN_DEVICES} to {@value
 *     #MAX_DEVICES}, or to {@value #MAX_LOCAL_DEVICES} where all are in local mode: in the other
 *     modes each has a socket of its own towards the cloud
 * @param allowedSources where devices may be, besides private ranges
 * @param onlineTimeout a device that sent no frame for so long is offline
 * @param offlineWait how long a command waits for a device that is offline; zero refuses it
 * @param earliest a time of day before this one is wrong, and is told to no device
 */
public record GatewaySettings(
        HostPort listen,
        HostPort cloud,
        Mode mode,
        Map<DeviceId, Mode> deviceModes,
        SwitchRules rules,
        Map<DeviceId, SwitchRules> deviceRules,
        int maxDevices,
        List<AddressRange> allowedSources,
        Duration onlineTimeout,
        Duration offlineWait,
        Instant earliest) {

    public static final int MIN_DEVICES = 1;
    public static final int MAX_DEVICES = 10_000;
    public static final int MAX_LOCAL_DEVICES = 100_000;

    /** A device reports more often than that. */
    public static final Duration ONLINE_TIMEOUT = Duration.ofSeconds(50);

    public static final Duration OFFLINE_WAIT = Duration.ofSeconds(60);

    /**
     * @throws IllegalArgumentException when the settings make no sense; the text names what does
     *     not
     */
    public GatewaySettings {
        deviceModes = Map.copyOf(deviceModes);
        deviceRules = Map.copyOf(deviceRules);
        allowedSources = List.copyOf(allowedSources);
        int most = needsCloud(mode, deviceModes) ? MAX_DEVICES : MAX_LOCAL_DEVICES;
        if (maxDevices < MIN_DEVICES || maxDevices > most) {
            throw new IllegalArgumentException(
                    "%d devices are not possible: expected %d to %d with --max-devices"
                            .formatted(maxDevices, MIN_DEVICES, most));
        }
        if (cloud.port() == 0) {
            throw new IllegalArgumentException(
                    "%s is no place to send to: expected a port from 1 to 65535 with --cloud"
                            .formatted(cloud));
        }
    }

    /** In relay mode, with what users get who say nothing else. */
    public static GatewaySettings relay(HostPort listen, HostPort cloud) {
        return new GatewaySettings(
                listen,
                cloud,
                Mode.RELAY,
                Map.of(),
                SwitchRules.USUAL,
                Map.of(),
                1000,
                List.of(),
                ONLINE_TIMEOUT,
                OFFLINE_WAIT,
                Instant.EPOCH);
    }

    /** Whether any device can have something to do with the cloud. */
    boolean needsCloud() {
        return needsCloud(mode, deviceModes);
    }

    private static boolean needsCloud(Mode mode, Map<DeviceId, Mode> deviceModes) {
        return mode != Mode.LOCAL
                || deviceModes.values().stream().anyMatch(own -> own != Mode.LOCAL);
    }

    /** Whether all devices are in relay mode, whichever come. */
    boolean isRelayOnly() {
        return mode == Mode.RELAY
                && deviceModes.values().stream().allMatch(own -> own == Mode.RELAY);
    }

    /** A device of which nothing is known but what the settings say. */
    DeviceState unheard(DeviceId device) {
        return DeviceState.unheard(
                device,
                deviceModes.getOrDefault(device, mode),
                deviceRules.getOrDefault(device, rules));
    }

    public GatewaySettings withMode(Mode other) {
        return with(other, deviceModes, rules, maxDevices);
    }

    public GatewaySettings withDeviceModes(Map<DeviceId, Mode> others) {
        return with(mode, others, rules, maxDevices);
    }

    public GatewaySettings withRules(SwitchRules others) {
        return with(mode, deviceModes, others, maxDevices);
    }

    public GatewaySettings withMaxDevices(int other) {
        return with(mode, deviceModes, rules, other);
    }

    private GatewaySettings with(
            Mode aMode, Map<DeviceId, Mode> modes, SwitchRules someRules, int devices) {
        return new GatewaySettings(
                listen,
                cloud,
                aMode,
                modes,
                someRules,
                deviceRules,
                devices,
                allowedSources,
                onlineTimeout,
                offlineWait,
                earliest);
    }
}
