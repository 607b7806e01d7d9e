package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whoever knows the devices, for those who do not listen to all that happens. */
public interface Devices {

    /** What is known of a device; nothing where it is not known. */
    CompletableFuture<Optional<DeviceState>> device(DeviceId device);

    /**
     * What is known of a device once it has reported again: at the latest after this time of the
     * gateway's clock, reported or not; nothing where it is not known.
     */
    CompletableFuture<Optional<DeviceState>> nextReport(DeviceId device, Duration longest);

    /** All devices that are known. */
    CompletableFuture<List<KnownDevice>> devices();
}
