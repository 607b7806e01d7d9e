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
 * @param online whether it was heard within the online timeout
 * @param address where it was heard last
 * @param clock how far its clock is from ours, once something gave that away; since a restart
 */
public record DeviceState(
        DeviceId id,
        Mode mode,
        SwitchRules rules,
        boolean online,
        Optional<InetSocketAddress> address,
        Memory memory,
        Report report,
        Optional<ClockOffset> clock) {

    /**
     * What outlives the process.
     *
     * @param name that the user gave it
     * @param codeVersion as it told it
     * @param energyJoules what its load has used, as far as that is stored: never less than told
     *     before. Nothing where no load is known and nothing was counted before
     */
    public record Memory(
            Optional<String> name,
            Optional<Text> codeVersion,
            Programme programme,
            OptionalLong energyJoules) {

        static final Memory NONE =
                new Memory(
                        Optional.empty(),
                        Optional.empty(),
                        Programme.UNKNOWN,
                        OptionalLong.empty());
    }

    /**
     * What its last report says.
     *
     * @param status with what a confirmed command has changed since
     * @param boost from when to when it runs, or ran
     * @param advancedAt when it was first known to be advanced, where it is
     */
    public record Report(
            Optional<Status> status, Optional<BoostSpan> boost, Optional<Instant> advancedAt) {

        static final Report NONE = new Report(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One of which nothing has been heard yet. */
    public static DeviceState unheard(DeviceId id, Mode mode, SwitchRules rules) {
        return new DeviceState(
                id,
                mode,
                rules,
                false,
                Optional.empty(),
                Memory.NONE,
                Report.NONE,
                Optional.empty());
    }

    public Optional<String> name() {
        return memory.name();
    }

    public Optional<Text> codeVersion() {
        return memory.codeVersion();
    }

    public Programme programme() {
        return memory.programme();
    }

    public OptionalLong energyJoules() {
        return memory.energyJoules();
    }

    public Optional<Status> status() {
        return report.status();
    }

    public Optional<BoostSpan> boost() {
        return report.boost();
    }

    public Optional<Instant> advancedAt() {
        return report.advancedAt();
    }

    /**
     * The same with what a database remembers.
     *
     * @param remembered the code version
     */
    public DeviceState withMemory(
            Optional<String> itsName, Optional<Text> remembered, Programme itsProgramme) {
        return with(
                online,
                new Memory(itsName, remembered, itsProgramme, energyJoules()),
                report,
                clock);
    }

    public DeviceState withEnergy(OptionalLong joules) {
        return with(online, new Memory(name(), codeVersion(), programme(), joules), report, clock);
    }

    public DeviceState withOnline(boolean now) {
        return with(now, memory, report, clock);
    }

    public DeviceState withClock(Optional<ClockOffset> offset) {
        return with(online, memory, report, offset);
    }

    public DeviceState withReport(Report now) {
        return with(online, memory, now, clock);
    }

    /** The same with a report that has nothing to do with boost and advance. */
    public DeviceState withStatus(Status now) {
        return withReport(new Report(Optional.of(now), boost(), advancedAt()));
    }

    private DeviceState with(
            boolean isOnline, Memory itsMemory, Report itsReport, Optional<ClockOffset> offset) {
        return new DeviceState(id, mode, rules, isOnline, address, itsMemory, itsReport, offset);
    }

    /** What the relay does, now and next; nothing where not all is known that decides over it. */
    public Optional<SwitchPlan> plan() {
        if (status().isEmpty() || !status().get().workMode().isKnown()) {
            return Optional.empty();
        }
        WorkMode workMode = status().get().workMode();
        boolean followsSchedule =
                workMode.equals(WorkMode.AUTO) || workMode.equals(WorkMode.HOLIDAY);
        Optional<Schedule> active = programme().active();
        Optional<Holiday> holiday = programme().holiday();
        if (followsSchedule && (active.isEmpty() || holiday.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                SwitchPlan.of(
                        new PlanSettings(
                                workMode,
                                active.map(Schedule::periods).orElse(List.of()),
                                boost(),
                                advancedAt(),
                                holiday.flatMap(
                                        times -> holidayReading().span(times, rules.zone())),
                                holiday.filter(set -> set.active().equals(Toggle.ON)).isPresent(),
                                rules.zone(),
                                rules.boostInAlwaysOff())));
    }

    /** How its holiday is to be read. */
    public HolidayReading holidayReading() {
        return rules.holidayReading(programme().holidayOrder());
    }

    /** The holiday as users see it, where it is known. */
    public Optional<HolidaySetting> holiday() {
        return programme().holiday().map(told -> holidayReading().read(told, rules.zone()));
    }
}
