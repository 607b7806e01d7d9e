package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.app.settings.Setting.Source;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
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
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The settings of {@code timeguard run}: from the command line, else from the environment, else
 * from the file of {@code --config}, else the default.
 */
public final class Settings {

    private static final String PREFIX = "TIMEGUARD_";
    private static final String CONFIG = "--config";
    private static final String PASSWORD = "--mqtt-password";
    private static final String PASSWORD_FILE = "--mqtt-password-file";

    /** Which of them is given says which broker: one is enough. */
    private static final List<String> BROKERS =
            List.of("--mqtt-host", "--mqtt-url", "--mqtt-embedded");

    private static final List<String> FILES = List.of("--mqtt-ca", "--mqtt-cert", "--mqtt-key");

    /** Without a broker these do nothing, and have no default that would excuse them. */
    private static final List<String> OF_BROKER =
            List.of("--homeassistant-discovery", "--mqtt-username", "--mqtt-ca", "--mqtt-cert");

    private final CommandLine command;
    private final Map<String, String> environment;
    private final Map<String, OptionSpec> definitions = new LinkedHashMap<>();
    private final Map<String, Setting> set = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final RunOptions options;

    /**
     * @param commandLine of a command that has {@link RunOptions} as its mixin
     * @param environment of the process
     * @throws ParameterException with a sentence, when they cannot be
     */
    public Settings(ParseResult commandLine, Map<String, String> environment) {
        this.command = commandLine.commandSpec().commandLine();
        this.environment = environment;
        RunOptions.definitions()
                .forEach(definition -> definitions.put(definition.longestName(), definition));
        fromCommandLine(commandLine);
        fromEnvironment();
        fromFile();
        set.keySet().removeIf(this::isSwitchedOff);
        chooseOne(BROKERS);
        dropPortWithoutHost();
        chooseOne(List.of(PASSWORD, PASSWORD_FILE));
        warnOfVisibleSecrets();
        options = parsed();
        check();
    }

    /** With everything filled in. */
    public RunOptions options() {
        return options;
    }

    /** Sentences about what is allowed but hardly meant. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** By the option's longest name, dashes included. */
    public Map<String, OptionSpec> definitions() {
        return definitions;
    }

    /** What was set for an option, by its longest name; nothing for the default. */
    public Optional<Setting> of(String option) {
        return Optional.ofNullable(set.get(option));
    }

    /**
     * Where the gateway keeps what it must remember.
     *
     * @throws ParameterException when nothing tells
     */
    public Path dataDirectory() {
        return options.data()
                .or(() -> DataDirectories.choose(environment))
                .orElseThrow(() -> new ParameterException(command, DataDirectories.UNKNOWN));
    }

    /** What is in effect, by the file's names, without what is not set, and without secrets. */
    public SequencedMap<String, String> shown() {
        SequencedMap<String, String> shown = new LinkedHashMap<>();
        definitions.forEach((name, definition) -> {
            Optional<Setting> found = of(name);
            if (found.isPresent() && !isSecret(name, found.get())) {
                shown.put(key(name), String.join(",", found.get().values()));
            } else if (found.isEmpty() && definition.defaultValue() != null) {
                shown.put(key(name), definition.defaultValue());
            }
        });
        return shown;
    }

