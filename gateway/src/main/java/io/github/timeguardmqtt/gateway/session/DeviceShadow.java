package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a device has told of itself, by its reports and its answers, whoever asked for them. */
final class DeviceShadow {

    /** A clock that moved by more against the steady time was set. */
    private static final Duration CLOCK_SET = Duration.ofMinutes(1);

    private final SwitchRules rules;
    private Optional<Status> status = Optional.empty();
    private Optional<BoostSpan> boost = Optional.empty();
    private Optional<Moment> advanced = Optional.empty();
    private Optional<Text> codeVersion = Optional.empty();
    private Programme programme = Programme.UNKNOWN;

    /** The holiday that the gateway wrote last, since a restart. */
    private Optional<Holiday> ownHoliday = Optional.empty();

    DeviceShadow(SwitchRules rules) {
        this.rules = rules;
    }

    /** The user's settings for this device. */
    SwitchRules rules() {
        return rules;
    }

    Optional<Status> status() {
        return status;
    }

    /** From when to when the boost of the last report runs, or ran. */
    Optional<BoostSpan> boost() {
        return boost;
    }

    /** When it was first known to be advanced, where it is. */
    Optional<Instant> advancedAt() {
        return advanced.map(Moment::wall);
    }

    Optional<Text> codeVersion() {
        return codeVersion;
    }

    Programme programme() {
        return programme;
    }

    /** Takes what was known before a restart, as far as the device has not told it again. */
    void restore(Optional<Text> oldCodeVersion, Programme oldProgramme) {
        codeVersion = codeVersion.or(() -> oldCodeVersion);
        programme = programme.or(oldProgramme);
    }

    /**
     * Takes what a frame of the device's tells.
     *
     * @param request what it answers, as far as that is known
     * @return whether something of it is new
     */
    boolean learn(Frame frame, @Nullable Message request, Moment now) {
        boolean isNew = take(frame, request, now);
        if (changesWhatFollows(frame.message())) {
            isNew |= endAdvance();
        }
        return isNew;
    }

    private boolean take(Frame frame, @Nullable Message request, Moment now) {
        return switch (frame.message()) {
            case PingRequest(Status told) -> setStatus(told.compact(), true, now);
            case ReportCodeVersionRequest(Text told) -> setCodeVersion(told);
            case GetCodeVersionResponse(Text told) -> setCodeVersion(told);
            case GetActiveScheduleResponse(int told) -> setActiveSchedule(told);
            case SetActiveScheduleResponse(int told) -> setActiveSchedule(told);
            case GetScheduleResponse(Schedule told) -> setSchedule(told);
            case SetScheduleResponse(Schedule told) -> setSchedule(told);
            case SetScheduleNameResponse(int told) ->
                    request instanceof SetScheduleNameRequest(int asked, Text name)
                            && asked == told
                            && setScheduleName(told, name);
            case GetHolidayResponse(Holiday told) -> setHoliday(told);
            case SetHolidayResponse(Holiday told) -> setHoliday(told);
            case SetWorkModeResponse(WorkMode told) -> setWorkMode(told, now);
            case SetAdvanceResponse(Toggle told) -> setAdvance(told, now);
            case SetBoostResponse(_, Boost told) -> setBoost(told, now);
            default -> false;
        };
    }

    /** What was to follow is no longer what follows. */
    private boolean changesWhatFollows(Message told) {
        return switch (told) {
            case SetWorkModeResponse _, SetHolidayResponse _, SetActiveScheduleResponse _ -> true;
            case SetScheduleResponse(Schedule schedule) ->
                    programme.activeSchedule().equals(OptionalInt.of(schedule.id()));
            default -> false;
        };
    }

    /** Inferred; where the switch goes on being advanced, its next report says so. */
    private boolean endAdvance() {
        boolean was = advanced.isPresent();
        advanced = Optional.empty();
        return was;
    }

    /**
     * @param tellsAdvance whether it is what the device told now that says whether it is advanced:
     *     a setting that was written has ended an advance that the last report still shows
     */
    private boolean setStatus(Status told, boolean tellsAdvance, Moment now) {
        Optional<Status> was = status;
        if (was.isPresent() && was.get().equals(told)) {
            return false;
        }
        status = Optional.of(told);
        boolean mayBeAnother =
                was.isEmpty()
                        || !was.get().boost().equals(told.boost())
                        || boost.filter(span -> !span.runsAt(now.wall())).isPresent();
        if (mayBeAnother) {
            // The same minute of another week, or our clock has been set since.
            boost = BoostSpan.told(told.boost(), now.wall(), rules.zone());
        }
        if (!told.advance()) {
            advanced = Optional.empty();
        } else if (advanced.isPresent()) {
            advanced = advanced.map(since -> byTheClockOf(now, since));
        } else if (tellsAdvance) {
            advanced = Optional.of(now);
        }
        return true;
    }

