package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
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
    private final Function<DeviceReport, JsonValue> reader;
    private final Function<JsonValue, JsonValue> writer;
    private final JsonValue before;
    private final Set<JsonValue> ours = new HashSet<>();
    private JsonValue wanted;

    /**
     * @param what for people: {@code work mode}
     * @param command which sets it
     * @param reader finds it in what the device tells
     * @param writer makes of it what the command takes
     */
    TouchedSetting(
            String what,
            String command,
            Function<DeviceReport, JsonValue> reader,
            Function<JsonValue, JsonValue> writer,
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

    /** As people read it. */
    String before() {
        return shown(before);
    }

    /** What the device tells, as people read it. */
    String shownIn(DeviceReport told) {
        return shown(in(told));
    }

    private static String shown(JsonValue value) {
        return value instanceof JsonText(String text) ? text : value.line();
    }

    private JsonValue in(DeviceReport told) {
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
        JsonValue now = in(told);
        if (now.equals(before)) {
            return Standing.AS_BEFORE;
        }
        return ours.contains(now) ? Standing.OURS : Standing.OTHERS;
    }

    /** Makes it something else for a while. */
    CtlResult change(CtlDevice device, JsonValue value)
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
