package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.gateway.event.Mode;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is known of a device, for tests. */
public final class States {

    public static final DeviceId ID = DeviceId.parse("0badcafe");

    private States() {}

    /** A device that was heard, and told nothing yet. */
    public static DeviceState unknown() {
        return DeviceState.unheard(ID, Mode.LOCAL).withOnline(true);
    }

    /** A device that told everything. */
    public static DeviceState full() {
        DeviceState state = unknown().withStatus(status(RelayState.ON, WorkMode.AUTO, Boost.OFF));
        state = withCodeVersion(state, Text.name("4190117051001"));
        state = withActive(state, 1);
        return withScheduleName(state, 1, Text.name("Weekdays"));
    }

    public static Status status(RelayState relay, WorkMode mode, Boost boost) {
        return new Status(
                relay,
                true,
                false,
                false,
                0,
                Bytes.of(0, 0x64, 0),
                mode,
                Bytes.of(0, 0, 0),
                19_804,
                boost,
                Bytes.of(0, 0));
    }

    public static DeviceState withName(DeviceState s, String name) {
        return new DeviceState(
                s.id(),
                s.mode(),
                Optional.of(name),
                s.online(),
                s.address(),
                s.status(),
                s.codeVersion(),
                s.activeSchedule(),
                s.scheduleNames());
    }

    public static DeviceState withCodeVersion(DeviceState s, Text codeVersion) {
        return new DeviceState(
                s.id(),
                s.mode(),
                s.name(),
                s.online(),
                s.address(),
                s.status(),
                Optional.of(codeVersion),
                s.activeSchedule(),
                s.scheduleNames());
    }

    public static DeviceState withActive(DeviceState s, int schedule) {
        return new DeviceState(
                s.id(),
                s.mode(),
                s.name(),
                s.online(),
                s.address(),
                s.status(),
                s.codeVersion(),
                OptionalInt.of(schedule),
                s.scheduleNames());
    }

    public static DeviceState withScheduleName(DeviceState s, int schedule, Text name) {
        List<Optional<Text>> names = new ArrayList<>(s.scheduleNames());
        names.set(schedule, Optional.of(name));
        return new DeviceState(
                s.id(),
                s.mode(),
                s.name(),
                s.online(),
                s.address(),
                s.status(),
                s.codeVersion(),
                s.activeSchedule(),
                names);
    }
}
