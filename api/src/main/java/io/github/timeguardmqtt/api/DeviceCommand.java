package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a user may ask of a device. */
public sealed interface DeviceCommand {

    /** What is sent for it, one after the other, each when the one before was answered. */
    List<Message> requests();

    /**
     * @param mode one that is known
     */
    record SetWorkMode(WorkMode mode) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.SetWorkModeRequest(mode));
        }
    }

    /**
     * The plain switch's off: this mode, and no boost that would keep the relay on all the same.
     *
     * @param mode always off, or auto
     */
    record TurnOff(WorkMode mode) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(
                    new Message.SetWorkModeRequest(mode),
                    new Message.SetBoostRequest(BoostType.OFF));
        }
    }

    /**
     * @param boost off, one hour or two hours
     */
    record SetBoost(BoostType boost) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.SetBoostRequest(boost));
        }
    }

    /** Turns to what follows the next event of the schedule, or back. */
    record SetAdvance(Toggle advance) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.SetAdvanceRequest(advance));
        }
    }

    /**
     * @param schedule 0..5
     */
    record SetActiveSchedule(int schedule) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.SetActiveScheduleRequest(schedule));
        }
    }

    /**
     * Makes a schedule what is asked for. What is written, if anything, follows from what the
     * device tells first.
     *
     * @param schedule 0..5
     * @param setting one without problems
     */
    record WriteSchedule(int schedule, ScheduleSetting setting) implements DeviceCommand {

        /** The first read. */
        @Override
        public List<Message> requests() {
            return List.of(new Message.GetScheduleRequest(schedule));
        }
    }

    /**
     * Makes the holiday what is asked for; wall-clock times of the device's zone. What is written,
     * if anything, follows from what the device tells first.
     *
     * @param active nothing: leave it as it is
     * @param start nothing: leave it as it is
     * @param end nothing: leave it as it is
     */
    record SetHoliday(
            Optional<Boolean> active, Optional<LocalDateTime> start, Optional<LocalDateTime> end)
            implements DeviceCommand {

        /** The first read. */
        @Override
        public List<Message> requests() {
            return List.of(new Message.GetHolidayRequest());
        }

        private boolean covers(SetHoliday earlier) {
            return (active.isPresent() || earlier.active.isEmpty())
                    && (start.isPresent() || earlier.start.isEmpty())
                    && (end.isPresent() || earlier.end.isEmpty());
        }
    }

    /**
     * Makes the holiday what is asked for, with its two times as they stand on the wire, whichever
     * of them is the start and whatever they count: for whoever finds that out, or brings back what
     * was there.
     *
     * @param first seconds, 32 bits; 0 for none
     * @param second seconds, 32 bits; 0 for none
     */
    record SetHolidayTimes(boolean active, long first, long second) implements DeviceCommand {

        /** The first read. */
        @Override
        public List<Message> requests() {
            return List.of(new Message.GetHolidayRequest());
        }

        /** Whether a device that tells this has it already. */
        public boolean isIn(Holiday told) {
            return told.active().equals(active ? Toggle.ON : Toggle.OFF)
                    && told.first() == first
                    && told.second() == second;
        }

        /** What a device told, with this in it. */
        public Holiday applyTo(Holiday told) {
            return new Holiday(active ? Toggle.ON : Toggle.OFF, told.unknown(), first, second);
        }
    }

    /** Reads from the device what it tells only when asked. */
    record Read(List<Message> requests) implements DeviceCommand {

        /** The code version, which schedule is active, all six schedules, and the holiday. */
        public static final Read EVERYTHING =
                new Read(
                        Stream.of(
                                        Stream.of(
                                                new Message.GetCodeVersionRequest(),
                                                new Message.GetActiveScheduleRequest()),
                                        IntStream.range(0, Schedule.COUNT)
                                                .mapToObj(Message.GetScheduleRequest::new),
                                        Stream.of(new Message.GetHolidayRequest()))
                                .<Message>flatMap(part -> part)
                                .toList());

        public Read {
            requests = List.copyOf(requests);
        }
    }

    /**
     * A frame as the user wrote it, for those who explore the protocol.
     *
     * @param frame a server's frame for the very device
     */
    record Raw(Frame frame) implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(frame.message());
        }
    }

    /** Whether a later one of these makes an earlier one that still waits pointless. */
    default boolean supersedes(DeviceCommand earlier) {
        return switch (this) {
            case TurnOff _ -> earlier instanceof SetWorkMode || earlier instanceof TurnOff;
            // The boost that a plain off ends would go on.
            case SetWorkMode _ -> earlier instanceof SetWorkMode;
            case SetBoost _ -> earlier instanceof SetBoost;
            case SetAdvance _ -> earlier instanceof SetAdvance;
            case SetActiveSchedule _ -> earlier instanceof SetActiveSchedule;
            // One that sets less must not take from an earlier one what it alone sets.
            case WriteSchedule later ->
                    earlier instanceof WriteSchedule(int schedule, ScheduleSetting setting)
                            && later.schedule == schedule
                            && later.setting.covers(setting);
            case SetHoliday later -> earlier instanceof SetHoliday holiday && later.covers(holiday);
            case SetHolidayTimes _ ->
                    earlier instanceof SetHoliday || earlier instanceof SetHolidayTimes;
            case Read read -> read.equals(earlier);
            case Raw _ -> false;
        };
    }
}
