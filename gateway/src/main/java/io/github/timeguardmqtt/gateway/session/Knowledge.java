package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a device has told of itself, by its reports and its answers, whoever asked for them. */
final class Knowledge {

    private static final List<Optional<Text>> NO_NAMES =
            Collections.nCopies(Schedule.COUNT, Optional.empty());
    private static final Optional<Text> NO_NAME = Optional.of(Text.EMPTY);

    private Optional<Status> status = Optional.empty();
    private Optional<Text> codeVersion = Optional.empty();
    private OptionalInt activeSchedule = OptionalInt.empty();
    private List<Optional<Text>> scheduleNames = NO_NAMES;

    Optional<Status> status() {
        return status;
    }

    Optional<Text> codeVersion() {
        return codeVersion;
    }

    OptionalInt activeSchedule() {
        return activeSchedule;
    }

    List<Optional<Text>> scheduleNames() {
        return scheduleNames;
    }

    /** Takes what was known before a restart, as far as the device has not told it again. */
    void restore(
            Optional<Text> oldCodeVersion,
            OptionalInt oldActiveSchedule,
            List<Optional<Text>> oldScheduleNames) {
        codeVersion = codeVersion.or(() -> oldCodeVersion);
        if (activeSchedule.isEmpty()) {
            activeSchedule = oldActiveSchedule;
        }
        List<Optional<Text>> names = new ArrayList<>(scheduleNames);
        for (int id = 0; id < names.size(); id++) {
            Optional<Text> old = oldScheduleNames.get(id);
            names.set(id, names.get(id).or(() -> old));
        }
        scheduleNames = List.copyOf(names);
    }

    /**
     * Takes what a frame of the device's tells.
     *
     * @param request what it answers, as far as that is known
     * @return whether something of it is new
     */
    boolean learn(Frame frame, @Nullable Message request) {
        return switch (frame.message()) {
            case PingRequest(Status told) -> setStatus(told);
            case ReportCodeVersionRequest(Text told) -> setCodeVersion(told);
            case GetCodeVersionResponse(Text told) -> setCodeVersion(told);
            case GetActiveScheduleResponse(int told) -> setActiveSchedule(told);
            case SetActiveScheduleResponse(int told) -> setActiveSchedule(told);
            case GetScheduleResponse(Schedule told) -> setScheduleName(told.id(), told.name());
            case SetScheduleResponse(Schedule told) -> setScheduleName(told.id(), told.name());
            case SetScheduleNameResponse(int told) ->
                    request instanceof SetScheduleNameRequest(int asked, Text name)
                            && asked == told
                            && setScheduleName(told, name);
            case SetWorkModeResponse(WorkMode told) -> setWorkMode(told);
            case SetAdvanceResponse(Toggle told) -> setAdvance(told);
            case SetBoostResponse(_, Boost told) -> setBoost(told);
            default -> false;
        };
    }

    private boolean setStatus(Status told) {
        boolean isNew = !status.equals(Optional.of(told));
        status = Optional.of(told);
        return isNew;
    }

    private boolean setCodeVersion(Text told) {
        boolean isNew = !codeVersion.equals(Optional.of(told));
        if (isNew) {
            codeVersion = Optional.of(alone(told));
        }
        return isNew;
    }

    private boolean setActiveSchedule(int told) {
        if (told >= Schedule.COUNT || activeSchedule.equals(OptionalInt.of(told))) {
            return false;
        }
        activeSchedule = OptionalInt.of(told);
        return true;
    }

    private boolean setScheduleName(int id, Text told) {
        if (id >= Schedule.COUNT || scheduleNames.get(id).equals(Optional.of(told))) {
            return false;
        }
        List<Optional<Text>> names = new ArrayList<>(scheduleNames);
        names.set(id, told.isEmpty() ? NO_NAME : Optional.of(alone(told)));
        scheduleNames = List.copyOf(names);
        return true;
    }

    /** Without the rest of the frame, which would be kept for as long as the text is. */
    private static Text alone(Text told) {
        byte[] bytes = told.bytes().toArray();
        return new Text(Bytes.copyOf(bytes, 0, bytes.length));
    }

    /** Always on and always off decide over the relay; the next report tells whether they did. */
    private boolean setWorkMode(WorkMode told) {
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
        return setStatus(changed(was, relay, was.advance(), told, was.boost()));
    }

    private boolean setAdvance(Toggle told) {
        if (status.isEmpty() || !told.isKnown()) {
            return false;
        }
        Status was = status.get();
        return setStatus(
                changed(was, was.relay(), told.equals(Toggle.ON), was.workMode(), was.boost()));
    }

    /** In automatic mode a boost turns the relay on, whatever the schedule says. */
    private boolean setBoost(Boost told) {
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
        return setStatus(changed(was, relay, was.advance(), was.workMode(), told));
    }

    private static boolean isOff(Boost boost) {
        return boost.type().equals(BoostType.OFF);
    }

    private static Status changed(
            Status was, RelayState relay, boolean advance, WorkMode workMode, Boost boost) {
        return new Status(
                relay,
                was.loadDetected(),
                advance,
                was.loadDetectedBefore(),
                was.stateUnknown(),
                was.unknown1(),
                workMode,
                was.unknown2(),
                was.uptime(),
                boost,
                was.unknown3());
    }
}
