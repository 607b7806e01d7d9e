package io.github.timeguardmqtt.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.FleetCounters;
import io.github.timeguardmqtt.simulator.FleetOptions.Transport;
import io.github.timeguardmqtt.store.sqlite.SqliteStore;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The modes with real sockets, virtual switches and a stand-in cloud. */
class HouseTest {

    private static final DeviceCommand ON = new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON);

    static Stream<Arguments> houses() {
        return Stream.of(Mode.values())
                .flatMap(mode ->
                        Stream.of(Transport.values())
                                .map(transport -> Arguments.of(mode, transport)));
    }

    @ParameterizedTest
    @MethodSource("houses")
    void a_command_turns_the_relay_and_the_state_tells_so(Mode mode, Transport transport) {
        try (House house = new House(mode, transport, 3)) {
            house.expectAllReported();
            DeviceId device = house.devices().getFirst();
            CommandResult result = house.command(device, ON);
            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.CONFIRMED);
            assertThat(house.virtual(device).status().relay().label()).isEqualTo("ON");
            Status told = house.state(device).flatMap(DeviceState::status).orElseThrow();
            assertThat(told.workMode()).isEqualTo(WorkMode.ALWAYS_ON);
            assertThat(told.relay().label()).isEqualTo("ON");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void in_fallback_mode_no_switch_misses_an_answer_while_the_cloud_is_away(Transport transport)
            throws Exception {
        try (House house = new House(Mode.FALLBACK, transport, 4)) {
            house.expectAllKnown();
            DeviceId device = house.devices().getFirst();
            fromCloud(house, device, WorkMode.ALWAYS_ON);
            house.cloud.setReachable(false);
            house.pass(Duration.ofSeconds(65));
            house.cloud.setReachable(true);
            house.pass(Duration.ofSeconds(15));
            fromCloud(house, device, WorkMode.AUTO);
            FleetCounters counters = house.fleet.counters();
            assertThat(counters.reports()).isGreaterThan(4 * 14);
            assertThat(counters.reports() - counters.answeredReports()).isBetween(0L, 4L);
            assertThat(house.devices())
                    .allSatisfy(id ->
                            assertThat(house.state(id).map(DeviceState::online)).contains(true));
        }
    }

    private static void fromCloud(House house, DeviceId device, WorkMode mode) throws Exception {
        var _ =
                house.cloud
                        .send(device, new Message.SetWorkModeRequest(mode))
                        .get(Patience.SECONDS, TimeUnit.SECONDS);
        house.await(() -> house.virtual(device).settings().workMode().equals(mode));
        house.await(() ->
                house.state(device)
                        .flatMap(DeviceState::status)
                        .filter(status -> status.workMode().equals(mode))
                        .isPresent());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void in_local_mode_the_cloud_hears_nothing(Transport transport) {
        try (House house = new House(Mode.LOCAL, transport, 3)) {
            house.expectAllKnown();
            house.pass(Duration.ofSeconds(20));
            assertThat(house.cloud.counters().received()).isZero();
            FleetCounters counters = house.fleet.counters();
            assertThat(counters.reports() - counters.answeredReports()).isBetween(0L, 3L);
        }
    }

    @Test
    void in_relay_mode_the_switches_hear_nothing_that_the_cloud_did_not_say() {
        try (House house = new House(Mode.RELAY, Transport.UDP, 3)) {
            house.expectAllReported();
            house.pass(Duration.ofSeconds(20));
            assertThat(house.fleet.counters().received()).isEqualTo(house.cloud.counters().sent());
        }
    }

    @Test
    void what_the_gateway_says_itself_is_marked_in_the_log() {
        try (House house = new House(Mode.FALLBACK, Transport.UDP, 1)) {
            house.expectAllKnown();
            house.pass(Duration.ofSeconds(10));
            int port = house.gateway.address().getPort();
            List<String> log = house.log();
            assertThat(log).anyMatch(line -> line.contains("[gateway:" + port + " -> 127.0.0.1:"));
            assertThat(log).anyMatch(line -> line.contains("-> void(127.0.0.1:"));
            assertThat(log).anyMatch(line -> line.contains("-> gateway:" + port + "]"));
        }
    }

    @Test
    void a_device_can_have_a_mode_of_its_own() {
        // The fleet's ids follow from its seed, so that they are known beforehand.
        DeviceId local;
        try (House house = new House(Mode.FALLBACK, Transport.UDP, 2)) {
            local = house.devices().getFirst();
        }
        try (House house = new House(Mode.FALLBACK, Transport.UDP, 2, Map.of(local, Mode.LOCAL))) {
            house.expectAllKnown();
            house.pass(Duration.ofSeconds(20));
            assertThat(house.cloudHeard()).containsExactly(house.devices().getLast());
            assertThat(house.state(local).map(DeviceState::mode)).contains(Mode.LOCAL);
        }
    }

    @Test
    void a_removed_device_is_forgotten_until_it_is_heard_again() {
        try (House house = new House(Mode.LOCAL, Transport.UDP, 2)) {
            house.expectAllKnown();
            DeviceId device = house.devices().getFirst();
            assertThat(house.gateway.remove(device).join()).isTrue();
            assertThat(house.state(device)).isEmpty();
            house.await(() -> house.state(device).isPresent());
            assertThat(house.gateway.remove(new DeviceId(1)).join()).isFalse();
        }
    }

    @Test
    void a_device_that_came_before_the_database_is_known_after_a_restart(@TempDir Path directory) {
        try (House house = new House(Mode.LOCAL, Transport.UDP, 3)) {
            house.expectAllKnown();
            try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
                house.gateway.remember(store);
            }
            try (SqliteStore store = SqliteStore.open(directory, TestTime.STILL)) {
                assertThat(
                                store.devices(id ->
                                        DeviceState.unheard(id, Mode.LOCAL, SwitchRules.USUAL)))
                        .extracting(known -> known.state().id())
                        .containsExactlyInAnyOrderElementsOf(house.devices());
            }
        }
    }

    @Test
    void a_command_for_an_unknown_device_is_rejected() {
        try (House house = new House(Mode.LOCAL, Transport.UDP, 1)) {
            CommandResult result = house.command(new DeviceId(1), ON);
            assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
            assertThat(result.reason().orElseThrow()).contains("00000001");
        }
    }
}