    /** The environment's name of an option. */
    static String variable(String option) {
        return PREFIX + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The file's name of an option. */
    public static String key(String option) {
        return option.substring(2);
    }

    /** Whether it is only set or not, without a value. */
    public static boolean isFlag(OptionSpec definition) {
        return definition.arity().max() == 0;
    }

    private void fromCommandLine(ParseResult commandLine) {
        definitions.forEach((name, _) -> {
            OptionSpec matched = commandLine.matchedOption(name);
            if (matched == null) {
                return;
            }
            List<String> values =
                    matched.stringValues().stream().filter(value -> !value.isEmpty()).toList();
            if (!values.isEmpty()) {
                put(name, new Setting(values, Source.COMMAND_LINE, "command line", name));
            }
        });
    }

    private void fromEnvironment() {
        Set<String> known = new TreeSet<>();
        definitions.forEach((name, definition) -> {
            String variable = variable(name);
            known.add(variable);
            if (RunOptions.SECRET.contains(name)) {
                known.add(variable + "_FILE");
            }
            fromEnvironment(name, definition, variable);
        });
        environment.keySet().stream()
                .filter(variable -> variable.startsWith(PREFIX) && !known.contains(variable))
                .sorted()
                .map(variable -> unknownVariable(variable, known))
                .forEach(warnings::add);
    }

    private void fromEnvironment(String name, OptionSpec definition, String variable) {
        String value = environment.getOrDefault(variable, "");
        String file = variable + "_FILE";
        String path = environment.getOrDefault(file, "");
        // --mqtt-password-file has this name, and is an option of its own.
        boolean takesFile =
                RunOptions.SECRET.contains(name) && !definitions.containsKey(name + "-file");
        if (takesFile && !path.isEmpty()) {
            if (!value.isEmpty()) {
                throw wrong("%s and %s say the same: leave one out".formatted(variable, file));
            }
            put(
                    name,
                    new Setting(
                            List.of(secret(file, path)),
                            Source.ENVIRONMENT,
                            "environment " + file,
                            file));
        } else if (!value.isEmpty()) {
            put(
                    name,
                    new Setting(
                            List.of(meant(definition, value)),
                            Source.ENVIRONMENT,
                            "environment " + variable,
                            variable));
        }
    }

    private static String unknownVariable(String variable, Set<String> known) {
        // Without what all have in common, or everything would be like everything.
        List<String> names = known.stream().map(name -> name.substring(PREFIX.length())).toList();
        return "there is no setting %s in the environment%s"
                .formatted(
                        variable,
                        Nearest.of(variable.substring(PREFIX.length()), names)
                                .map(name -> "; did you mean " + PREFIX + name + "?")
                                .orElse(""));
    }

    private void fromFile() {
        Setting config = set.get(CONFIG);
        if (config == null) {
            return;
        }
        Path file = path(config.subject(), config.values().getLast());
        Map<String, ConfigFile.Entry> entries;
        try {
            entries = ConfigFile.read(file);
        } catch (ConfigFile.Wrong e) {
            throw wrong(
                    String.valueOf(e.getMessage())
                            .replaceFirst("^cannot read", "cannot read the settings in"));
        }
        List<String> keys =
                definitions.keySet().stream()
                        .filter(name -> !name.equals(CONFIG))
                        .map(Settings::key)
                        .toList();
        boolean holdsSecret = false;
        for (Map.Entry<String, ConfigFile.Entry> each : entries.entrySet()) {
            String key = each.getKey();
            ConfigFile.Entry entry = each.getValue();
            String place = ConfigFile.place(file.toString(), entry.line());
            if (!keys.contains(key)) {
                throw wrong(
                        "%s: there is no setting \"%s\"%s"
                                .formatted(place, key, Nearest.question(key, keys)));
            }
            String name = "--" + key;
            OptionSpec definition = required(name);
            String subject = place + ": " + key;
            checkShape(definition, entry, subject);
            List<String> values =
                    entry.values().stream().map(value -> meant(definition, value)).toList();
            holdsSecret |= values.stream().anyMatch(value -> !shown(name, value).equals(value));
            if (!values.isEmpty()) {
                put(
                        name,
                        new Setting(
                                values, Source.FILE, "file " + file + ":" + entry.line(), subject));
            }
        }
        if (holdsSecret) {
            warnOfReaders(file);
        }
    }

    private void checkShape(OptionSpec definition, ConfigFile.Entry entry, String subject) {
        boolean isPairs = definition.paramLabel().contains("=");
        String expected =
                isFlag(definition)
                        ? "true or false"
                        : !definition.isMultiValue()
                                ? "one " + definition.paramLabel()
                                : isPairs
                                        ? "a list of %s, or a map"
                                                .formatted(definition.paramLabel())
                                        : "a list of " + definition.paramLabel();
        boolean fits =
                switch (entry.shape()) {
                    case TEXT -> true;
                    case LIST -> definition.isMultiValue();
                    case MAP -> isPairs;
                };
        if (!fits) {
            throw wrong(
                    "%s: expected %s, not a %s"
                            .formatted(
                                    subject,
                                    expected,
                                    entry.shape().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Keeps what went before. */
    private void put(String name, Setting setting) {
        set.putIfAbsent(name, setting);
    }

    /** What picocli takes: people also say yes and no, 1 and 0, and true for a value's default. */
    private static String meant(OptionSpec definition, String value) {
        boolean isOptional = definition.arity().min() == 0;
        if (!isOptional) {
            return value;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> "true";
            case "false", "no", "off" -> "false";
            case "1" -> isFlag(definition) ? "true" : value;
            case "0" -> isFlag(definition) ? "false" : value;
            default -> value;
        };
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

    /** As by {@code mqtt-embedded: false}. */
    private boolean isSwitchedOff(String name) {
        return canGoBare(required(name))
                && of(name).filter(s -> s.values().getLast().equals("false")).isPresent();
    }

    /** Whether it has a value, but need not be given one. */
    private static boolean canGoBare(OptionSpec definition) {
        return definition.arity().min() == 0 && !isFlag(definition);
    }

    private void dropPortWithoutHost() {
        Setting port = set.get("--mqtt-port");
        for (String name : List.of("--mqtt-url", "--mqtt-embedded")) {
            Setting broker = set.get(name);
            if (broker == null || port == null) {
                continue;
            }
            if (port.source().compareTo(broker.source()) <= 0) {
                throw wrong(
                        "%s goes with --mqtt-host only: the port of %s stands in its value"
                                .formatted(port.subject(), broker.subject()));
            }
            set.remove("--mqtt-port");
        }
    }

    private void warnOfVisibleSecrets() {
        for (String name : RunOptions.SECRET) {
            Setting setting = set.get(name);
            if (setting != null && setting.isFrom(Source.COMMAND_LINE) && isSecret(name, setting)) {
                warnings.add(
                        "others on this machine can see the password of %s in the list of processes: give it with --mqtt-password-file, TIMEGUARD_MQTT_PASSWORD or --config"
                                .formatted(name));
            }
        }
        Setting passwordFile = set.get(PASSWORD_FILE);
        if (passwordFile != null) {
            warnOfReaders(path(passwordFile.subject(), passwordFile.values().getLast()));
        }
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

    private RunOptions parsed() {
        List<String> arguments = new ArrayList<>();
        set.forEach((name, setting) ->
                setting.values().forEach(value -> arguments.add(argument(name, value))));
        Setting passwordFile = set.get(PASSWORD_FILE);
        if (passwordFile != null) {
            String password = secret(passwordFile.subject(), passwordFile.values().getLast());
            arguments.add(PASSWORD + "=" + password);
        }
        RunOptions filled = new RunOptions();
        try {
            ValueConverters.register(new CommandLine(filled))
                    .parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw wrong(originOf(e));
        }
        return filled;
    }

    private String argument(String name, String value) {
        boolean isBare = canGoBare(required(name)) && value.equals("true");
        return isBare ? name : name + "=" + value;
    }

    private String originOf(ParameterException e) {
        String sentence =
                String.valueOf(e.getMessage())
                        .replaceFirst(
                                "(?s)^Invalid value for option '[^']*'( at index \\d+)?( \\([^)]*\\))?: ",
                                "");
        if (!(e.getArgSpec() instanceof OptionSpec option)) {
            return sentence;
        }
        String name = option.longestName();
        boolean isFromItsFile = name.equals(PASSWORD) && !set.containsKey(PASSWORD);
        return subject(isFromItsFile ? PASSWORD_FILE : name)
                + ": "
                + (isFlag(option)
                        ? "expected true or false, not \"" + e.getValue() + '"'
                        : sentence);
    }

    private String subject(String name) {
        return of(name).map(Setting::subject).orElse(name);
    }

    private void check() {
        try {
            options.gatewaySettings();
            options.capture();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        options.namedDevices().forEach(this::checkNamedOnce);
        options.mqttMisfit()
                .ifPresent(sentence -> {
                    throw wrong(sentence);
                });
        for (String name : FILES) {
            of(name).ifPresent(this::checkReadable);
        }
        if (options.mqtt().isEmpty()) {
            OF_BROKER.stream()
                    .filter(set::containsKey)
                    .findFirst()
                    .ifPresent(name ->
                            warnings.add(
                                    "%s does nothing without a broker: name one with --mqtt-host, --mqtt-url or --mqtt-embedded"
                                            .formatted(subject(name))));
        }
    }

    private void checkNamedOnce(String option, List<Optional<DeviceId>> devices) {
        Set<Optional<DeviceId>> named = new HashSet<>();
        for (Optional<DeviceId> device : devices) {
            if (!named.add(device)) {
                throw wrong(
                        device.isPresent()
                                ? "%s: %s stands there twice: expected one value for each device"
                                        .formatted(subject(option), device.get())
                                : "%s: there are two values for all devices: expected one, and others like 12345678=…"
                                        .formatted(subject(option)));
            }
        }
    }

    private void checkReadable(Setting setting) {
        Path file = path(setting.subject(), setting.values().getLast());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw wrong(
                    "%s: %s %s"
                            .formatted(
                                    setting.subject(),
                                    file,
                                    !Files.exists(file)
                                            ? "does not exist"
                                            : Files.isDirectory(file)
                                                    ? "is a folder"
                                                    : "cannot be read: permission denied"));
        }
    }

    private Path path(String subject, String text) {
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
            throw wrong(subject + ": " + e.getMessage());
        }
    }

    /** A value, with stars for a password in it. */
    public static String shown(String name, String value) {
        return switch (name) {
            case PASSWORD -> OptionValues.HIDDEN;
            case "--mqtt-url" -> BrokerUrl.hidden(value);
            default -> value;
        };
    }

    /** Whether the value of this option must not be shown. */
    public static boolean isSecret(String name, Setting setting) {
        return setting.values().stream().anyMatch(value -> !shown(name, value).equals(value));
    }

    private OptionSpec required(String name) {
        @Nullable OptionSpec definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalStateException("no option " + name);
        }
        return definition;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(command, sentence);
    }
}
