package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.link.BrokerLink;
import io.github.timeguardmqtt.app.link.ControlClient;
import io.github.timeguardmqtt.app.link.GatewayLink;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.BrokerUrl;
import io.github.timeguardmqtt.app.settings.ConfigFile;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import io.github.timeguardmqtt.app.settings.OptionValues;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Which device of which running gateway: what {@code ctl} and {@code calibrate} have in common. */
abstract class GatewayOptions {

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DEVICE",
            description = "Its id, its name, or an unambiguous start of one of them.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The data directory of the gateway (default: " + DataDirectories.RULE + ").")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--mqtt-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "Ask through this MQTT broker: mqtt://[USER[:PASSWORD]@]HOST[:PORT], or mqtts:// for TLS.")
    private Optional<BrokerUrl> mqttUrl = Optional.empty();

    @Option(
            names = "--mqtt-password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file with the broker's password in it, and nothing else.")
    private Optional<Path> mqttPasswordFile = Optional.empty();

    @Option(
            names = "--mqtt-root-topic",
            paramLabel = "TOPIC",
            scope = ScopeType.INHERIT,
            converter = OptionValues.Topic.class,
            description = "What all topics of the gateway start with (default: timeguard).")
    private Optional<String> mqttRootTopic = Optional.empty();

    @Option(
            names = "--mqtt-ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Use TLS, and trust whom these certificates (PEM) sign instead of the usual ones.")
    private Optional<Path> mqttCa = Optional.empty();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Write JSON, one object on a line.")
    private boolean json;

    GatewayOptions(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    /** How to say which device. */
    abstract String synopsis();

    final StandardStreams streams() {
        return streams;
    }

    final Map<String, String> environment() {
        return environment;
    }

    /** As the command is called on the command line. */
    final String name() {
        return spec.qualifiedName();
    }

    /** Where the gateway keeps what it keeps; nothing where it is reached through a broker. */
    final Optional<Path> directory() {
        return url().isPresent() ? Optional.empty() : ControlClient.directory(data, environment);
    }

    /** Of the broker; nothing where the gateway is on this computer. */
    private Optional<BrokerUrl> url() {
        // What stands in the environment is for run, where it may be meant for this one: the
        // launcher puts a URL with a password there.
        return mqttUrl.or(() ->
                data.isPresent()
                        ? Optional.empty()
                        : variable("TIMEGUARD_MQTT_URL", BrokerUrl::parse));
    }

    /** How to reach the same gateway with another command; without a password. */
    final String way() {
        StringBuilder way = new StringBuilder();
        data.ifPresent(directory -> way.append(" --data ").append(directory));
        mqttUrl.ifPresent(url -> way.append(" --mqtt-url ").append(url.withoutPassword()));
        mqttPasswordFile.ifPresent(file -> way.append(" --mqtt-password-file ").append(file));
        mqttRootTopic.ifPresent(topic -> way.append(" --mqtt-root-topic ").append(topic));
        mqttCa.ifPresent(file -> way.append(" --mqtt-ca ").append(file));
        return way.toString();
    }

    final List<String> verbs() {
        return List.copyOf(spec.subcommands().keySet());
    }

    final boolean json() {
        return json;
    }

    /**
     * Which device is meant.
     *
     * @throws ParameterException when it was not said
     */
    final String device() {
        return device.filter(text -> !text.isBlank())
                .orElseThrow(() ->
                        usage(
                                "say which device: %s; timeguard status lists them"
                                        .formatted(synopsis())));
    }

    final ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /**
     * Finds the way to the gateway.
     *
     * @throws ParameterException when the options make no sense
     * @throws NoAnswerException when there is no connection to a broker
     */
    final GatewayLink link() throws NoAnswerException, InterruptedException {
        Optional<BrokerUrl> url = url();
        if (url.isPresent()) {
            if (data.isPresent()) {
                throw usage("--data and --mqtt-url are two ways to a gateway: leave one out");
            }
            return new BrokerLink(settings(url.get()));
        }
        if (mqttPasswordFile.isPresent() || mqttRootTopic.isPresent() || mqttCa.isPresent()) {
            throw usage("the other options of MQTT need --mqtt-url");
        }
        return new ControlClient(
                ControlClient.directory(data, environment)
                        .orElseThrow(() -> usage(DataDirectories.UNKNOWN)));
    }

    private MqttSettings settings(BrokerUrl url) {
        Optional<Path> ca = mqttCa.or(() -> variable("TIMEGUARD_MQTT_CA", Path::of));
        Optional<String> user =
                url.username().or(() -> variable("TIMEGUARD_MQTT_USERNAME", text -> text));
        Optional<Secret> password = url.password().or(this::password);
        if (password.isPresent() && user.isEmpty()) {
            throw usage(
                    "an MQTT password needs a user: write it as mqtt://USER@HOST in --mqtt-url");
        }
        MqttSettings plain = MqttSettings.plain(url.host(), url.port());
        return new MqttSettings(
                url.host(),
                url.port(),
                url.tls() || ca.isPresent()
                        ? Optional.of(new MqttSettings.Tls(ca, Optional.empty(), Optional.empty()))
                        : Optional.empty(),
                "timeguard-ctl-"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()),
                mqttRootTopic
                        .or(() ->
                                variable(
                                        "TIMEGUARD_MQTT_ROOT_TOPIC",
                                        text -> new OptionValues.Topic().parse(text)))
                        .orElse(plain.rootTopic()),
                user,
                password,
                Optional.empty(),
                plain.homeAssistantStatusTopic(),
                false,
                false,
                false);
    }

    private Optional<Secret> password() {
        Optional<Path> file =
                mqttPasswordFile.or(() -> variable("TIMEGUARD_MQTT_PASSWORD_FILE", Path::of));
        if (file.isEmpty()) {
            return variable("TIMEGUARD_MQTT_PASSWORD", Secret::new);
        }
        try {
            return Optional.of(new Secret(ConfigFile.text(file.get()).replaceFirst("\\R$", "")));
        } catch (ConfigFile.Wrong e) {
            throw usage("--mqtt-password-file: " + e.getMessage());
        }
    }

    private <T> Optional<T> variable(String name, Function<String, T> parse) {
        try {
            return Optional.ofNullable(environment.get(name))
                    .filter(value -> !value.isEmpty())
                    .map(parse);
        } catch (IllegalArgumentException e) {
            throw usage(name + ": " + e.getMessage());
        }
    }
}