    /** When that was, where our clock has been set since: a computer may start without the time. */
    private static Moment byTheClockOf(Moment now, Moment then) {
        Instant wall = now.wall().minusNanos(now.nanos() - then.nanos());
        return Duration.between(then.wall(), wall).abs().compareTo(CLOCK_SET) > 0
                ? new Moment(then.nanos(), wall)
                : then;
    }

    private boolean setCodeVersion(Text told) {
        boolean isNew = !codeVersion.equals(Optional.of(told));
        if (isNew) {
            codeVersion = Optional.of(told.compact());
        }
        return isNew;
    }

    private boolean setActiveSchedule(int told) {
        return told < Schedule.COUNT && setProgramme(programme.withActiveSchedule(told));
    }

    private boolean setSchedule(Schedule told) {
        return told.id() < Schedule.COUNT
                && !programme.schedules().get(told.id()).equals(Optional.of(told))
                && setProgramme(programme.withSchedule(told));
    }

    private boolean setScheduleName(int id, Text told) {
        return id < Schedule.COUNT && setProgramme(programme.withName(id, told));
    }

    private boolean setHoliday(Holiday told) {
        return setProgramme(programme.withHoliday(told, holidayOrder(told)));
    }

    /** The gateway writes something. */
    void writes(Message request) {
        if (request instanceof SetHolidayRequest(Holiday holiday)) {
            ownHoliday = Optional.of(holiday);
        }
    }

    /**
     * Which of a holiday's times is the start, as far as the device has given it away, with this
     * one. What the gateway wrote itself proves nothing: it follows from what a user set, or tries
     * out. Nor do times that were known before: that is so after a restart.
     */
    Optional<HolidayReading.Order> holidayOrder(Holiday told) {
        boolean isOurs =
                Stream.of(ownHoliday, programme.holiday())
                        .flatMap(Optional::stream)
                        .anyMatch(ours -> haveSameTimes(ours, told));
        return isOurs
                ? programme.holidayOrder()
                : HolidayReading.orderOf(told).or(programme::holidayOrder);
    }

    private static boolean haveSameTimes(Holiday one, Holiday other) {
        return one.first() == other.first() && one.second() == other.second();
    }

    private boolean setProgramme(Programme told) {
        if (told.equals(programme)) {
            return false;
        }
        programme = told;
        return true;
    }

    /** Always on and always off decide over the relay; the next report tells whether they did. */
    private boolean setWorkMode(WorkMode told, Moment now) {
        if (status.isEmpty()) {
            return false;
        }
        Status was = status.get();
        RelayState relay = was.relay();
        if (told.equals(WorkMode.ALWAYS_ON)) {
            relay = RelayState.ON;
        } else if (told.equals(WorkMode.ALWAYS_OFF) && isOff(was.boost())) {
            relay = RelayState.OFF;
        }
        return setStatus(was.withSettings(relay, was.advance(), told, was.boost()), false, now);
    }

    private boolean setAdvance(Toggle told, Moment now) {
        if (status.isEmpty() || !told.isKnown()) {
            return false;
        }
        Status was = status.get();
        return setStatus(
                was.withSettings(was.relay(), told.equals(Toggle.ON), was.workMode(), was.boost()),
                true,
                now);
    }

    /** In automatic mode a boost turns the relay on, whatever the schedule says. */
    private boolean setBoost(Boost told, Moment now) {
        if (status.isEmpty()) {
            return false;
        }
        Status was = status.get();
        RelayState relay = was.relay();
        if (!isOff(told) && was.workMode().equals(WorkMode.AUTO)) {
            relay = RelayState.ON;
        } else if (isOff(told) && was.workMode().equals(WorkMode.ALWAYS_OFF)) {
            relay = RelayState.OFF;
        }
        return setStatus(was.withSettings(relay, was.advance(), was.workMode(), told), false, now);
    }

    private static boolean isOff(Boost boost) {
        return boost.type().equals(BoostType.OFF);
    }
}
