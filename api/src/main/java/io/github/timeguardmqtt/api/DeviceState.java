package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.PlanSettings;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is known of a device. What is computed from the time of day is not in it.
 *
 * @param rules how it is to be taken, by the user's settings
 * @param name that the user gave it
 * @param online whether it was heard within the online timeout
 * @param address where it was heard last
 * @param status its last report, with what a confirmed command has changed since
 * @param boost the one of its last report, from when to when
 * @param advancedAt when it was first known to be advanced, where it is
 * @param codeVersion as it told it
 * @param energyJoules what its load has used, as far as that is stored: never less than told
 *     before. Nothing where no load is known and nothing was counted before
 * @param clock how far its clock is from ours, once something gave that away; since a restart
 */
public record DeviceState(
        DeviceId id,
        Mode mode,
        SwitchRules rules,
        Optional<String> name,
        boolean online,
        Optional<InetSocketAddress> address,
        Optional<Status> status,
        Optional<BoostSpan> boost,
        Optional<Instant> advancedAt,
        Optional<Text> codeVersion,
        Programme programme,
        OptionalLong energyJoules,
        Optional<ClockOffset> clock) {

    /** One of which nothing has been heard yet. */
    public static DeviceState unheard(DeviceId id, Mode mode, SwitchRules rules) {
        return new DeviceState(
                id,
                mode,
                rules,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Programme.UNKNOWN,
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * The same with what a database remembers.
     *
     * @param remembered the code version
     */
    public DeviceState withMemory(
            Optional<String> itsName, Optional<Text> remembered, Programme itsProgramme) {
        return new DeviceState(
                id,
                mode,
                rules,
                itsName,
                online,
                address,
                status,
                boost,
                advancedAt,
                remembered,
                itsProgramme,
                energyJoules,
                clock);
    }

    public DeviceState withOnline(boolean now) {
        return new DeviceState(
                id,
                mode,
                rules,
                name,
                now,
                address,
                status,
                boost,
                advancedAt,
                codeVersion,
                programme,
                energyJoules,
                clock);
    }

    public DeviceState withEnergy(OptionalLong joules) {
        return new DeviceState(
                id,
                mode,
                rules,
                name,
                online,
                address,
                status,
                boost,
                advancedAt,
                codeVersion,
                programme,
                joules,
                clock);
    }

    public DeviceState withClock(Optional<ClockOffset> offset) {
        return new DeviceState(
                id,
                mode,
                rules,
                name,
                online,
                address,
                status,
                boost,
                advancedAt,
                codeVersion,
                programme,
                energyJoules,
                offset);
    }

    /** The same with a report that has nothing to do with boost and advance. */
    public DeviceState withStatus(Status now) {
        return new DeviceState(
                id,
                mode,
                rules,
                name,
                online,
                address,
                Optional.of(now),
                boost,
                advancedAt,
                codeVersion,
                programme,
                energyJoules,
                clock);
    }

    /** What the relay does, now and next; nothing where not all is known that decides over it. */
    public Optional<SwitchPlan> plan() {
        if (status.isEmpty() || !status.get().workMode().isKnown()) {
            return Optional.empty();
        }
        WorkMode workMode = status.get().workMode();
        boolean followsSchedule =
                workMode.equals(WorkMode.AUTO) || workMode.equals(WorkMode.HOLIDAY);
        Optional<Schedule> active = programme.active();
        Optional<Holiday> holiday = programme.holiday();
        if (followsSchedule && (active.isEmpty() || holiday.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                SwitchPlan.of(
                        new PlanSettings(
                                workMode,
                                active.map(Schedule::periods).orElse(List.of()),
                                boost,
                                advancedAt,
                                holiday.flatMap(
                                        times -> holidayReading().span(times, rules.zone())),
                                holiday.filter(set -> set.active().equals(Toggle.ON)).isPresent(),
                                rules.zone(),
                                rules.boostInAlwaysOff())));
    }

    /** How its holiday is to be read. */
    public HolidayReading holidayReading() {
        return rules.holidayReading(programme.holidayOrder());
    }

    /** The holiday as users see it, where it is known. */
    public Optional<HolidaySetting> holiday() {
        return programme.holiday().map(told -> holidayReading().read(told, rules.zone()));
    }
}
