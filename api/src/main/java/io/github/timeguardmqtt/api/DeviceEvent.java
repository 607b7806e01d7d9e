package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;

/** What happened, for everybody who wants to know. */
public sealed interface DeviceEvent {

    /**
     * More or something else is known of a device.
     *
     * @param at when, by the wall clock
     * @param cause why the relay changed, or else why a setting did
     */
    record Changed(DeviceState state, Instant at, ChangeCause cause) implements DeviceEvent {}

    /** A command has its result, which is stored: it will not be another. */
    record Finished(CommandResult result) implements DeviceEvent {}

    /** A device is forgotten: the user wants that, or it was silent and another needs its place. */
    record Removed(DeviceId device) implements DeviceEvent {}
}
