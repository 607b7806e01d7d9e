package io.github.timeguardmqtt.app.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The settings of {@code timeguard run}: from the command line, else from the environment, else
 * from the file of {@code --config}, else the default.
 */
public final class Settings {

    static final String PREFIX = "TIMEGUARD_";

    private final CommandLine command;
    private final Map<String, String> environment;
    private final SettingSources sources;
    private final RunOptions options = new RunOptions();

    /**
     * @param commandLine of a command that has {@link RunOptions} as its mixin
     * @param environment of the process
     * @throws ParameterException with a sentence, when they cannot be
     */
    public Settings(ParseResult commandLine, Map<String, String> environment) {
        this.command = commandLine.commandSpec().commandLine();
        this.environment = environment;
        sources = new SettingSources(commandLine, environment);
        CommandLine filled =
                ValueConverters.register(new CommandLine(options))
                        .setDefaultValueProvider(sources)
                        // A password may have any text, that of an option or a variable too.
                        .setInterpolateVariables(false)
                        .setAllowOptionsAsOptionParameters(true);
        try {
            filled.parseArgs();
        } catch (ParameterException e) {
            throw e.getArgSpec() instanceof OptionSpec option
                    ? wrong(sources.subject(option.longestName()) + ": " + WrongValue.reason(e))
                    : e;
        }
        check(filled.getCommandSpec().options());
    }

    /** With everything filled in. */
    public RunOptions options() {
        return options;
    }

    /** Sentences about what is allowed but hardly meant. */
    public List<String> warnings() {
        return List.copyOf(sources.warnings());
    }

    /** By the option's longest name, dashes included. */
    public SequencedMap<String, OptionSpec> definitions() {
        return sources.definitions();
    }

    /** What was set for an option, by its longest name; nothing for the default. */
    public Optional<Setting> of(String option) {
        return sources.of(option);
    }

    /**
     * Where the gateway keeps what it must remember.
     *
     * @throws ParameterException when nothing tells
     */
    public Path dataDirectory() {
        return options.data()
                .or(() -> DataDirectories.choose(environment))
                .orElseThrow(() -> wrong(DataDirectories.UNKNOWN));
    }

    /** What is in effect, by the file's names, without what is not set, and without secrets. */
    public SequencedMap<String, String> shown() {
        SequencedMap<String, String> shown = new LinkedHashMap<>();
        definitions()
                .forEach((name, definition) -> {
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

    /** A value, with stars for a password in it. */
    public static String shown(String name, String value) {
        return MqttOptions.shown(name, value);
    }

    /** Whether the value of this option must not be shown. */
    public static boolean isSecret(String name, Setting setting) {
        return setting.values().stream().anyMatch(value -> !shown(name, value).equals(value));
    }

    private void check(List<OptionSpec> filled) {
        filled.forEach(this::checkNamedOnce);
        try {
            options.gatewaySettings();
            options.capture();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        options.mqttMisfit()
                .ifPresent(sentence -> {
                    throw wrong(sentence);
                });
        for (String name : MqttOptions.FILES) {
            of(name).ifPresent(this::checkReadable);
        }
        if (options.mqtt().isEmpty()) {
            MqttOptions.OF_BROKER.stream()
                    .filter(name -> of(name).isPresent())
                    .findFirst()
                    .ifPresent(name ->
                            sources.warnings()
                                    .add(
                                            "%s does nothing without a broker: name one with --mqtt-host, --mqtt-url or --mqtt-embedded"
                                                    .formatted(sources.subject(name))));
        }
    }

    /** No device, nor all of them, can have two values. */
    private void checkNamedOnce(OptionSpec option) {
        if (!(option.getValue() instanceof List<?> values)) {
            return;
        }
        Set<Object> named = new HashSet<>();
        for (Object value : values) {
            if (value instanceof PerDevice<?> one && !named.add(one.device())) {
                String subject = sources.subject(option.longestName());
                throw wrong(
                        one.device().isPresent()
                                ? "%s: %s stands there twice: expected one value for each device"
                                        .formatted(subject, one.device().get())
                                : "%s: there are two values for all devices: expected one, and others like 12345678=…"
                                        .formatted(subject));
            }
        }
    }

    private void checkReadable(Setting setting) {
        Path file = sources.path(setting.subject(), setting.values().getLast());
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

    private ParameterException wrong(String sentence) {
        return new ParameterException(command, sentence);
    }
}
