package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.console.YamlText;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.app.settings.Setting;
import io.github.timeguardmqtt.app.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code timeguard config}: what {@code timeguard run} would do with the same options. */
@Command(
        name = "config",
        sortOptions = false,
        description = {
            "Shows the settings that run would have with the same options, environment and file, and where each comes from, in the form of a file for --config.",
            "Passwords are hidden."
        })
public final class ConfigCommand implements Callable<Integer> {

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // for help and parsing: Settings reads what was given
    @Mixin
    private RunOptions given;

    public ConfigCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = new Settings(spec.commandLine().getParseResult(), environment);
        settings.warnings()
                .forEach(warning -> streams.err().println("timeguard config: warning: " + warning));
        settings.definitions().values().stream()
                .filter(definition -> !definition.longestName().equals("--config"))
                .map(definition -> line(settings, definition))
                .forEach(line -> streams.out().print(line + "\n"));
        streams.out().flush();
        return ExitCode.OK;
    }

    private static String line(Settings settings, OptionSpec definition) {
        String name = definition.longestName();
        String key = Settings.key(name);
        Optional<Setting> found = settings.of(name);
        if (found.isEmpty()) {
            return unset(settings, definition);
        }
        Setting setting = found.get();
        String origin = setting.origin().replaceAll("\\s", " ");
        List<String> values =
                setting.values().stream().map(value -> Settings.shown(name, value)).toList();
        if (Settings.isSecret(name, setting)) {
            // Not a setting: read back, the stars would be taken for the password.
            return "# %s: %s  # %s; hidden".formatted(key, quoted(values.getLast()), origin);
        }
        return "%s: %s  # %s".formatted(key, value(definition, values), origin);
    }

    private static String value(OptionSpec definition, List<String> values) {
        return definition.isMultiValue()
                ? values.stream()
                        .map(ConfigCommand::quoted)
                        .collect(Collectors.joining(", ", "[", "]"))
                : quoted(values.getLast());
    }

    private static String unset(Settings settings, OptionSpec definition) {
        String name = definition.longestName();
        String key = Settings.key(name);
        if (name.equals("--data")) {
            return "%s: %s  # default".formatted(key, quoted(settings.dataDirectory().toString()));
        }
        boolean isUnused =
                name.equals("--mqtt-port")
                        && settings.options().mqtt().isPresent()
                        && settings.of("--mqtt-host").isEmpty();
        if (isUnused) {
            return "# %s: %s  # goes with mqtt-host only".formatted(key, definition.defaultValue());
        }
        if (Settings.isFlag(definition)) {
            return key + ": false  # default";
        }
        return definition.defaultValue() == null
                ? "# %s: %s  # not set".formatted(key, definition.paramLabel())
                : "%s: %s  # default"
                        .formatted(key, value(definition, List.of(definition.defaultValue())));
    }

    /** As YAML, in quotes where it could be taken for anything but a text. */
    private static String quoted(String text) {
        boolean isPlain =
                text.matches("[A-Za-z0-9/][A-Za-z0-9_./+@-]*(:[A-Za-z0-9_./+@-]+)*")
                        && !text.equalsIgnoreCase("null");
        return isPlain ? text : YamlText.quoted(text);
    }
}
