package io.github.timeguardmqtt.gateway.command;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.Map;

/** Commands as users write them. */
public final class CommandText {

    /** What became of a text. */
    public sealed interface Parsed {

        /** The text on one line; perhaps cut. */
        String value();
    }

    /** A command that can be carried out. */
    public record Ok(DeviceCommand command, String value) implements Parsed {}

    /** No command, and why. */
    public record Refused(String value, String reason) implements Parsed {}

    private static final Map<String, WorkMode> MODES =
            Map.of("always on", WorkMode.ALWAYS_ON, "auto", WorkMode.AUTO);

    private CommandText() {}

    /** Reads the payload of the command topic {@code name}. */
    public static Parsed parse(
            DeviceId device,
            String name,
            Bytes payload,
            boolean rawAllowed,
            boolean powerOffIsAuto) {
        String value = PlainText.of(payload, 200);
        WorkMode mode = MODES.get(value.toLowerCase(java.util.Locale.ROOT));
        return mode == null || !name.equals("work_mode")
                ? new Refused(value, "expected work_mode and Auto or Always on")
                : new Ok(new DeviceCommand.SetWorkMode(mode), value);
    }
}
