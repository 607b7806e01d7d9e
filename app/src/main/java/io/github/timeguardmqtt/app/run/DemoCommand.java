package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.CaptureOptions;
import io.github.timeguardmqtt.app.settings.EmbeddedBrokerSettings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timeguard demo}: everything at once, with nothing real. */
@Command(
        name = "demo",
        description = {
            "Shows the gateway at work in local mode, with two virtual switches and a broker of its"
                    + " own.",
            "Everything happens on this machine, on free ports, until it is interrupted."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int SWITCHES = 2;

    /** Not that of simulate, whose switches would be the same ones. */
    private static final long SEED = 2026;

    /** Between two reports, as somebody watches them. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A device that reports less often counts as offline. */
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(45);

    private final StandardStreams streams;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time, instead of when interrupted: 15s, 10m.")
    private Optional<Duration> duration = Optional.empty();

    @Mixin private CaptureOptions capture;

    @Mixin private VirtualTime time;

    @Mixin private VirtualHoliday holiday;

    public DemoCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Running running = new Running()) {
            Path data = Files.createTempDirectory("timeguard-demo");
            running.closeLater(() -> delete(data));
            DataDirectory held = DataDirectory.open(data).orElseThrow();
            running.closeLater(held);
            start(running, data);
            running.until(duration);
            return ExitCode.OK;
        } catch (StartException e) {
            streams.err().println("timeguard demo: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    private void start(Running running, Path data) throws IOException, StartException {
        EventLoop loop = running.closeLater(new EventLoop("demo", time.clock()));
        DemoScreen screen = running.closeLater(new DemoScreen(streams.out(), VirtualSwitch.ZONE));
        HostPort anyPort = new HostPort(LOOPBACK, 0);
        // The clock may be a virtual one, of any time.
        GatewaySettings settings =
                GatewaySettings.relay(anyPort, new HostPort(LOOPBACK, 9997)).withMode(Mode.LOCAL);
        Service.Started started =
                new Service(
                                settings,
                                capture.settings(),
                                Optional.of(data),
                                Optional.of(
                                        new EmbeddedBrokerSettings(
                                                LOOPBACK, 0, Optional.empty(), Optional.empty())),
                                Optional.of(MqttSettings.plain(LOOPBACK, 0)),
                                new CommandRules(false, false),
                                new LinkedHashMap<>())
                        .start(running, loop, new Mask(false), null);
        Gateway gateway = started.gateway();
        Duration interval = time.scaled(INTERVAL);
        if (interval.compareTo(MAX_INTERVAL) > 0) {
            interval = MAX_INTERVAL;
        }
        Fleet fleet =
                running.closeLater(
                        new Fleet(
                                loop,
                                FleetOptions.of(SWITCHES, gateway.address())
                                        .withInterval(interval)
                                        .withSeed(SEED)
                                        .withHolidayReading(holiday.reading())));
        introduce(gateway, started.broker().orElseThrow(), data, fleet.devices());
        fleet.addListener(screen::relay);
        gateway.subscribe(screen::happened);
        fleet.start();
        new TypedCommands(
                        fleet.devices(),
                        device -> {
                            screen.reset(device, loop.clock().instant());
                            var _ = fleet.resetToFactory(device);
                        },
                        comment -> {
                            screen.marked(comment, loop.clock().instant());
                            gateway.mark(comment);
                        },
                        streams.err())
                .read(streams.in());
    }

    private void introduce(
            Gateway gateway, InetSocketAddress broker, Path data, List<DeviceId> devices) {
        streams.out()
                .print(
                        """
                        Two virtual switches  ->  gateway in local mode, %s  ->  MQTT broker, %s

                        In another terminal (mosquitto_sub and mosquitto_pub are in Debian's mosquitto-clients):
                          mosquitto_sub -p %3$d -v -t 'timeguard/#'                                  everything that is known
                          mosquitto_pub -p %3$d -t timeguard/%4$s/work_mode/set -m 'Always on'   and see the relay go on below
                          mosquitto_pub -p %3$d -t timeguard/%4$s/work_mode/set -m Auto
                          mosquitto_pub -p %3$d -t timeguard/%5$s/boost/set -m '1 hour'
                          mosquitto_pub -p %3$d -t timeguard/%5$s/power/set -m OFF
                          ./timeguard status --data %6$s
                          ./timeguard ctl %4$s status --data %6$s        one of them
                          ./timeguard ctl %4$s boost 1h --data %6$s      and see the relay go on below
                          ./timeguard ctl %4$s schedule list --data %6$s
                          ./timeguard ctl %4$s plan --data %6$s          its week
                          ./timeguard ctl %4$s mode auto --mqtt-url mqtt://%2$s    as from another computer
                          ./timeguard simulate --devices 3 --server %1$s --interval 5s               three more switches
                        Type here:
                          reset %5$s             and this switch has the settings of the factory again
                          m pressed the button          a comment in the log and the capture; m alone marks the moment

                        Ctrl-C ends the demo. Below is what happens: state, as the gateway knows it; command, as it went;
                        switch, what the virtual switch itself did.

                        """
                                .formatted(
                                        Addresses.text(gateway.address()),
                                        Addresses.text(broker),
                                        broker.getPort(),
                                        devices.getFirst(),
                                        devices.getLast(),
                                        data));
        streams.out().flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
