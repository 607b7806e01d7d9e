package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** A setting of a device that is changed for a while, and brought back. */
final class TouchedSetting {

    /** How it stands with it. */
    enum Standing {
        AS_BEFORE,
        /** As it was set here. */
        OURS,
        /** Somebody else has set it meanwhile. */
        OTHERS
    }

    private final String what;
    private final String command;
    private final Function<DeviceReport, Object> reader;
    private final Function<Object, Object> writer;
    private final Object before;
    private final Set<Object> ours = new HashSet<>();
    private Object wanted;

    /**
     * @param what for people: {@code work mode}
     * @param command which sets it
     * @param reader finds it in what the device tells
     * @param writer makes of it what the command takes
     */
    TouchedSetting(
            String what,
            String command,
            Function<DeviceReport, Object> reader,
            Function<Object, Object> writer,
            DeviceReport now) {
        this.what = what;
        this.command = command;
        this.reader = reader;
        this.writer = writer;
        before = reader.apply(now);
        wanted = before;
    }

    String what() {
        return what;
    }

    Object before() {
        return before;
    }

    Object in(DeviceReport told) {
        return reader.apply(told);
    }

    /** Whether the device tells what was last wanted of it. */
    boolean isAsWanted(DeviceReport told) {
        return in(told).equals(wanted);
    }

    /** Whether it was, or may have been, changed at all. */
    boolean isTouched() {
        return !ours.isEmpty();
    }

    Standing standing(DeviceReport told) {
        Object now = in(told);
        if (now.equals(before)) {
            return Standing.AS_BEFORE;
        }
        return ours.contains(now) ? Standing.OURS : Standing.OTHERS;
    }

    /** Makes it something else for a while. */
    CtlResult change(CtlDevice device, Object value)
            throws NoAnswerException, InterruptedException {
        // First, since nobody knows whether a command without an answer was obeyed.
        ours.add(value);
        CtlResult result = device.command(command, writer.apply(value));
        if (result.isConfirmed()) {
            wanted = value;
        } else if (result.isRejected()) {
            // What the device made of it is not what was asked for, but nobody else's either.
            ours.add(in(new DeviceReport(device.told()).checked()));
        }
        return result;
    }

    CtlResult restore(CtlDevice device) throws NoAnswerException, InterruptedException {
        return device.command(command, writer.apply(before));
    }
}
