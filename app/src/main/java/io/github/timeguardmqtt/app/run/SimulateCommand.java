package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetCounters;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.FleetOptions.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timeguard simulate}: virtual switches. */
@Command(
        name = "simulate",
        description = {
            "Lets virtual switches talk to a server, as real ones do, until it is interrupted.",
            "They report, answer, follow their schedules, and heat something."
        })
public final class SimulateCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(SimulateCommand.class);
    private static final Duration TELL = Duration.ofSeconds(10);
    private static final int MAX_DEVICES = 10_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--devices",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Number of switches, 1 to " + MAX_DEVICES + " (default: ${DEFAULT-VALUE}).")
    private int devices;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The server to talk to, usually a gateway.")
    private HostPort server = new HostPort("127.0.0.1", 9997);

    @Option(
            names = "--interval",
            defaultValue = "15s",
            paramLabel = "TIME",
            description = "Between two reports of a switch (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--transport",
            defaultValue = "udp",
            paramLabel = "TRANSPORT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Transport transport;

    @Option(
            names = "--loss",
            defaultValue = "0",
            paramLabel = "P",
            description = "The share of frames that get lost, each way, 0 to 1.")
    private double loss;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = {
                "What ids, phases and losses follow from (default: ${DEFAULT-VALUE}).",
                "The same seed makes the same switches."
            })
    private long seed;

    @Mixin private VirtualTime time;

    @Mixin private VirtualHoliday holiday;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time, instead of when interrupted: 90s, 10m, 1h.")
    private Optional<Duration> duration = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        FleetOptions options = options();
        try (Running running = new Running()) {
            LoopClock clock = time.clock();
            EventLoop loop = running.closeLater(new EventLoop("switches", clock));
            Fleet fleet = running.closeLater(new Fleet(loop, options));
            start(fleet);
            log.info("{} virtual switches talk to {}", devices, server);
            running.closeLater(() -> tell(fleet));
            loop.execute(() -> tellAgain(loop, fleet));
            running.until(duration);
            return ExitCode.OK;
        }
    }

    private void start(Fleet fleet) {
        try {
            fleet.start();
        } catch (IOException e) {
            throw wrong(
                    "the system does not give %d sockets (%s): allow more open files with ulimit -n, or ask for fewer switches"
                            .formatted(devices, e.getMessage()));
        }
    }

    private FleetOptions options() {
        if (devices < 1 || devices > MAX_DEVICES) {
            throw wrong(devices + " switches are not possible: expected 1 to " + MAX_DEVICES);
        }
        try {
            InetSocketAddress address = server.resolve();
            return new FleetOptions(
                    devices, address, interval, transport, loss, seed, holiday.reading());
        } catch (UnknownHostException e) {
            throw wrong("the name " + server.host() + " of --server is not known");
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private static void tellAgain(EventLoop loop, Fleet fleet) {
        loop.schedule(
                TELL,
                () -> {
                    tell(fleet);
                    tellAgain(loop, fleet);
                });
    }

    private static void tell(Fleet fleet) {
        FleetCounters counters = fleet.counters();
        log.info(
                "{} of {} reports answered; frames: {} sent, {} received, {} lost; {} relay changes; {} transport errors",
                counters.answeredReports(),
                counters.reports(),
                counters.sent(),
                counters.received(),
                counters.lost(),
                counters.relayChanges(),
                counters.transportErrors());
    }
}
