package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which broker the gateway talks to, and how. */
final class MqttOptions {

    static final String HOST = "--mqtt-host";
    static final String PORT = "--mqtt-port";
    static final String URL = "--mqtt-url";
    static final String EMBEDDED = "--mqtt-embedded";
    static final String PASSWORD = "--mqtt-password";
    static final String PASSWORD_FILE = "--mqtt-password-file";
    private static final String USERNAME = "--mqtt-username";
    private static final String CA = "--mqtt-ca";
    private static final String CERT = "--mqtt-cert";
    private static final String KEY = "--mqtt-key";
    private static final String DISCOVERY = "--homeassistant-discovery";

    /** Each of them says which broker: one is enough. */
    static final List<String> BROKERS = List.of(HOST, URL, EMBEDDED);

    /** Must be files that can be read. */
    static final List<String> FILES = List.of(CA, CERT, KEY);

    /** Without a broker these do nothing, and have no default that would excuse them. */
    static final List<String> OF_BROKER = List.of(DISCOVERY, USERNAME, CA, CERT);

    /** Whose values are not shown to anybody. */
    static final Set<String> SECRET = Set.of(PASSWORD, URL);

    @Option(
            names = HOST,
            paramLabel = "HOST",
            converter = OptionValues.Host.class,
            description = "The MQTT broker, by plain TCP unless --mqtt-ca is given.")
    private Optional<String> host;

    @Option(
            names = PORT,
            defaultValue = "1883",
            paramLabel = "PORT",
            converter = OptionValues.Port.class,
            description = "The port of --mqtt-host (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = URL,
            paramLabel = "URL",
            description = {
                "The MQTT broker as mqtt://[USER[:PASSWORD]@]HOST[:PORT], or mqtts:// for TLS.",
                "Ports without one: 1883, with TLS 8883."
            })
    private Optional<BrokerUrl> url;

    @Option(
            names = EMBEDDED,
            arity = "0..1",
            fallbackValue = "1883",
            paramLabel = "[HOST:]PORT",
            converter = OptionValues.Embedded.class,
            description = {
                "Bring a broker along, on this port of loopback (1883 where none is said).",
                "With a host that others can reach, --mqtt-username and a password are needed."
            })
    private Optional<HostPort> embedded;

    @Option(
            names = "--mqtt-clientid",
            defaultValue = "timeguard",
            paramLabel = "ID",
            converter = OptionValues.Text.class,
            description = "How it calls itself at the broker (default: ${DEFAULT-VALUE}).")
    private String clientId;

    @Option(
            names = "--mqtt-root-topic",
            defaultValue = "timeguard",
            paramLabel = "TOPIC",
            converter = OptionValues.Topic.class,
            description = "What all its topics start with (default: ${DEFAULT-VALUE}).")
    private String rootTopic;

    @Option(names = USERNAME, paramLabel = "USER", description = "Who it is at the broker.")
    private Optional<String> username;

    @Option(
            names = PASSWORD,
            paramLabel = "PASSWORD",
            converter = OptionValues.Password.class,
            description = {
                "The password. As an option everybody on this machine can see it in the list of processes:",
                "better use --mqtt-password-file, TIMEGUARD_MQTT_PASSWORD or --config."
            })
    private Optional<Secret> password;

    @Option(
            names = PASSWORD_FILE,
            paramLabel = "FILE",
            description = "A file with the password in it, and nothing else.")
    @SuppressWarnings("UnusedVariable") // Settings reads the file before
    private Optional<Path> passwordFile;

    @Option(
            names = CA,
            paramLabel = "FILE",
            description =
                    "Use TLS, and trust whom these certificates (PEM) sign instead of the usual ones.")
    private Optional<Path> ca;

    @Option(
            names = CERT,
            paramLabel = "FILE",
            description = "The gateway's own certificate (PEM), with --mqtt-key; needs TLS.")
    private Optional<Path> certificate;

    @Option(names = KEY, paramLabel = "FILE", description = "The key (PEM) of --mqtt-cert.")
    private Optional<Path> key;

