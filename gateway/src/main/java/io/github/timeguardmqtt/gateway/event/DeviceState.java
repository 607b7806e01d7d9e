package io.github.timeguardmqtt.gateway.event;

import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that is known of a device. What is computed from the time of day is not in it.
 *
 * @param name that the user gave it
 * @param online whether it was heard within the online timeout
 * @param address where it was heard last
 * @param status its last report, with what a confirmed command has changed since
 * @param codeVersion as it told it
 * @param activeSchedule 0..5
 * @param scheduleNames six, by schedule id; empty where not known yet, an empty text where the
 *     schedule has no name
 */
public record DeviceState(
        DeviceId id,
        Mode mode,
        Optional<String> name,
        boolean online,
        Optional<InetSocketAddress> address,
        Optional<Status> status,
        Optional<Text> codeVersion,
        OptionalInt activeSchedule,
        List<Optional<Text>> scheduleNames) {

    private static final List<Optional<Text>> NO_NAMES =
            Collections.nCopies(Schedule.COUNT, Optional.empty());

    /** One of which nothing has been heard yet. */
    public static DeviceState unheard(DeviceId id, Mode mode) {
        return new DeviceState(
                id,
                mode,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                NO_NAMES);
    }

    public DeviceState withOnline(boolean now) {
        return new DeviceState(
                id, mode, name, now, address, status, codeVersion, activeSchedule, scheduleNames);
    }

    public DeviceState withStatus(Status now) {
        return new DeviceState(
                id,
                mode,
                name,
                online,
                address,
                Optional.of(now),
                codeVersion,
                activeSchedule,
                scheduleNames);
    }
}
