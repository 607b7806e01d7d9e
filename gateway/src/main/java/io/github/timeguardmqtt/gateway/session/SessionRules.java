package io.github.timeguardmqtt.gateway.session;

import java.time.Duration;
import java.time.Instant;

/**
 * What holds for all devices.
 *
 * @param onlineTimeout a device that sent no frame for so long is offline
 * @param silence after which nothing is held open for a device, and its place can be another's
 * @param offlineWait how long a command waits for a device that is offline; zero refuses it
 * @param earliest a time of day before this one is wrong
 */
public record SessionRules(
        Duration onlineTimeout, Duration silence, Duration offlineWait, Instant earliest) {

    /**
     * @throws IllegalArgumentException when a duration makes no sense
     */
    public SessionRules {
        if (!onlineTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "a device cannot be offline after " + onlineTimeout.toSeconds() + " s");
        }
        if (offlineWait.isNegative()) {
            throw new IllegalArgumentException(
                    "a command cannot wait for " + offlineWait.toSeconds() + " s");
        }
    }
}
