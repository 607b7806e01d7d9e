package io.github.timeguardmqtt.app.settings;

import static io.github.timeguardmqtt.app.settings.MqttOptions.PASSWORD;
import static io.github.timeguardmqtt.app.settings.MqttOptions.PASSWORD_FILE;
import static io.github.timeguardmqtt.app.settings.MqttOptions.PORT;

import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.app.settings.Setting.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What somebody set, for each option: on the command line, else in the environment, else in the
 * file of {@code --config}. Picocli asks for it, and takes the default of the definition where
 * there is nothing.
 */
final class SettingSources implements IDefaultValueProvider {

    private final CommandLine command;
    private final Map<String, String> environment;
    private final SequencedMap<String, OptionSpec> definitions = new LinkedHashMap<>();
    private final Map<String, Setting> set = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * @throws ParameterException with a sentence, when they cannot be read or exclude one another
     */
    SettingSources(ParseResult commandLine, Map<String, String> environment) {
        this.command = commandLine.commandSpec().commandLine();
        this.environment = environment;
        RunOptions.definitions()
                .forEach(definition -> definitions.put(definition.longestName(), definition));
        fromCommandLine(commandLine);
        fromEnvironment();
        of(RunOptions.CONFIG).ifPresent(this::fromFile);
        set.keySet().removeIf(this::isSwitchedOff);
        chooseOne(MqttOptions.BROKERS);
        dropPortWithoutHost();
        chooseOne(List.of(PASSWORD, PASSWORD_FILE));
        warnOfVisibleSecrets();
    }

    /** By the option's longest name, dashes included. */
    SequencedMap<String, OptionSpec> definitions() {
        return definitions;
    }

    /** What was set for an option, by its longest name; nothing for the default. */
    Optional<Setting> of(String option) {
        return Optional.ofNullable(set.get(option));
    }

    List<String> warnings() {
        return warnings;
    }

    /** What a sentence about an option starts with: where its value stands. */
    String subject(String option) {
        boolean isFromItsFile = option.equals(PASSWORD) && !set.containsKey(PASSWORD);
        return of(isFromItsFile ? PASSWORD_FILE : option).map(Setting::subject).orElse(option);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        OptionSpec definition = (OptionSpec) argument;
        String name = definition.longestName();
        Setting passwordFile = set.get(PASSWORD_FILE);
        if (name.equals(PASSWORD) && passwordFile != null) {
            return secret(passwordFile.subject(), passwordFile.values().getLast());
        }
        Setting setting = set.get(name);
        if (setting == null) {
            return null;
        }
        if (definition.isMultiValue()) {
            return String.join(",", setting.values());
        }
        String value = setting.values().getLast();
        return canGoBare(definition) && value.equals("true") ? definition.fallbackValue() : value;
    }

    private void fromCommandLine(ParseResult commandLine) {
        definitions.forEach((name, _) -> {
            OptionSpec matched = commandLine.matchedOption(name);
            List<String> values =
                    matched == null
                            ? List.of()
                            : matched.stringValues().stream()
                                    .filter(value -> !value.isEmpty())
                                    .toList();
            if (!values.isEmpty()) {
                set.put(name, new Setting(values, Source.COMMAND_LINE, "command line", name));
            }
        });
    }

    private void fromEnvironment() {
        Set<String> known = new TreeSet<>();
        definitions.forEach((name, definition) -> {
            String variable = Settings.variable(name);
            known.add(variable);
            String value = environment.getOrDefault(variable, "");
            // --mqtt-password-file is an option of its own, of this name.
            String file = variable + "_FILE";
            boolean takesFile =
                    MqttOptions.SECRET.contains(name) && !definitions.containsKey(name + "-file");
            String path = takesFile ? environment.getOrDefault(file, "") : "";
            if (takesFile) {
                known.add(file);
            }
            if (!value.isEmpty() && !path.isEmpty()) {
                throw wrong("%s and %s say the same: leave one out".formatted(variable, file));
            }
            if (!path.isEmpty()) {
                putEnvironment(name, file, secret(file, path));
            } else if (!value.isEmpty()) {
                putEnvironment(name, variable, meant(definition, value));
            }
        });
        environment.keySet().stream()
                .filter(variable -> variable.startsWith(Settings.PREFIX))
                .filter(variable -> !known.contains(variable))
                .sorted()
                .map(variable -> unknownVariable(variable, known))
                .forEach(warnings::add);
    }

    private void putEnvironment(String name, String variable, String value) {
        set.putIfAbsent(
                name,
                new Setting(
                        List.of(value), Source.ENVIRONMENT, "environment " + variable, variable));
    }

    private static String unknownVariable(String variable, Set<String> known) {
        // Without what all have in common, or everything would be like everything.
        int start = Settings.PREFIX.length();
        List<String> names = known.stream().map(name -> name.substring(start)).toList();
        return "there is no setting %s in the environment%s"
                .formatted(
                        variable,
                        Nearest.of(variable.substring(start), names)
                                .map(name -> "; did you mean " + Settings.PREFIX + name + "?")
                                .orElse(""));
    }

