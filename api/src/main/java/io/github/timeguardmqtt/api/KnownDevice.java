package io.github.timeguardmqtt.api;

import java.time.Instant;

/**
 * A device and when it was heard.
 *
 * @param heard the last time, by the wall clock
 * @param reach whether what is sent to it arrives
 */
public record KnownDevice(DeviceState state, Instant heard, Reachability reach) {

    /** One that was not heard since the gateway's start. */
    public KnownDevice(DeviceState state, Instant heard) {
        this(state, heard, Reachability.NONE);
    }
}
