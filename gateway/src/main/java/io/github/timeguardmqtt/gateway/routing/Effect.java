package io.github.timeguardmqtt.gateway.routing;

import io.github.timeguardmqtt.gateway.event.DropReason;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.protocol.Bytes;

/** What is to be done with what came in. */
public sealed interface Effect {

    /** Send these bytes from this device's own socket to the cloud. */
    record ToCloud(DeviceSession session, Bytes bytes) implements Effect {}

    /** Send these bytes to where the device is. */
    record ToDevice(DeviceSession session, Bytes bytes) implements Effect {}

    record Drop(DropReason reason) implements Effect {}
}
