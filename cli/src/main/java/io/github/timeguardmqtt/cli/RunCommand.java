package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.DataDirectory;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Mask;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timeguard run}: the gateway. */
@Command(
        name = "run",
        description = {
            "Runs the gateway between switches and cloud, until it is interrupted.",
            "In relay mode it passes every datagram on as it is, both ways."
        })
final class RunCommand implements Callable<Integer> {

    /** What the gateway does with the devices' frames. */
    enum Mode {
        RELAY;

        static Mode parse(String text) {
            if (!text.equalsIgnoreCase(RELAY.toString())) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not a mode: " + RELAY + " is the only one so far");
            }
            return RELAY;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final StandardStreams streams;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-m", "--mode"},
            defaultValue = "relay",
            paramLabel = "MODE",
            description =
                    "What to do with frames; ${COMPLETION-CANDIDATES} is the only mode so far.")
    private Mode mode = Mode.RELAY;

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
                            + " (default: ${DEFAULT-VALUE}).")
    private int maxDevices = 1000;

    @Option(
            names = "--allow-source",
            paramLabel = "CIDR",
            description = {
                "Also accept devices from these addresses; private ones always are.",
                "Can be given several times."
            })
    private List<AddressRange> allowedSources = List.of();

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
            description = {
                "Hide device ids in everything that is written:",
                "the first device becomes 12345678, the second 12345679."
            })
    private boolean masked;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A directory that no other gateway may use while this one runs.")
    private Optional<Path> data = Optional.empty();

    RunCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        GatewaySettings settings = settings();
        Mask mask = new Mask(masked);
        FrameLog frameLog = frameLog(mask);
        try (DataDirectory _ = data.isPresent() ? DataDirectory.open(data.get()) : null;
                Running running = new Running()) {
            EventLoop loop = running.closeLater(new EventLoop("gateway", LoopClock.real()));
            if (frameLog != null) {
                running.closeLater(frameLog);
            }
            running.closeLater(Gateway.start(settings, loop, mask, frameLog));
            running.untilTerminated();
            return Main.OK;
        } catch (StartException e) {
            streams.err().println("timeguard run: " + e.getMessage());
            return Main.USAGE;
        }
    }

    private GatewaySettings settings() {
        try {
            return switch (mode) {
                case RELAY ->
                        new GatewaySettings(
                                listen,
                                cloud,
                                io.github.timeguardmqtt.gateway.event.Mode.RELAY,
                                java.util.Map.of(),
                                maxDevices,
                                allowedSources,
                                GatewaySettings.ONLINE_TIMEOUT,
                                GatewaySettings.OFFLINE_WAIT,
                                java.time.Instant.EPOCH);
            };
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable FrameLog frameLog(Mask mask) {
        if (!debug && !printParsedData) {
            return null;
        }
        FrameLog.Detail detail =
                !printParsedData
                        ? FrameLog.Detail.LINES
                        : debug ? FrameLog.Detail.LINES_AND_FIELDS : FrameLog.Detail.FIELDS;
        return new FrameLog(streams.out(), mask, detail, ZoneId.systemDefault());
    }
}
