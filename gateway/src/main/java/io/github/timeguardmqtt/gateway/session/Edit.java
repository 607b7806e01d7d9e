package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceCommand.SetActiveSchedule;
import io.github.timeguardmqtt.api.DeviceCommand.SetHoliday;
import io.github.timeguardmqtt.api.DeviceCommand.SetHolidayTimes;
import io.github.timeguardmqtt.api.DeviceCommand.WriteSchedule;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Changes what a device keeps: reads it, compares, writes only what differs, reads it again and
 * compares. So nothing is written that the device has already, what nobody has explained is written
 * back as the device told it, and a success is what the device itself tells afterwards.
 */
final class Edit implements RequestPlan {

    private enum Stage {
        /** Whether the schedule that is, or is to be, active has a name and keeps it. */
        NAME,
        READ,
        WRITE,
        CHECK
    }

    private final DeviceCommand command;
    private final DeviceShadow shadow;
    private final Message read;
    private Stage stage = Stage.READ;
    private Message request;

    /** The holiday that was written. */
    private Optional<HolidaySetting> written = Optional.empty();

    /** Its flag. */
    private Toggle active = Toggle.OFF;

    /**
     * @param command one that sets the active schedule, a schedule or the holiday
     */
    Edit(DeviceCommand command, DeviceShadow shadow) {
        this.command = command;
        this.shadow = shadow;
        read =
                switch (command) {
                    case SetActiveSchedule _ -> new GetActiveScheduleRequest();
                    case WriteSchedule write -> new GetScheduleRequest(write.schedule());
                    case SetHoliday _, SetHolidayTimes _ -> new GetHolidayRequest();
                    default -> throw new IllegalArgumentException(command + " is no edit");
                };
        request = read;
        if (command instanceof SetActiveSchedule(int schedule)
                && shadow.programme().names().get(schedule).orElse(Text.EMPTY).isEmpty()) {
            stage = Stage.NAME;
            request = new GetScheduleRequest(schedule);
        } else if (command instanceof WriteSchedule write
                && removesName(write)
                && shadow.programme().activeSchedule().isEmpty()) {
            stage = Stage.NAME;
            request = new GetActiveScheduleRequest();
        }
    }

    /** What speaks against it by what is known already, before anything is sent. */
    static Optional<String> refusal(DeviceCommand command, DeviceShadow shadow) {
        return switch (command) {
            case SetActiveSchedule(int schedule) ->
                    shadow.programme()
                            .names()
                            .get(schedule)
                            .flatMap(name -> nameless(schedule, name));
            case WriteSchedule write -> removedName(write, shadow);
            default -> Optional.empty();
        };
    }

    @Override
    public Message request() {
        return request;
    }

    /** What tells how the device has it that is to be changed. */
    Message read() {
        return read;
    }

    @Override
    public void resume(Message sent) {
        stage = Stage.WRITE;
        request = sent;
        if (sent instanceof SetHolidayRequest(Holiday holiday)) {
            written = Optional.of(reading(holiday).read(holiday, shadow.rules().zone()));
            active = holiday.active();
        }
    }

    @Override
    public boolean isForCloud() {
        return stage == Stage.CHECK;
    }

    @Override
    public Step answered(Message answer, Moment now) {
        return switch (stage) {
            case NAME ->
                    switch (answer) {
                        case GetScheduleResponse(Schedule told) ->
                                nameless(told.id(), told.name())
                                        .<Step>map(Refused::new)
                                        .orElseGet(() -> next(Stage.READ, read));
                        // It is known by the time at which the schedule is compared.
                        case GetActiveScheduleResponse _ -> next(Stage.READ, read);
                        default -> unexpected(answer);
                    };
            case READ -> compare(answer, now);
            case WRITE -> next(Stage.CHECK, read);
            case CHECK -> check(answer);
        };
    }

    private Step compare(Message answer, Moment now) {
        return switch (command) {
            case SetActiveSchedule(int schedule)
                    when answer instanceof GetActiveScheduleResponse(int told) ->
                    told == schedule
                            ? done()
                            : refusal(command, shadow)
                                    .<Step>map(Refused::new)
                                    .orElseGet(() -> write(new SetActiveScheduleRequest(schedule)));
            case WriteSchedule write when answer instanceof GetScheduleResponse(Schedule told) ->
                    compare(write, told);
            case SetHoliday set when answer instanceof GetHolidayResponse(Holiday told) ->
                    compare(set, told, now);
            case SetHolidayTimes set when answer instanceof GetHolidayResponse(Holiday told) ->
                    set.isIn(told) ? done() : write(new SetHolidayRequest(set.applyTo(told)));
            default -> unexpected(answer);
        };
    }

    private Step compare(WriteSchedule write, Schedule told) {
        ScheduleSetting setting = write.setting();
        if (setting.isIn(told)) {
            return done();
        }
        Optional<String> removed = removedName(write, shadow);
        if (removed.isPresent()) {
            return new Refused(removed.get());
        }
        Schedule target = setting.applyTo(told);
        return write(
                setting.changesOnlyName(told)
                        ? new SetScheduleNameRequest(told.id(), target.name())
                        : new SetScheduleRequest(target));
    }

