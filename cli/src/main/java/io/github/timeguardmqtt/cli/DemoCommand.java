package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Mask;
import io.github.timeguardmqtt.gateway.event.Addresses;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.VirtualCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timeguard demo}: everything at once, with nothing real. */
@Command(
        name = "demo",
        description = {
            "Shows the gateway at work, with two virtual switches and a stand-in for the cloud.",
            "Everything happens on this machine, on free ports, until it is interrupted."
        })
final class DemoCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(DemoCommand.class);

    private static final int SWITCHES = 2;

    /** Not that of simulate, whose switches would be the same ones. */
    private static final long SEED = 2026;

    private static final int MAX_DEVICES = 100;

    /** Between two reports, as somebody watches them. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A device that reports less often counts as offline. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(45);

    /** After which the stand-in cloud starts a boost, as somebody with the vendor's app would. */
    private static final Duration BOOST = Duration.ofSeconds(8);

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final StandardStreams streams;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time, instead of when interrupted: 15s, 10m.")
    private Optional<Duration> duration = Optional.empty();

    @Mixin private VirtualTime time = new VirtualTime();

    DemoCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Running running = new Running()) {
            start(running);
            running.until(duration);
            return Main.OK;
        } catch (StartException e) {
            streams.err().println("timeguard demo: " + e.getMessage());
            return Main.USAGE;
        }
    }

    private void start(Running running) throws IOException, StartException {
        EventLoop loop = running.closeLater(new EventLoop("demo", time.clock()));
        VirtualCloud cloud = running.closeLater(new VirtualCloud(loop, ANY_PORT));
        Mask mask = new Mask(true);
        FrameLog frameLog =
                running.closeLater(
                        new FrameLog(
                                streams.out(),
                                mask,
                                FrameLog.Detail.LINES_AND_FIELDS,
                                ZoneId.systemDefault()));
        GatewaySettings settings =
                GatewaySettings.relay(
                                new HostPort(ANY_PORT.getAddress().getHostAddress(), 0),
                                HostPort.parse(Addresses.text(cloud.address())))
                        .withMaxDevices(MAX_DEVICES);
        Gateway gateway = running.closeLater(Gateway.start(settings, loop, mask, frameLog));
        Duration interval = time.scaled(INTERVAL);
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            interval = LONGEST_INTERVAL;
        }
        Fleet fleet =
                running.closeLater(
                        new Fleet(
                                loop,
                                FleetOptions.of(SWITCHES, gateway.address())
                                        .withInterval(interval)
                                        .withSeed(SEED)));
        introduce(gateway, cloud);
        fleet.start();
        loop.execute(() -> loop.schedule(time.scaled(BOOST), () -> boost(cloud, fleet.devices())));
    }

    private static void boost(VirtualCloud cloud, List<DeviceId> devices) {
        var _ =
                cloud.send(devices.getFirst(), new Message.SetBoostRequest(BoostType.ONE_HOUR))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                log.warn("The boost was not taken: {}", failure.getMessage());
                            }
                        });
    }

    private void introduce(Gateway gateway, VirtualCloud cloud) {
        streams.out()
                .print(
                        """
                        Two virtual switches  ->  gateway in relay mode, %s  ->  stand-in cloud, %s

                        Below is what passes, with device ids masked: reports and their answers, the cloud's questions
                        after a switch came up, and after %d seconds of yours a boost, as from the vendor's app.

                        Try next, in another terminal:
                          ./timeguard simulate --devices 3 --server %s --interval 5s    three more switches
                          ./timeguard decode                      every byte explained: paste a line from below, then Ctrl-D
                          ./timeguard run --debug --mask          the real thing; README.md says how to lead a switch to it
                        Ctrl-C ends the demo.

                        """
                                .formatted(
                                        Addresses.text(gateway.address()),
                                        Addresses.text(cloud.address()),
                                        BOOST.toSeconds(),
                                        Addresses.text(gateway.address())));
        streams.out().flush();
    }
}
