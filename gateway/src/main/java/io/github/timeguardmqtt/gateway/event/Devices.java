package io.github.timeguardmqtt.gateway.event;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whoever knows the devices, for those who do not listen to all that happens. */
public interface Devices {

    /** What is known of a device; nothing where it is not known. */
    CompletableFuture<Optional<DeviceState>> device(DeviceId device);

    /** All devices that are known. */
    CompletableFuture<List<KnownDevice>> devices();
}
