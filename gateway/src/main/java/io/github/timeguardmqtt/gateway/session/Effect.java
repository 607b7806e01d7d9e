package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.Optional;

/** What is to be done, in the order in which it is told. */
public sealed interface Effect {

    /** Pass this on from this device's own socket to the cloud. */
    record ToCloud(DeviceSession session, Datagram datagram) implements Effect {}

    /** Pass this of the cloud's on to where the device is. */
    record ToDevice(DeviceSession session, Datagram datagram) implements Effect {}

    /** Send the device a frame of the gateway's own. */
    record Send(DeviceSession session, Frame frame) implements Effect {}

    /** The gateway has taken this of the device's for itself: it goes no further. */
    record Take(DeviceSession session, Datagram datagram) implements Effect {}

    /** The cloud's answer, where the gateway has given its own: it goes no further. */
    record Withhold(DeviceSession session, Datagram datagram) implements Effect {}

    record Drop(DropReason reason) implements Effect {}

    /** The time of day cannot be right, so that no report was answered with it. */
    record TimeUnknown() implements Effect {}

    /** The device has been silent for long: close whatever is held open for it. */
    record Release(DeviceSession session) implements Effect {}

    /** Tell everybody. */
    record Tell(DeviceEvent event) implements Effect {}

    /** Store this, and call {@link DeviceSession#kept} when it is. */
    record Keep(DeviceSession session, PendingCommand command) implements Effect {}

    /**
     * Store this energy of the device's, and call {@link DeviceSession#energyKept} when it is: not
     * when it cannot be stored. Without a database that is at once.
     */
    record KeepEnergy(DeviceSession session, long joules) implements Effect {}

    /**
     * The device's clock has become wrong, or wrong in another way, or right.
     *
     * @param problem in words; nothing where it is over
     */
    record ClockNews(DeviceSession session, Optional<String> problem) implements Effect {}

    /**
     * Something about the device that whoever looks after it wants to read in the log, but rarely:
     * that the relay does what the plan does not explain, or that the device gave something away.
     */
    record Note(DeviceSession session, String sentence) implements Effect {}

    /** Store this with its result, and tell the result to everybody when it is. */
    record Finish(PendingCommand command) implements Effect {}
}