    private Step compare(SetHoliday set, Holiday told, Moment now) {
        HolidayReading reading = reading(told);
        HolidaySetting was = reading.read(told, shadow.rules().zone());
        HolidaySetting target =
                new HolidaySetting(
                        set.active().orElse(was.active()),
                        set.start().or(was::start),
                        set.end().or(was::end));
        // A flag that is neither on nor off is seen as off, and is not what was asked for.
        active = set.active().map(on -> on ? Toggle.ON : Toggle.OFF).orElse(told.active());
        if (target.equals(was) && active.equals(told.active())) {
            return done();
        }
        // Times that nobody asked for must not keep a holiday switched on.
        boolean onlyOff = !target.active() && set.start().isEmpty() && set.end().isEmpty();
        Optional<String> problem = onlyOff ? Optional.empty() : problem(set, target, now);
        if (problem.isPresent()) {
            return new Refused(problem.get());
        }
        Holiday holiday = reading.write(target, told, shadow.rules().zone());
        // Read back: a time that the clock skips has become another.
        written = Optional.of(reading.read(holiday, shadow.rules().zone()));
        return write(
                new SetHolidayRequest(
                        new Holiday(active, holiday.unknown(), holiday.first(), holiday.second())));
    }

    private Optional<String> problem(SetHoliday set, HolidaySetting target, Moment now) {
        if (target.start().isEmpty() || target.end().isEmpty()) {
            return target.active() || target.start().isPresent() || target.end().isPresent()
                    ? Optional.of("a holiday needs a start and an end: give both")
                    : Optional.empty();
        }
        LocalDateTime start = target.start().get();
        LocalDateTime end = target.end().get();
        if (!end.isAfter(start)) {
            return Optional.of(
                    "the holiday would end at %s, which is not after its start at %s%s"
                            .formatted(
                                    end,
                                    start,
                                    set.start().isPresent() && set.end().isPresent()
                                            ? ""
                                            : ": set the other time first, or both"));
        }
        LocalDateTime wallClock = LocalDateTime.ofInstant(now.wall(), shadow.rules().zone());
        return target.active() && !end.isAfter(wallClock)
                ? Optional.of(
                        "the holiday ended at %s already: give a start and an end that is to come"
                                .formatted(end))
                : Optional.empty();
    }

    private Step check(Message answer) {
        return switch (command) {
            case SetActiveSchedule(int schedule)
                    when answer instanceof GetActiveScheduleResponse(int told) ->
                    told == schedule ? done() : differs("#" + (told + 1), "#" + (schedule + 1));
            case WriteSchedule write when answer instanceof GetScheduleResponse(Schedule told) ->
                    write.setting().isIn(told)
                            ? done()
                            : differs(text(told), text(write.setting().applyTo(told)));
            case SetHoliday _ when answer instanceof GetHolidayResponse(Holiday told) -> {
                HolidaySetting is = reading(told).read(told, shadow.rules().zone());
                yield written.filter(is::equals).isPresent() && active.equals(told.active())
                        ? done()
                        : differs(text(is), written.map(Edit::text).orElse("what was written"));
            }
            case SetHolidayTimes set when answer instanceof GetHolidayResponse(Holiday told) ->
                    set.isIn(told) ? done() : differs(wire(told), wire(set.applyTo(told)));
            default -> unexpected(answer);
        };
    }

    private HolidayReading reading(Holiday told) {
        return shadow.rules().holidayReading(shadow.holidayOrder(told));
    }

    private Step done() {
        return new Done(
                command instanceof WriteSchedule write && !write.setting().warnings().isEmpty()
                        ? Optional.of(String.join("; ", write.setting().warnings()))
                        : Optional.empty());
    }

    private Step write(Message write) {
        return next(Stage.WRITE, write);
    }

    private Step next(Stage then, Message what) {
        stage = then;
        request = what;
        return new More();
    }

    private static Step unexpected(Message answer) {
        return new Refused("the switch answered with " + answer.kind().label());
    }

    private static Step differs(String told, String wanted) {
        return new Refused("the switch tells %s instead of %s".formatted(told, wanted));
    }

    private static Optional<String> nameless(int schedule, Text name) {
        return name.isEmpty()
                ? Optional.of(
                        "schedule #%d has no name, so that the vendor's app would not show it: give it one first"
                                .formatted(schedule + 1))
                : Optional.empty();
    }

    private static Optional<String> removedName(WriteSchedule write, DeviceShadow shadow) {
        boolean isActive = shadow.programme().activeSchedule().orElse(-1) == write.schedule();
        return isActive && removesName(write)
                ? Optional.of(
                        "schedule #%d is the active one, which needs a name: choose another one first"
                                .formatted(write.schedule() + 1))
                : Optional.empty();
    }

    private static boolean removesName(WriteSchedule write) {
        return write.setting().name().filter(String::isEmpty).isPresent();
    }

    private static String text(Schedule schedule) {
        String line = ScheduleSetting.of(schedule).periods().map(ScheduleLine::print).orElse("");
        return "\"%s\" %s"
                .formatted(PlainText.of(schedule.name().bytes(), Schedule.NAME_SIZE), line);
    }

    private static String wire(Holiday holiday) {
        return "%s with %d and %d"
                .formatted(
                        holiday.active().equals(Toggle.ON) ? "ON" : "OFF",
                        holiday.first(),
                        holiday.second());
    }

    private static String text(HolidaySetting holiday) {
        return "%s from %s to %s"
                .formatted(
                        holiday.active() ? "ON" : "OFF",
                        holiday.start().map(LocalDateTime::toString).orElse("nothing"),
                        holiday.end().map(LocalDateTime::toString).orElse("nothing"));
    }
}
