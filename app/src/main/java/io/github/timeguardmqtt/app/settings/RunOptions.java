package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.capture.CaptureSettings;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * What {@code timeguard run} can be told: each setting is defined here, once. As a picocli mixin it
 * takes the command line alone; {@link Settings} fills one from environment and file too, and only
 * that one tells what is to be done.
 */
@Command(sortOptions = false)
public final class RunOptions {

    /** Whose values are not shown to anybody. */
    static final Set<String> SECRET = Set.of("--mqtt-password", "--mqtt-url");

    @Option(
            names = {"-m", "--mode"},
            defaultValue = "relay",
            paramLabel = "MODE",
            description = {
                "Who answers the devices: relay, fallback or local (default: ${DEFAULT-VALUE}).",
                "relay: the cloud; fallback: the gateway, and the cloud gets everything; local: the gateway alone."
            })
    private Mode mode = Mode.RELAY;

    @Option(
            names = "--device",
            split = ",",
            paramLabel = "ID=MODE",
            description = "One device's own mode: 12345678=local. Can be given several times.")
    private List<DeviceMode> devices = List.of();

    @Option(
            names = "--listen",
            defaultValue = "0.0.0.0:9997",
            paramLabel = "HOST:PORT",
            description = "Where devices reach it, by UDP and TCP (default: ${DEFAULT-VALUE}).")
    private HostPort listen = new HostPort("0.0.0.0", 9997);

    @Option(
            names = "--cloud",
            defaultValue = "31.193.128.139:9997",
            paramLabel = "HOST:PORT",
            description = "The vendor's server (default: ${DEFAULT-VALUE}).")
    private HostPort cloud = new HostPort("31.193.128.139", 9997);

    @Option(
            names = "--max-devices",
            defaultValue = "1000",
            paramLabel = "N",
            description =
                    "How many devices there can be at once, "
                            + GatewaySettings.MIN_DEVICES
                            + " to "
                            + GatewaySettings.MAX_DEVICES
                            + ", or to "
                            + GatewaySettings.MAX_LOCAL_DEVICES
                            + " where all are in local mode (default: ${DEFAULT-VALUE}).")
    private int maxDevices = 1000;

    @Option(
            names = "--allow-source",
            split = ",",
            paramLabel = "CIDR",
            description = {
                "Also accept devices from these addresses; private ones always are.",
                "Can be given several times."
            })
    private List<AddressRange> allowedSources = List.of();

    @Option(
            names = "--device-online-timeout",
            defaultValue = "50s",
            paramLabel = "TIME",
            converter = OptionValues.SomeSeconds.class,
            description =
                    "A device that says nothing for so long is offline (default: ${DEFAULT-VALUE}).")
    private Duration deviceOnlineTimeout = Duration.ofSeconds(50);

    @Option(
            names = "--offline-wait",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = OptionValues.Seconds.class,
            description =
                    "How long a command waits for a device that is offline (default: ${DEFAULT-VALUE}); 0 refuses it at once.")
    private Duration offlineWait = Duration.ofSeconds(60);

    @Option(
            names = "--timezone",
            split = ",",
            defaultValue = "Europe/London",
            paramLabel = "[ID=]ZONE",
            converter = OptionValues.Zone.class,
            description =
                    "In which time zone schedules run, or one device's: 12345678=Europe/Dublin (default: ${DEFAULT-VALUE}). Can be given several times.")
    private List<PerDevice<ZoneId>> zones = List.of();

    @Option(
            names = "--holiday-order",
            split = ",",
            paramLabel = "[ID=]ORDER",
            converter = OptionValues.HolidayOrder.class,
            description = {
                "Which time of a holiday comes first on the wire: start-first or end-first.",
                "Without it: start-first, unless the device itself gives the other away."
            })
    private List<PerDevice<HolidayReading.Order>> holidayOrders = List.of();

    @Option(
            names = "--holiday-time",
            split = ",",
            defaultValue = "wall-clock",
            paramLabel = "[ID=]TIME",
            converter = OptionValues.HolidayTime.class,
            description =
                    "What the times of a holiday count: wall-clock or utc (default: ${DEFAULT-VALUE}).")
    private List<PerDevice<HolidayReading.Base>> holidayTimes = List.of();

    @Option(
            names = "--boost-in-always-off",
            split = ",",
            defaultValue = "on",
            paramLabel = "[ID=]STATE",
            converter = OptionValues.BoostInAlwaysOff.class,
            description =
                    "Whether a boost turns on a switch that is always off: on or off (default: ${DEFAULT-VALUE}).")
    private List<PerDevice<Boolean>> boostsInAlwaysOff = List.of();

