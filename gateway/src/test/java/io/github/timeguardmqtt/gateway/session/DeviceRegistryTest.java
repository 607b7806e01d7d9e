package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceRegistryTest {

    private static final DeviceId ONE = new DeviceId(1);
    private static final DeviceId TWO = new DeviceId(2);
    private static final InetSocketAddress HERE = at(1);
    private static final InetSocketAddress THERE = at(2);

    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

    private static DeviceState unheard(DeviceId id) {
        return DeviceState.unheard(id, Mode.RELAY, SwitchRules.USUAL);
    }

    private final List<DeviceSession> evicted = new ArrayList<>();

    private final DeviceRegistry registry =
            new DeviceRegistry(
                    2,
                    DeviceRegistryTest::unheard,
                    new SessionRules(
                            Duration.ofSeconds(50),
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(60),
                            Instant.EPOCH),
                    this::left);

    private void left(DeviceSession session) {
        evicted.add(session);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), port);
    }

    private DeviceSession heard(DeviceId id, InetSocketAddress address, int minute) {
        return registry.heard(id, address, false, minute(minute)).orElseThrow();
    }

    private static Moment minute(int minute) {
        Duration passed = Duration.ofMinutes(minute);
        return new Moment(passed.toNanos(), NOON.plus(passed));
    }

    @Test
    void devices_behind_one_address_are_told_apart_by_port_and_id() {
        DeviceSession one = heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, THERE, 0);
        assertThat(one.address()).contains(HERE);
        assertThat(two.address()).contains(THERE);
        assertThat(registry.at(HERE)).contains(one);
        assertThat(registry.at(THERE)).contains(two);
    }

    @Test
    void two_devices_at_one_address_and_port_are_two() {
        DeviceSession one = heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, HERE, 0);
        assertThat(registry.of(ONE)).contains(one);
        assertThat(registry.of(TWO)).contains(two);
        assertThat(registry.at(HERE)).contains(two);
        heard(ONE, HERE, 1);
        assertThat(registry.at(HERE)).contains(one);
        heard(ONE, THERE, 2);
        heard(TWO, HERE, 3);
        assertThat(registry.at(HERE)).contains(two);
        assertThat(registry.at(THERE)).contains(one);
    }

    @Test
    void a_device_is_followed_and_its_old_address_is_nobodys() {
        heard(ONE, HERE, 0);
        DeviceSession one = heard(ONE, THERE, 1);
        assertThat(one.address()).contains(THERE);
        assertThat(registry.at(HERE)).isEmpty();
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    void an_address_that_another_device_took_over_stays_with_it() {
        heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, HERE, 1);
        heard(ONE, THERE, 2);
        assertThat(registry.at(HERE)).contains(two);
    }

    @Test
    void what_was_known_before_a_restart_comes_behind_what_was_heard_since() {
        DeviceSession heardSince = heard(ONE, HERE, 0);
        KnownDevice later = new KnownDevice(unheard(TWO), NOON);
        KnownDevice earlier = new KnownDevice(unheard(new DeviceId(3)), NOON.minusSeconds(1));
        DeviceSession restored = registry.restore(later, minute(0)).orElseThrow();
        assertThat(registry.restore(earlier, minute(0))).isEmpty();
        assertThat(registry.all()).containsExactly(restored, heardSince);
        // It has time to be heard again before its place can be another's.
        restored.tick(minute(9), _ -> {});
        assertThat(registry.heard(new DeviceId(4), at(4), false, minute(9))).isEmpty();
        restored.tick(minute(10), _ -> {});
        assertThat(registry.heard(new DeviceId(4), at(4), false, minute(10))).isPresent();
        assertThat(registry.of(TWO)).isEmpty();
        assertThat(evicted).containsExactly(restored);
    }

    @Test
    void a_new_device_takes_the_place_of_one_that_has_been_silent_for_long() {
        DeviceSession one = heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, THERE, 1);
        DeviceId three = new DeviceId(3);
        one.tick(minute(9), _ -> {});
        assertThat(registry.heard(three, HERE, false, minute(9))).isEmpty();
        one.tick(minute(10), _ -> {});
        assertThat(registry.heard(three, at(3), false, minute(10))).isPresent();
        assertThat(registry.of(ONE)).isEmpty();
        assertThat(registry.at(HERE)).isEmpty();
        assertThat(registry.of(TWO)).contains(two);
        assertThat(registry.size()).isEqualTo(2);
    }

    @Test
    void a_device_that_is_online_keeps_its_place_however_long_that_may_take_to_end() {
        DeviceRegistry patient =
                new DeviceRegistry(
                        1,
                        DeviceRegistryTest::unheard,
                        new SessionRules(
                                Duration.ofHours(1),
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(60),
                                Instant.EPOCH),
                        _ -> {});
        DeviceSession one = patient.heard(ONE, HERE, false, minute(0)).orElseThrow();
        one.fromDevice(
                Datagram.decode(FrameCodec.fromDevice(ONE, 1, 255, Script.report()).bytes()),
                minute(0),
                _ -> {});
        one.tick(minute(11), _ -> {});
        assertThat(patient.heard(TWO, THERE, false, minute(11))).isEmpty();
        one.tick(minute(60), _ -> {});
        assertThat(patient.heard(TWO, THERE, false, minute(60))).isPresent();
    }

    @Test
    void whatever_comes_from_a_device_shows_that_it_is_there() {
        DeviceSession one = heard(ONE, HERE, 0);
        heard(TWO, THERE, 1);
        registry.touch(registry.at(HERE).orElseThrow(), minute(9));
        one.tick(minute(12), _ -> {});
        assertThat(registry.heard(new DeviceId(3), HERE, false, minute(12))).isEmpty();
    }

    @Test
    void a_device_on_tcp_has_no_address_among_those_on_udp() {
        heard(ONE, HERE, 0);
        DeviceSession one = registry.heard(ONE, THERE, true, minute(1)).orElseThrow();
        assertThat(one.address()).contains(THERE);
        assertThat(one.isOverTcp()).isTrue();
        assertThat(registry.at(HERE)).isEmpty();
        assertThat(registry.at(THERE)).isEmpty();
    }

    @Test
    void of_a_long_datagram_only_the_report_in_it_is_kept() {
        int devices = 1000;
        DeviceRegistry many =
                new DeviceRegistry(
                        devices,
                        id -> DeviceState.unheard(id, Mode.LOCAL, SwitchRules.USUAL),
                        new SessionRules(
                                Duration.ofSeconds(50),
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(60),
                                Instant.EPOCH),
                        _ -> {});
        long before = heapUsed();
        for (int i = 0; i < devices; i++) {
            DeviceId id = new DeviceId(i);
            Bytes report = FrameCodec.fromDevice(id, 1, 0xff, Script.report()).bytes();
            Datagram datagram =
                    Datagram.decode(
                            Bytes.concat(
                                    List.of(report, Bytes.copyOf(new byte[60_000], 0, 60_000))));
            InetSocketAddress from =
                    new InetSocketAddress(InetAddress.ofLiteral("192.168.1.5"), 1024 + i);
            many.heard(id, from, false, minute(0))
                    .orElseThrow()
                    .fromDevice(datagram, minute(0), _ -> {});
        }
        assertThat(heapUsed() - before).isLessThan(devices * 60_000L / 2);
        assertThat(many.size()).isEqualTo(devices);
    }

    private static long heapUsed() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
