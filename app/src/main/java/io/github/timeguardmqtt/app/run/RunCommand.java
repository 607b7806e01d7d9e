package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.app.settings.Settings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.loop.MachineTime;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code timeguard run}: the gateway. */
@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Runs the gateway between switches and cloud, until it is interrupted.",
            "In relay mode the cloud answers the switches, in fallback mode the gateway does and"
                    + " the cloud gets everything, in local mode the gateway is alone."
        })
public final class RunCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // for help and parsing: Settings reads what was given
    @Mixin
    private RunOptions given;

    public RunCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = new Settings(spec.commandLine().getParseResult(), environment);
        RunOptions options = settings.options();
        settings.warnings().forEach(warning -> log.warn("{}", warning));
        Mask mask = new Mask(options.masked());
        Optional<FrameLog> frameLog =
                options.frameLog()
                        .map(detail ->
                                new FrameLog(streams.out(), mask, detail, MachineTime.zone()));
        try (DataDirectory directory = DataDirectory.open(settings.dataDirectory()).orElse(null);
                Running running = new Running()) {
            EventLoop loop = running.closeLater(new EventLoop("gateway", LoopClock.real()));
            frameLog.ifPresent(running::closeLater);
            new Service(
                            options.gatewaySettings(),
                            options.capture(),
                            Optional.ofNullable(directory).map(DataDirectory::path),
                            options.embeddedBroker(),
                            options.mqtt(),
                            options.commandRules(),
                            settings.shown())
                    .start(running, loop, mask, frameLog.orElse(null));
            running.untilTerminated();
            return ExitCode.OK;
        } catch (StartException e) {
            streams.err().println("timeguard run: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }
}