    @Option(
            names = "--load-watts",
            split = ",",
            paramLabel = "[ID=]WATTS",
            converter = OptionValues.Watts.class,
            description = {
                "What the load draws, or one device's: 12345678=3000. With it the energy is counted.",
                "Can be given several times."
            })
    private List<PerDevice<Integer>> loads = List.of();

    @Option(
            names = "--power-off",
            defaultValue = "always-off",
            paramLabel = "MEANING",
            description =
                    "What off of the plain switch sets: always-off or auto (default: ${DEFAULT-VALUE}).")
    private PowerOff powerOff = PowerOff.ALWAYS_OFF;

    @Option(
            names = "--raw-commands",
            description = "Also send frames that users write by hand. For explorers only.")
    private boolean rawCommands;

    @Option(
            names = {"-d", "--debug"},
            description = "Write every datagram to standard output, a line each.")
    private boolean debug;

    @Option(
            names = {"-p", "--print-parsed-data"},
            description = "Write the fields of every frame to standard output.")
    private boolean printParsedData;

    @Option(
            names = {"-s", "--mask"},
            description =
                    "Hide device ids, IP addresses and the names of schedules in everything that is written: the first device becomes 12345678, the second 12345679.")
    private boolean masked;

    @Mixin private CaptureOptions capture = new CaptureOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Where the gateway keeps what it must remember; no other gateway may use it.",
                "Without it: $$STATE_DIRECTORY, else $$XDG_STATE_HOME/timeguard, else ~/.local/state/timeguard."
            })
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--mqtt-host",
            paramLabel = "HOST",
            converter = OptionValues.Host.class,
            description = "The MQTT broker, by plain TCP unless --mqtt-ca is given.")
    private Optional<String> mqttHost = Optional.empty();

    @Option(
            names = "--mqtt-port",
            defaultValue = "1883",
            paramLabel = "PORT",
            converter = OptionValues.Port.class,
            description = "The port of --mqtt-host (default: ${DEFAULT-VALUE}).")
    private int mqttPort = 1883;

    @Option(
            names = "--mqtt-url",
            paramLabel = "URL",
            description = {
                "The MQTT broker as mqtt://[USER[:PASSWORD]@]HOST[:PORT], or mqtts:// for TLS.",
                "Ports without one: 1883, with TLS 8883."
            })
    private Optional<BrokerUrl> mqttUrl = Optional.empty();

    @Option(
            names = "--mqtt-embedded",
            arity = "0..1",
            fallbackValue = "1883",
            paramLabel = "[HOST:]PORT",
            converter = OptionValues.Embedded.class,
            description = {
                "Bring a broker along, on this port of loopback (1883 where none is said).",
                "With a host that others can reach, --mqtt-username and a password are needed."
            })
    private Optional<HostPort> mqttEmbedded = Optional.empty();

    @Option(
            names = "--mqtt-clientid",
            defaultValue = "timeguard",
            paramLabel = "ID",
            converter = OptionValues.Text.class,
            description = "How it calls itself at the broker (default: ${DEFAULT-VALUE}).")
    private String mqttClientId = "timeguard";

    @Option(
            names = "--mqtt-root-topic",
            defaultValue = "timeguard",
            paramLabel = "TOPIC",
            converter = OptionValues.Topic.class,
            description = "What all its topics start with (default: ${DEFAULT-VALUE}).")
    private String mqttRootTopic = "timeguard";

    @Option(
            names = "--mqtt-username",
            paramLabel = "USER",
            description = "Who it is at the broker.")
    private Optional<String> mqttUsername = Optional.empty();

    @Option(
            names = "--mqtt-password",
            paramLabel = "PASSWORD",
            converter = OptionValues.Password.class,
            description = {
                "The password. As an option everybody on this machine can see it in the list of processes:",
                "better use --mqtt-password-file, TIMEGUARD_MQTT_PASSWORD or --config."
            })
    private Optional<Secret> mqttPassword = Optional.empty();

    @Option(
            names = "--mqtt-password-file",
            paramLabel = "FILE",
            description = "A file with the password in it, and nothing else.")
    @SuppressWarnings("UnusedVariable") // Settings reads the file before
    private Optional<Path> mqttPasswordFile = Optional.empty();

    @Option(
            names = "--mqtt-ca",
            paramLabel = "FILE",
            description =
                    "Use TLS, and trust whom these certificates (PEM) sign instead of the usual ones.")
    private Optional<Path> mqttCa = Optional.empty();

    @Option(
            names = "--mqtt-cert",
            paramLabel = "FILE",
            description = "The gateway's own certificate (PEM), with --mqtt-key; needs TLS.")
    private Optional<Path> mqttCert = Optional.empty();

    @Option(
            names = "--mqtt-key",
            paramLabel = "FILE",
            description = "The key (PEM) of --mqtt-cert.")
    private Optional<Path> mqttKey = Optional.empty();

    @Option(
            names = "--homeassistant-discovery",
            arity = "0..1",
            fallbackValue = "homeassistant",
            paramLabel = "PREFIX",
            converter = OptionValues.Topic.class,
            description =
                    "Let Home Assistant find the devices, by topics that start with PREFIX (homeassistant where none is said).")
    private Optional<String> homeAssistantDiscovery = Optional.empty();

    @Option(
            names = "--homeassistant-status-topic",
            defaultValue = "homeassistant/status",
            paramLabel = "TOPIC",
            converter = OptionValues.Topic.class,
            description =
                    "Where Home Assistant says that it has started (default: ${DEFAULT-VALUE}).")
    private String homeAssistantStatusTopic = "homeassistant/status";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Take what is not given here, nor by TIMEGUARD_… in the environment, from this YAML file; its keys are these options without the dashes.")
    @SuppressWarnings("UnusedVariable") // Settings reads the file before
    private Optional<Path> config = Optional.empty();

    /** The definitions, in the order in which people read them. */
    public static List<OptionSpec> definitions() {
        return CommandSpec.forAnnotatedObject(new RunOptions()).options();
    }

    Mode mode() {
        return mode;
    }

    /** The modes of those devices that have their own. */
    Map<DeviceId, Mode> deviceModes() {
        Map<DeviceId, Mode> modes = new LinkedHashMap<>();
        devices.forEach(device -> modes.put(device.device(), device.mode()));
        return modes;
    }

    /** The devices that each setting names, by its name; one that was named twice is so here. */
    Map<String, List<Optional<DeviceId>>> namedDevices() {
        Map<String, List<Optional<DeviceId>>> named = new LinkedHashMap<>();
        named.put(
                "--device", devices.stream().map(device -> Optional.of(device.device())).toList());
        perDevice()
                .forEach((name, values) ->
                        named.put(
                                name,
                                values.stream()
                                        .<Optional<DeviceId>>map(PerDevice::device)
                                        .toList()));
        return named;
    }

    private Map<String, List<? extends PerDevice<?>>> perDevice() {
        Map<String, List<? extends PerDevice<?>>> all = new LinkedHashMap<>();
        all.put("--timezone", zones);
        all.put("--holiday-order", holidayOrders);
        all.put("--holiday-time", holidayTimes);
        all.put("--boost-in-always-off", boostsInAlwaysOff);
        all.put("--load-watts", loads);
        return all;
    }

    /** How devices are to be taken that are not named anywhere. */
    private SwitchRules rules() {
        return new SwitchRules(
                PerDevice.usual(zones).orElse(SwitchRules.USUAL.zone()),
                PerDevice.usual(holidayOrders),
                PerDevice.usual(holidayTimes).orElse(SwitchRules.USUAL.holidayBase()),
                PerDevice.usual(boostsInAlwaysOff).orElse(SwitchRules.USUAL.boostInAlwaysOff()),
                number(PerDevice.usual(loads)));
    }

    /** How each device is to be taken that is named somewhere. */
    private Map<DeviceId, SwitchRules> deviceRules() {
        Map<DeviceId, SwitchRules> rules = new LinkedHashMap<>();
        perDevice().values().stream()
                .flatMap(List::stream)
                .flatMap(value -> value.device().stream())
                .forEach(device -> rules.computeIfAbsent(device, this::rules));
        return rules;
    }

    private SwitchRules rules(DeviceId device) {
        SwitchRules usual = rules();
        return new SwitchRules(
                PerDevice.of(device, zones).orElse(usual.zone()),
                PerDevice.of(device, holidayOrders),
                PerDevice.of(device, holidayTimes).orElse(usual.holidayBase()),
                PerDevice.of(device, boostsInAlwaysOff).orElse(usual.boostInAlwaysOff()),
                number(PerDevice.of(device, loads)));
    }

    private static OptionalInt number(Optional<Integer> value) {
        return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
    }

    /**
     * @throws IllegalArgumentException with a sentence, when they cannot be
     */
    public GatewaySettings gatewaySettings() {
        return new GatewaySettings(
                listen,
                cloud,
                mode,
                deviceModes(),
                rules(),
                deviceRules(),
                maxDevices,
                allowedSources,
                deviceOnlineTimeout,
                offlineWait,
                Build.time());
    }

    /** What commands are allowed to do. */
    public CommandRules commandRules() {
        return new CommandRules(rawCommands, powerOff == PowerOff.AUTO);
    }

    boolean rawCommands() {
        return rawCommands;
    }

    /** Whether ids, addresses and names are hidden wherever they are told. */
    public boolean masked() {
        return masked;
    }

    /** What to write of frames; nothing for none of it. */
    public Optional<FrameLog.Detail> frameLog() {
        if (!debug && !printParsedData) {
            return Optional.empty();
        }
        return Optional.of(
                !printParsedData
                        ? FrameLog.Detail.LINES
                        : debug ? FrameLog.Detail.LINES_AND_FIELDS : FrameLog.Detail.FIELDS);
    }

    /**
     * Where to record the traffic; nothing for nowhere.
     *
     * @throws IllegalArgumentException with a sentence, when it cannot be
     */
    public Optional<CaptureSettings> capture() {
        return capture.settings();
    }

    /** As the user gave it; {@link Settings#dataDirectory} knows the default too. */
    Optional<Path> data() {
        return data;
    }

    /** The broker to talk to, the embedded one too; nothing where there is to be no MQTT. */
    public Optional<MqttSettings> mqtt() {
        if (mqttEmbedded.isPresent()) {
            HostPort place = mqttEmbedded.get();
            return Optional.of(
                    mqtt(reachable(place.host()), place.port(), false, mqttUsername, mqttPassword));
        }
        if (mqttUrl.isPresent()) {
            BrokerUrl url = mqttUrl.get();
            return Optional.of(
                    mqtt(
                            url.host(),
                            url.port(),
                            url.tls(),
                            url.username().or(() -> mqttUsername),
                            url.password().or(() -> mqttPassword)));
        }
        return mqttHost.map(host -> mqtt(host, mqttPort, false, mqttUsername, mqttPassword));
    }

    /** The broker to bring along, where there is to be one. */
    public Optional<EmbeddedBrokerSettings> embeddedBroker() {
        return mqttEmbedded.map(place ->
                new EmbeddedBrokerSettings(place.host(), place.port(), mqttUsername, mqttPassword));
    }

    /** Where a broker that listens everywhere is for those on the same machine. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    private MqttSettings mqtt(
            String host,
            int port,
            boolean tls,
            Optional<String> username,
            Optional<Secret> password) {
        return new MqttSettings(
                host,
                port,
                tls || mqttCa.isPresent()
                        ? Optional.of(new MqttSettings.Tls(mqttCa, mqttCert, mqttKey))
                        : Optional.empty(),
                mqttClientId,
                mqttRootTopic,
                username,
                password,
                homeAssistantDiscovery,
                homeAssistantStatusTopic,
                rawCommands,
                powerOff == PowerOff.AUTO,
                false);
    }

    /**
     * What is wrong between the MQTT settings, apart from those that exclude one another; nothing
     * where they fit.
     */
    Optional<String> mqttMisfit() {
        boolean tls = mqttCa.isPresent() || mqttUrl.filter(BrokerUrl::tls).isPresent();
        boolean userInUrl = mqttUrl.flatMap(BrokerUrl::username).isPresent();
        if (userInUrl && (mqttUsername.isPresent() || mqttPassword.isPresent())) {
            return Optional.of(
                    "the user is in the URL of --mqtt-url already: leave out either that, or --mqtt-username and the password");
        }
        if (mqttPassword.isPresent() && mqttUsername.isEmpty()) {
            return Optional.of("an MQTT password needs a user: add --mqtt-username");
        }
        if (mqttCert.isPresent() != mqttKey.isPresent()) {
            return Optional.of(
                    "--mqtt-cert and --mqtt-key belong together: add --mqtt-%s"
                            .formatted(mqttCert.isPresent() ? "key" : "cert"));
        }
        if (mqttEmbedded.isPresent()) {
            return embeddedMisfit(mqttEmbedded.get(), tls || mqttCert.isPresent());
        }
        if (mqttCert.isPresent() && !tls && mqtt().isPresent()) {
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
        if (mqttUsername.isPresent() && mqttPassword.isEmpty()) {
            return Optional.of(
                    "the user of --mqtt-embedded needs a password: add --mqtt-password-file");
        }
        if (mqttUsername.isEmpty() && !isLoopback(place)) {
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
