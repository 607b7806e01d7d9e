package io.github.timeguardmqtt.app.settings;

import static java.util.stream.Collectors.toMap;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.capture.CaptureSettings;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Where the other settings are read from. */
    public static final String CONFIG = "--config";

    /** Has a default that depends on the environment. */
    public static final String DATA = "--data";

    @Option(
            names = {"-m", "--mode"},
            defaultValue = "relay",
            paramLabel = "MODE",
            description = {
                "Who answers the devices: relay, fallback or local (default: ${DEFAULT-VALUE}).",
                "relay: the cloud; fallback: the gateway, and the cloud gets everything; local: the gateway alone."
            })
    private Mode mode;

    @Option(
            names = "--device",
            split = ",",
            paramLabel = "ID=MODE",
            converter = OptionValues.DeviceMode.class,
            description = "One device's own mode: 12345678=local. Can be given several times.")
    private List<PerDevice<Mode>> devices = List.of();

    @Option(
            names = "--listen",
            defaultValue = "0.0.0.0:9997",
            paramLabel = "HOST:PORT",
            description = "Where devices reach it, by UDP and TCP (default: ${DEFAULT-VALUE}).")
    private HostPort listen;

    @Option(
            names = "--cloud",
            defaultValue = "31.193.128.139:9997",
            paramLabel = "HOST:PORT",
            description = "The vendor's server (default: ${DEFAULT-VALUE}).")
    private HostPort cloud;

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
    private int maxDevices;

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
    private Duration deviceOnlineTimeout;

    @Option(
            names = "--offline-wait",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = OptionValues.Seconds.class,
            description =
                    "How long a command waits for a device that is offline (default: ${DEFAULT-VALUE}); 0 refuses it at once.")
    private Duration offlineWait;

    @Mixin private RuleOptions rules;

    @Mixin private CommandOptions commands;

    @Mixin private LogOptions log;

    @Mixin private CaptureOptions capture;

    @Option(
            names = DATA,
            paramLabel = "DIR",
            description = {
                "Where the gateway keeps what it must remember; no other gateway may use it.",
                "Without it: $$STATE_DIRECTORY, else $$XDG_STATE_HOME/timeguard, else ~/.local/state/timeguard."
            })
    private Optional<Path> data;

    @Mixin private MqttOptions mqtt;

    @Option(
            names = CONFIG,
            paramLabel = "FILE",
            description =
                    "Take what is not given here, nor by TIMEGUARD_… in the environment, from this YAML file; its keys are these options without the dashes.")
    @SuppressWarnings("UnusedVariable") // Settings reads the file before
    private Optional<Path> config;

    /** The definitions, in the order in which people read them. */
    public static List<OptionSpec> definitions() {
        return CommandSpec.forAnnotatedObject(new RunOptions()).options();
    }

    Mode mode() {
        return mode;
    }

    /** The modes of those devices that have their own. */
    Map<DeviceId, Mode> deviceModes() {
        return devices.stream()
                .collect(toMap(each -> each.device().orElseThrow(), PerDevice::value));
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
                rules.usual(),
                rules.ofDevices(),
                maxDevices,
                allowedSources,
                deviceOnlineTimeout,
                offlineWait,
                Build.time());
    }

    /** What commands are allowed to do. */
    public CommandRules commandRules() {
        return commands.rules();
    }

    /** Whether ids, addresses and names are hidden wherever they are told. */
    public boolean masked() {
        return log.masked();
    }

    /** What to write of frames; nothing for none of it. */
    public Optional<FrameLog.Detail> frameLog() {
        return log.frameLog();
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
        return mqtt.settings(commands.rules());
    }

    /** The broker to bring along, where there is to be one. */
    public Optional<EmbeddedBrokerSettings> embeddedBroker() {
        return mqtt.embeddedBroker();
    }

    /** What is wrong between the settings of MQTT; nothing where they fit. */
    Optional<String> mqttMisfit() {
        return mqtt.misfit();
    }
}
