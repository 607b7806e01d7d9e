package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.Optional;

/** A user's command that has no result yet. */
final class QueuedCommand {

    /** Of a frame's flags. */
    static final int WRITE_FLAG = 2;

    private PendingCommand command;
    private final long waitsUntil;
    private final boolean restored;

    /** What was sent before a restart, until it is sent again. */
    private Optional<Frame> resend;

    private final RequestPlan plan;

    /** How often the store was told of it and has not said yet that it has it. */
    private int unstored;

    /**
     * @param waitsUntil how long it waits for a device that is offline, in steady nanoseconds
     * @param restored whether it is from before a restart
     */
    QueuedCommand(PendingCommand command, long waitsUntil, boolean restored, DeviceShadow shadow) {
        this.command = command;
        this.waitsUntil = waitsUntil;
        this.restored = restored;
        this.resend = restored ? command.sent() : Optional.empty();
        this.plan = RequestPlan.of(what(), shadow);
        resend.ifPresent(frame -> plan.resume(frame.message()));
    }

    /** As it is now. */
    PendingCommand pending() {
        return command;
    }

    DeviceCommand what() {
        return command.request().command();
    }

    boolean isTransaction(String transaction) {
        return command.request().transaction().equals(transaction);
    }

    RequestPlan plan() {
        return plan;
    }

    boolean isRestored() {
        return restored;
    }

    /** Whether something that changes the device has been sent, or may have been. */
    boolean wasSent() {
        return command.sent().isPresent();
    }

    long waitsUntil() {
        return waitsUntil;
    }

    /** What was sent before a restart and is to be sent again; only once. */
    Optional<Frame> takeResend() {
        Optional<Frame> frame = resend;
        resend = Optional.empty();
        return frame;
    }

    /** Reads can be repeated as often as one likes, so that what was sent is not kept. */
    boolean isRead() {
        return !(what() instanceof DeviceCommand.Raw)
                && (plan.request().kind().flags() & WRITE_FLAG) == 0;
    }

    /** This is what will be sent. */
    void sends(Frame frame) {
        command =
                new PendingCommand(
                        command.request(),
                        command.accepted(),
                        Optional.of(frame),
                        Optional.empty());
    }

    void finished(PendingCommand withResult) {
        command = withResult;
    }

    boolean isFinished() {
        return command.result().isPresent();
    }

    /** The store is told of it as it is now. */
    void storing() {
        unstored++;
    }

    /** The store has one of the states that it was told of. */
    void stored() {
        unstored--;
    }

    /** Whether the store has it as it is now. */
    boolean isStored() {
        return unstored == 0;
    }
}
