package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetCounters;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.VirtualCloud;
import io.github.timeguardmqtt.testing.Patience;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway in fallback mode, whose cloud ends, and is started again on the same port. */
class CloudOutageTest {

    private static final int SWITCHES = 5;

    /** Of reports: as many of the outage as of a quarter of an hour in a house. */
    private static final int REPORTS = 60;

    @TempDir private Path directory;

    @ParameterizedTest
    @EnumSource(FleetOptions.Transport.class)
    void no_switch_misses_an_answer_and_both_cloud_and_mqtt_can_switch(
            FleetOptions.Transport transport) throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EventLoop loop = new EventLoop("house", LoopClock.real());
                Broker broker = Broker.start(directory)) {
            VirtualCloud cloud = new VirtualCloud(loop, any);
            List<String> options =
                    List.of(
                            "--mode=fallback",
                            "--cloud=127.0.0.1:" + cloud.address().getPort(),
                            "--mqtt-url=mqtt://127.0.0.1:" + broker.port());
            Subscriber user = broker.subscribe();
            try (GatewayProcess gateway = GatewayProcess.start(data, 0, Map.of(), options);
                    Fleet fleet =
                            new Fleet(
                                    loop,
                                    FleetOptions.of(SWITCHES, gateway.address())
                                            .withTransport(transport)
                                            .withInterval(Duration.ofMillis(200)))) {
                fleet.start();
                DeviceId device = fleet.devices().getFirst();
                for (DeviceId each : fleet.devices()) {
                    user.expect("timeguard/" + each + "/active_schedule", "#1: Weekdays");
                }
                fromCloud(cloud, user, device, WorkMode.ALWAYS_ON, "Always on");

                FleetCounters before = fleet.counters();
                cloud.close();
                await().until(() -> fleet.counters().reports() >= before.reports() + REPORTS);
                int seen = user.count();
                broker.publish("timeguard/" + device + "/work_mode/set", "Always off");
                user.expectFrom(seen, "timeguard/" + device + "/switch_state", "OFF"::equals);
                user.expectFrom(
                        seen,
                        "timeguard/" + device + "/command",
                        result -> result.contains("\"confirmed\""));

                try (VirtualCloud back = new VirtualCloud(loop, cloud.address())) {
                    await().until(() -> back.devices().size() == SWITCHES);
                    fromCloud(back, user, device, WorkMode.ALWAYS_ON, "Always on");
                }
                FleetCounters after = fleet.counters();
                assertThat(after.reports() - after.answeredReports())
                        .as(after.toString())
                        .isBetween(0L, (long) SWITCHES);
                assertThat(after.transportErrors()).isZero();
                for (DeviceId each : fleet.devices()) {
                    assertThat(user.payloads("timeguard/" + each + "/lwt"))
                            .containsExactly("online");
                }
                gateway.terminate();
                assertThat(gateway.err()).noneMatch(line -> line.contains("Exception"));
                assertThat(gateway.err()).hasSizeLessThan(20);
            }
        }
    }

    private static void fromCloud(
            VirtualCloud cloud, Subscriber user, DeviceId device, WorkMode mode, String label)
            throws Exception {
        int seen = user.count();
        Message answer =
                cloud.send(device, new Message.SetWorkModeRequest(mode))
                        .get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isEqualTo(new Message.SetWorkModeResponse(mode));
        // Whether the relay changes too depends on the time of day.
        user.expectFrom(seen, "timeguard/" + device + "/work_mode", label::equals);
    }
}
