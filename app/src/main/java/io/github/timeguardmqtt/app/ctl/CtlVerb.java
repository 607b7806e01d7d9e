package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.link.GatewayLink;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Something that {@code timeguard ctl} does with a device. */
abstract class CtlVerb implements Callable<Integer> {

    @Spec private CommandSpec spec;

    /** What all verbs have in common; a group of verbs may stand between. */
    final CtlCommand ctl() {
        CommandSpec at = spec;
        while (!(at.userObject() instanceof CtlCommand ctl)) {
            at = at.parent();
        }
        return ctl;
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws NoAnswerException when it cannot be done; the sentence is for the user
     */
    abstract int run(CtlDevice device) throws NoAnswerException, InterruptedException;

    /**
     * Looks at the command line before anybody is asked.
     *
     * @throws ParameterException when it cannot be
     */
    void check() {}

    @Override
    public final Integer call() throws InterruptedException {
        String like = ctl().device();
        check();
        try (GatewayLink link = ctl().link()) {
            int code = run(CtlDevice.find(link, like));
            streams().out().flush();
            return code;
        } catch (NoAnswerException e) {
            streams().out().flush();
            return failed(e.sentence());
        }
    }

    final StandardStreams streams() {
        return ctl().streams();
    }

    /** Writes a line for people. */
    final void print(String line) {
        streams().out().print(line + "\n");
    }

    /** Writes an object for programs. */
    final void print(JsonValue object) {
        streams().out().print(object.line() + "\n");
    }

    final ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** Says why it did not work. */
    final int failed(String sentence) {
        streams().err().println(spec.qualifiedName() + ": " + sentence);
        return ExitCode.FAILED;
    }

    /**
     * Shows some of what is known.
     *
     * @param keys of the state; what is not known of them is left out
     * @return the exit code
     * @throws NoAnswerException when the first one is not known
     */
    final int show(CtlDevice device, String... keys)
            throws NoAnswerException, InterruptedException {
        JsonObject state = device.state();
        if (!isKnown(state, keys[0])) {
            throw new NoAnswerException(
                    "%s has not told its %s yet".formatted(device.title(), label(keys[0])));
        }
        JsonValue.ObjectBuilder object = JsonValue.object().put("id", device.id());
        for (String key : keys) {
            JsonValue value = state.get(key).orElse(JsonValue.JsonNull.NULL);
            object.put(key, value);
            if (!ctl().json() && isKnown(state, key)) {
                print("%s: %s".formatted(label(key), shown(value)));
            }
        }
        if (ctl().json()) {
            print(object.build());
        }
        return ExitCode.OK;
    }

    static boolean isKnown(JsonObject state, String key) {
        return !state.get(key).orElse(JsonValue.JsonNull.NULL).equals(JsonValue.JsonNull.NULL);
    }

    /** What people call it. */
    static String label(String key) {
        return key.equals("switch_state") ? "relay" : key.replace('_', ' ');
    }

    /** A value as people read it. */
    static String shown(JsonValue value) {
        return switch (value) {
            case JsonObject holiday -> CtlHoliday.shown(holiday);
            case JsonText(String text) -> CtlTime.shown(text);
            case JsonNumber number when number.whole().isEmpty() -> number.literal() + " kWh";
            default -> value.line();
        };
    }

    /** Says why it may take a while. */
    final void tellWhenOffline(CtlDevice device) {
        if (!device.isOnline()) {
            streams()
                    .err()
                    .println(
                            "%s: %s is offline: the command waits for it"
                                    .formatted(spec.qualifiedName(), device.title()));
        }
    }

    /**
     * Gives a command and tells how it went.
     *
     * @param shown what it makes of the device, for people: {@code work mode Always on}
     * @return the exit code
     */
    final int command(CtlDevice device, String command, JsonValue value, String shown)
            throws NoAnswerException, InterruptedException {
        tellWhenOffline(device);
        CtlResult result = device.command(command, value);
        if (ctl().json()) {
            print(result.fields());
        } else if (result.isConfirmed()) {
            print("%s: %s, %s".formatted(device.title(), shown, result.sentence()));
        } else {
            return failed("%s: %s, %s".formatted(device.title(), shown, result.sentence()));
        }
        return result.isConfirmed() ? ExitCode.OK : ExitCode.FAILED;
    }
}