    @Option(
            names = DISCOVERY,
            arity = "0..1",
            fallbackValue = "homeassistant",
            paramLabel = "PREFIX",
            converter = OptionValues.Topic.class,
            description =
                    "Let Home Assistant find the devices, by topics that start with PREFIX (homeassistant where none is said).")
    private Optional<String> discovery;

    @Option(
            names = "--homeassistant-status-topic",
            defaultValue = "homeassistant/status",
            paramLabel = "TOPIC",
            converter = OptionValues.Topic.class,
            description =
                    "Where Home Assistant says that it has started (default: ${DEFAULT-VALUE}).")
    private String statusTopic;

    /** A value as it may be shown, with stars for a password in it. */
    static String shown(String name, String value) {
        return switch (name) {
            case PASSWORD -> OptionValues.HIDDEN;
            case URL -> BrokerUrl.hidden(value);
            default -> value;
        };
    }

    /**
     * The broker to talk to, the embedded one too; nothing where there is to be no MQTT.
     *
     * @param rules what commands are allowed to do
     */
    Optional<MqttSettings> settings(CommandRules rules) {
        return broker().map(at ->
                new MqttSettings(
                        at.host(),
                        at.port(),
                        at.tls() || ca.isPresent()
                                ? Optional.of(new MqttSettings.Tls(ca, certificate, key))
                                : Optional.empty(),
                        clientId,
                        rootTopic,
                        at.username().or(() -> username),
                        at.password().or(() -> password),
                        discovery,
                        statusTopic,
                        rules.rawAllowed(),
                        rules.powerOffIsAuto(),
                        false));
    }

    private Optional<BrokerUrl> broker() {
        return embedded.map(place -> plain(reachable(place.host()), place.port()))
                .or(() -> url)
                .or(() -> host.map(name -> plain(name, port)));
    }

    private static BrokerUrl plain(String host, int port) {
        return new BrokerUrl(false, host, port, Optional.empty(), Optional.empty());
    }

    /** Where a broker that listens everywhere is for those on the same machine. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    /** The broker to bring along, where there is to be one. */
    Optional<EmbeddedBrokerSettings> embeddedBroker() {
        return embedded.map(place ->
                new EmbeddedBrokerSettings(place.host(), place.port(), username, password));
    }

    /**
     * What is wrong between these settings, apart from those that exclude one another; nothing
     * where they fit.
     */
    Optional<String> misfit() {
        boolean tls = ca.isPresent() || url.filter(BrokerUrl::tls).isPresent();
        if (url.flatMap(BrokerUrl::username).isPresent()
                && (username.isPresent() || password.isPresent())) {
            return Optional.of(
                    "the user is in the URL of --mqtt-url already: leave out either that, or --mqtt-username and the password");
        }
        if (password.isPresent() && username.isEmpty()) {
            return Optional.of("an MQTT password needs a user: add --mqtt-username");
        }
        if (certificate.isPresent() != key.isPresent()) {
            return Optional.of(
                    "--mqtt-cert and --mqtt-key belong together: add --mqtt-%s"
                            .formatted(certificate.isPresent() ? "key" : "cert"));
        }
        if (embedded.isPresent()) {
            return embeddedMisfit(embedded.get(), tls || certificate.isPresent());
        }
        if (certificate.isPresent() && !tls && broker().isPresent()) {
            return Optional.of(
                    "--mqtt-cert needs TLS: give the broker as --mqtt-url mqtts://…, or add --mqtt-ca");
        }
        return Optional.empty();
    }

    private Optional<String> embeddedMisfit(HostPort place, boolean tls) {
        if (tls) {
            return Optional.of(
                    "the broker of --mqtt-embedded speaks no TLS: leave out --mqtt-ca, --mqtt-cert and --mqtt-key");
        }
        if (username.isPresent() && password.isEmpty()) {
            return Optional.of(
                    "the user of --mqtt-embedded needs a password: add --mqtt-password-file");
        }
        if (username.isEmpty() && !isLoopback(place)) {
            return Optional.of(
                    "others can reach %s of --mqtt-embedded: add --mqtt-username and --mqtt-password-file"
                            .formatted(place));
        }
        return Optional.empty();
    }

    private static boolean isLoopback(HostPort place) {
        return place.host().equals("localhost")
                || place.literal()
                        .map(address -> address.getAddress())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }
}
