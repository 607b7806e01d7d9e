package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.net.InetSocketAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of a device, for tests. */
public final class States {

    public static final DeviceId ID = DeviceId.parse("0badcafe");

    private States() {}

    /** A device that was heard, and told nothing yet. */
    public static DeviceState unknown() {
        return DeviceState.unheard(ID, Mode.LOCAL, SwitchRules.USUAL).withOnline(true);
    }

    /** A device that told everything. */
    public static DeviceState full() {
        DeviceState state = unknown().withStatus(status(RelayState.ON, WorkMode.AUTO, Boost.OFF));
        state = withCodeVersion(state, Text.name("4190117051001"));
        state = withActive(state, 1);
        for (int id = 0; id < Schedule.COUNT; id++) {
            state = withSchedule(state, id == 1 ? weekdays() : unused(id));
        }
        ClockOffset.Interval ahead =
                new ClockOffset.Interval(Duration.ofSeconds(420), Duration.ofSeconds(425));
        return withHoliday(state, 1_798_279_200, 1_798_848_000)
                .withEnergy(OptionalLong.of(44_442_000))
                .withClock(Optional.of(new ClockOffset(Optional.of(ahead), Optional.empty())));
    }

    /** The same, told by another device. */
    public static DeviceState withId(DeviceState s, DeviceId id) {
        return new DeviceState(
                id,
                s.mode(),
                s.rules(),
                s.online(),
                s.address(),
                s.memory(),
                s.report(),
                s.clock());
    }

    /** On from Monday to Friday, from 06:30 to 08:30. */
    private static Schedule weekdays() {
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        periods.set(
                0,
                new Period(
                        new SwitchTime(true, 390, 0),
                        new SwitchTime(true, 510, 0),
                        Period.repeatOn(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                        0));
        return new Schedule(1, periods, Text.name("Weekdays"));
    }

    private static Schedule unused(int id) {
        return new Schedule(id, Collections.nCopies(6, Period.UNUSED), Text.EMPTY);
    }

    public static DeviceState withSchedule(DeviceState s, Schedule schedule) {
        return withProgramme(s, s.programme().withSchedule(schedule));
    }

    /**
     * One with a holiday that is off.
     *
     * @param start in seconds of the wall clock
     */
    public static DeviceState withHoliday(DeviceState s, long start, long end) {
        Holiday holiday = new Holiday(Toggle.OFF, Bytes.of(0, 0, 0), start, end);
        return withProgramme(s, s.programme().withHoliday(holiday, s.programme().holidayOrder()));
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
        return s.withMemory(Optional.of(name), s.codeVersion(), s.programme());
    }

    public static DeviceState withCodeVersion(DeviceState s, Text codeVersion) {
        return s.withMemory(s.name(), Optional.of(codeVersion), s.programme());
    }

    public static DeviceState withActive(DeviceState s, int schedule) {
        return withProgramme(s, s.programme().withActiveSchedule(schedule));
    }

    public static DeviceState withScheduleName(DeviceState s, int schedule, Text name) {
        return withProgramme(s, s.programme().withName(schedule, name));
    }

    public static DeviceState withProgramme(DeviceState s, Programme programme) {
        return s.withMemory(s.name(), s.codeVersion(), programme);
    }

    /** One that tells this at that time. */
    public static DeviceState reporting(DeviceState s, Status status, Instant at) {
        return s.withReport(
                new DeviceState.Report(
                        Optional.of(status),
                        BoostSpan.told(status.boost(), at, s.rules().zone()),
                        status.advance() ? Optional.of(at) : Optional.empty()));
    }

    public static DeviceState at(DeviceState s, InetSocketAddress address) {
        return new DeviceState(
                s.id(),
                s.mode(),
                s.rules(),
                s.online(),
                Optional.of(address),
                s.memory(),
                s.report(),
                s.clock());
    }
}
