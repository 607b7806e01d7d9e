package io.github.timeguardmqtt.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.SetScheduleRequest;
import io.github.timeguardmqtt.protocol.Message.SetWorkModeRequest;
import io.github.timeguardmqtt.protocol.Message.SetWorkModeResponse;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.FleetOptions.Transport;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fleet and cloud over real sockets on loopback. */
class FleetTest {

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final int STARTUP_QUESTIONS = 9;

    private EventLoop loop = new EventLoop("test", LoopClock.stepped(TestTime.NOON));
    private Duration step = Duration.ofMillis(50);

    @AfterEach
    void endLoop() {
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void switches_come_up_report_and_answer(Transport transport) throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet = fleet(cloud, 3, transport);
        await(() -> fleet.counters().answeredReports() >= 9);
        await(() -> cloud.counters().received() > 3 * (1 + STARTUP_QUESTIONS));
        assertThat(cloud.devices()).containsExactlyInAnyOrderElementsOf(fleet.devices());
        DeviceId device = fleet.devices().getFirst();
        assertThat(cloud.lastAddress(device)).isPresent();
        assertThat(state(fleet, device).clock()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void a_write_of_the_cloud_switches_the_relay(Transport transport) throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet = fleet(cloud, 2, transport);
        DeviceId device = fleet.devices().getFirst();
        List<String> changes = new CopyOnWriteArrayList<>();
        await(() -> cloud.devices().contains(device));
        send(cloud, device, new SetWorkModeRequest(WorkMode.ALWAYS_OFF));
        fleet.addListener((changed, on, _) -> changes.add(changed + (on ? " on" : " off")));
        long before = fleet.counters().relayChanges();

        assertThat(send(cloud, device, new SetWorkModeRequest(WorkMode.ALWAYS_ON)))
                .isEqualTo(new SetWorkModeResponse(WorkMode.ALWAYS_ON));

        assertThat(state(fleet, device).status().relay()).isEqualTo(RelayState.ON);
        assertThat(changes).contains(device + " on");
        assertThat(fleet.counters().relayChanges()).isGreaterThan(before);
    }

    @Test
    void with_a_fifth_of_all_frames_lost_each_way_all_still_come_up() throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet =
                new Fleet(loop, FleetOptions.of(20, cloud.address()).withLoss(0.2).withSeed(4));
        fleet.start();
        await(() -> cloud.devices().size() == 20);
        await(() -> fleet.counters().answeredReports() > 100);
        FleetCounters counters = fleet.counters();
        assertThat(counters.lost()).isPositive();
        assertThat(counters.answeredReports()).isLessThan(counters.reports());
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_goes_away_and_comes_back_is_talked_to_again(Transport transport)
            throws Exception {
        VirtualCloud first = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet = fleet(first, 5, transport);
        await(() -> fleet.counters().answeredReports() > 5);
        first.close();
        await(() -> fleet.counters().transportErrors() > 5);
        long answered = fleet.counters().answeredReports();
        VirtualCloud second = new VirtualCloud(loop, first.address());
        await(() -> fleet.counters().answeredReports() > answered + 10);
        assertThat(second.counters().received()).isPositive();
    }

    @Test
    void a_cloud_that_is_silent_is_heard_again_once_it_speaks() throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet = fleet(cloud, 2, Transport.UDP);
        await(() -> fleet.counters().answeredReports() > 2);
        cloud.setReachable(false);
        long reports = fleet.counters().reports();
        await(() -> fleet.counters().reports() > reports + 6);
        assertThat(fleet.counters().answeredReports()).isLessThan(fleet.counters().reports() - 3);
        cloud.setReachable(true);
        long answered = fleet.counters().answeredReports();
        await(() -> fleet.counters().answeredReports() > answered + 4);
    }

    @Test
    void garbage_disturbs_neither_side() throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        try (DatagramChannel stranger = DatagramChannel.open()) {
            stranger.send(Bytes.of(1, 2, 3).asByteBuffer(), cloud.address());
        }
        await(() -> cloud.counters().invalid() == 1);
        Fleet fleet = fleet(cloud, 1, Transport.UDP);
        await(() -> fleet.counters().answeredReports() > 1);
    }

    @Test
    void a_power_cut_begins_anew_and_keeps_settings_a_factory_reset_does_not() throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet = fleet(cloud, 1, Transport.UDP);
        DeviceId device = fleet.devices().getFirst();
        await(() -> cloud.devices().contains(device));
        send(cloud, device, new SetWorkModeRequest(WorkMode.ALWAYS_ON));
        SwitchState cut = fleet.cutPower(device).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(cut.settings().workMode()).isEqualTo(WorkMode.ALWAYS_ON);
        assertThat(cut.clock()).isEmpty();
        SwitchState reset = fleet.resetToFactory(device).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(reset.settings().workMode()).isEqualTo(WorkMode.AUTO);
    }

    @Test
    void on_a_virtual_clock_it_switches_by_the_wall_clock_when_summer_time_begins()
            throws Exception {
        endLoop();
        Instant start = Instant.parse("2026-03-29T00:00:00Z");
        loop = new EventLoop("test", LoopClock.stepped(start));
        step = Duration.ofMinutes(1);
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet =
                new Fleet(
                        loop,
                        FleetOptions.of(1, cloud.address()).withInterval(Duration.ofMinutes(7)));
        DeviceId device = fleet.devices().getFirst();
        List<Instant> changes = new CopyOnWriteArrayList<>();
        fleet.addListener((_, _, at) -> changes.add(at));
        fleet.start();
        await(() -> cloud.devices().contains(device));
        // The hour from one to two is missing: on at one o'clock UTC, off at two.
        Schedule schedule = new Schedule(0, Periods.of("sun 01:30-03:00"), Text.name("Night"));
        send(cloud, device, new SetScheduleRequest(schedule));
        await(() -> changes.size() == 2);
        Instant one = Instant.parse("2026-03-29T01:00:00Z");
        Instant two = Instant.parse("2026-03-29T02:00:00Z");
        // Its own clock is not set to the fraction of a second.
        assertThat(changes)
                .extracting(at -> at.truncatedTo(ChronoUnit.SECONDS))
                .containsExactly(one, two);
    }

    @Test
    void a_thousand_switches_share_one_thread() throws Exception {
        VirtualCloud cloud = new VirtualCloud(loop, ANY_PORT);
        Fleet fleet =
                new Fleet(
                        loop,
                        FleetOptions.of(1000, cloud.address()).withInterval(Duration.ofSeconds(1)));
        fleet.start();
        await(() -> fleet.counters().answeredReports() >= 2000);
        assertThat(cloud.devices()).hasSize(1000);
        fleet.close();
    }

    /** Lets time pass until something has come about. */
    private void await(BooleanSupplier condition) {
        Patience.await()
                .until(() -> {
                    loop.pass(step);
                    return condition.getAsBoolean();
                });
    }

    private Fleet fleet(VirtualCloud cloud, int count, Transport transport) throws Exception {
        Fleet fleet =
                new Fleet(
                        loop,
                        FleetOptions.of(count, cloud.address())
                                .withInterval(QUICK)
                                .withTransport(transport));
        fleet.start();
        return fleet;
    }

    private static Message send(VirtualCloud cloud, DeviceId device, Message request)
            throws Exception {
        return cloud.send(device, request).get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private static SwitchState state(Fleet fleet, DeviceId device) throws Exception {
        return fleet.state(device).get(Patience.SECONDS, TimeUnit.SECONDS);
    }
}
