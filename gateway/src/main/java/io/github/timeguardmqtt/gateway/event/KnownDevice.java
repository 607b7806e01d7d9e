package io.github.timeguardmqtt.gateway.event;

import java.time.Instant;

/**
 * A device and when it was heard.
 *
 * @param heard the last time, by the wall clock
 */
public record KnownDevice(DeviceState state, Instant heard) {}
