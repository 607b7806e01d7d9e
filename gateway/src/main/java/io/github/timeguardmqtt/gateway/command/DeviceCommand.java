package io.github.timeguardmqtt.gateway.command;

import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.List;
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

    /** Stub. */
    record WriteSchedule(
            int schedule,
            io.github.timeguardmqtt.model.ScheduleSetting setting,
            List<String> warnings)
            implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.GetScheduleRequest(schedule));
        }
    }

    /** Stub. */
    record SetHoliday(
            java.util.Optional<Boolean> active,
            java.util.Optional<java.time.LocalDateTime> start,
            java.util.Optional<java.time.LocalDateTime> end)
            implements DeviceCommand {
        @Override
        public List<Message> requests() {
            return List.of(new Message.GetHolidayRequest());
        }
    }

    /** Reads from the device what it tells only when asked. */
    record Read(List<Message> requests) implements DeviceCommand {

        /** The code version, which schedule is active, and all six schedules. */
        public static final Read EVERYTHING =
                new Read(
                        Stream.<Message>concat(
                                        Stream.<Message>of(
                                                new Message.GetCodeVersionRequest(),
                                                new Message.GetActiveScheduleRequest()),
                                        IntStream.range(0, Schedule.COUNT)
                                                .mapToObj(id -> new Message.GetScheduleRequest(id)))
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
            case SetWorkMode _, TurnOff _ ->
                    earlier instanceof SetWorkMode || earlier instanceof TurnOff;
            case SetBoost _ -> earlier instanceof SetBoost;
            case SetAdvance _ -> earlier instanceof SetAdvance;
            case SetActiveSchedule _ -> earlier instanceof SetActiveSchedule;
            case Read read -> read.equals(earlier);
            case Raw _, WriteSchedule _, SetHoliday _ -> false;
        };
    }
}
