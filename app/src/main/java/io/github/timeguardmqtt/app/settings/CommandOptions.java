package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.CommandRules;
import picocli.CommandLine.Option;

/** What commands are allowed to do. */
final class CommandOptions {

    @Option(
            names = "--power-off",
            defaultValue = "always-off",
            paramLabel = "MEANING",
            description =
                    "What off of the plain switch sets: always-off or auto (default: ${DEFAULT-VALUE}).")
    private PowerOff powerOff;

    @Option(
            names = "--raw-commands",
            description = "Also send frames that users write by hand. For explorers only.")
    private boolean rawCommands;

    CommandRules rules() {
        return new CommandRules(rawCommands, powerOff == PowerOff.AUTO);
    }
}