    private void fromFile(Setting config) {
        Path file = path(config.subject(), config.values().getLast());
        List<String> keys =
                definitions.keySet().stream()
                        .filter(name -> !name.equals(RunOptions.CONFIG))
                        .map(Settings::key)
                        .toList();
        boolean holdsSecret = false;
        try {
            for (Map.Entry<String, ConfigFile.Entry> each :
                    ConfigFile.read(file, "the settings in ").entrySet()) {
                String key = each.getKey();
                ConfigFile.Entry entry = each.getValue();
                String place = ConfigFile.place(file.toString(), entry.line());
                OptionSpec definition = definitions.get("--" + key);
                if (definition == null || !keys.contains(key)) {
                    throw wrong(
                            "%s: there is no setting \"%s\"%s"
                                    .formatted(place, key, Nearest.question(key, keys)));
                }
                String name = definition.longestName();
                String subject = place + ": " + key;
                checkShape(definition, entry, subject);
                List<String> values =
                        entry.values().stream().map(value -> meant(definition, value)).toList();
                String origin = "file " + file + ":" + entry.line();
                Setting setting = new Setting(values, Source.FILE, origin, subject);
                holdsSecret |= Settings.isSecret(name, setting);
                if (!values.isEmpty()) {
                    set.putIfAbsent(name, setting);
                }
            }
        } catch (ConfigFile.Wrong e) {
            throw wrong(e.sentence());
        }
        if (holdsSecret) {
            warnOfReaders(file);
        }
    }

    private void checkShape(OptionSpec definition, ConfigFile.Entry entry, String subject) {
        boolean isPairs = definition.paramLabel().contains("=");
        boolean fits =
                switch (entry.shape()) {
                    case TEXT -> true;
                    case LIST -> definition.isMultiValue();
                    case MAP -> isPairs;
                };
        if (fits) {
            return;
        }
        String label = definition.paramLabel();
        String expected =
                Settings.isFlag(definition)
                        ? "true or false"
                        : !definition.isMultiValue()
                                ? "one " + label
                                : "a list of " + label + (isPairs ? ", or a map" : "");
        String shape = entry.shape().name().toLowerCase(Locale.ROOT);
        throw wrong("%s: expected %s, not a %s".formatted(subject, expected, shape));
    }

    /** What picocli takes: people also say yes and no, 1 and 0, and true for a value's default. */
    private static String meant(OptionSpec definition, String value) {
        if (definition.arity().min() > 0) {
            return value;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> "true";
            case "false", "no", "off" -> "false";
            case "1" -> Settings.isFlag(definition) ? "true" : value;
            case "0" -> Settings.isFlag(definition) ? "false" : value;
            default -> value;
        };
    }

    /** As by {@code mqtt-embedded: false}. */
    private boolean isSwitchedOff(String name) {
        OptionSpec definition = definitions.get(name);
        return definition != null
                && canGoBare(definition)
                && of(name).filter(s -> s.values().getLast().equals("false")).isPresent();
    }

    /** Whether it has a value, but need not be given one. */
    private static boolean canGoBare(OptionSpec definition) {
        return definition.arity().min() == 0 && !Settings.isFlag(definition);
    }

    /** Of several that say the same, the source that goes before the others decides. */
    private void chooseOne(List<String> names) {
        for (Source source : Source.values()) {
            List<String> given =
                    names.stream()
                            .filter(name -> of(name).filter(s -> s.isFrom(source)).isPresent())
                            .toList();
            if (given.size() > 1) {
                throw wrong(
                        "%s and %s exclude one another: leave one out"
                                .formatted(subject(given.get(0)), subject(given.get(1))));
            }
            if (!given.isEmpty()) {
                names.stream().filter(name -> !given.contains(name)).forEach(set::remove);
                return;
            }
        }
    }

    private void dropPortWithoutHost() {
        Setting port = set.get(PORT);
        for (String name : List.of(MqttOptions.URL, MqttOptions.EMBEDDED)) {
            Setting broker = set.get(name);
            if (broker == null || port == null) {
                continue;
            }
            if (port.source().compareTo(broker.source()) <= 0) {
                throw wrong(
                        "%s goes with --mqtt-host only: the port of %s stands in its value"
                                .formatted(port.subject(), broker.subject()));
            }
            set.remove(PORT);
        }
    }

    private void warnOfVisibleSecrets() {
        for (String name : MqttOptions.SECRET) {
            Setting setting = set.get(name);
            if (setting != null
                    && setting.isFrom(Source.COMMAND_LINE)
                    && Settings.isSecret(name, setting)) {
                warnings.add(
                        "others on this machine can see the password of %s in the list of processes: give it with --mqtt-password-file, TIMEGUARD_MQTT_PASSWORD or --config"
                                .formatted(name));
            }
        }
        of(PASSWORD_FILE)
                .ifPresent(file -> warnOfReaders(path(file.subject(), file.values().getLast())));
    }

    private void warnOfReaders(Path file) {
        try {
            // A container's secrets are there, readable, and for nobody else.
            if (!file.startsWith("/run/secrets")
                    && Files.getPosixFilePermissions(file)
                            .contains(PosixFilePermission.OTHERS_READ)) {
                warnings.add(
                        "%s holds a password and others can read it: chmod 600 %s"
                                .formatted(file, file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Nobody knows, then; who reads the file says what is wrong with it.
        }
    }

    /**
     * A file that a setting names.
     *
     * @throws ParameterException when it is not even a name
     */
    Path path(String subject, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw wrong(subject + ": this is not a file's name");
        }
    }

    /** What stands in a file, without the end of its line. */
    private String secret(String subject, String file) {
        try {
            String text = ConfigFile.text(path(subject, file)).replaceFirst("\\r?\\n$", "");
            if (text.isEmpty()) {
                throw wrong("%s: %s is empty".formatted(subject, file));
            }
            return text;
        } catch (ConfigFile.Wrong e) {
            throw wrong(subject + ": " + e.sentence());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(command, sentence);
    }
}
