package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceRegistryTest {

    private static final DeviceId ONE = new DeviceId(1);
    private static final DeviceId TWO = new DeviceId(2);
    private static final InetSocketAddress HERE = at(1);
    private static final InetSocketAddress THERE = at(2);

    private final DeviceRegistry registry = new DeviceRegistry(2, Duration.ofMinutes(10));

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), port);
    }

    private DeviceSession heard(DeviceId id, InetSocketAddress address, int minute) {
        return registry.heard(id, address, minutes(minute)).orElseThrow();
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }

    @Test
    void devices_behind_one_address_are_told_apart_by_port_and_id() {
        DeviceSession one = heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, THERE, 0);
        assertThat(one.address()).isEqualTo(HERE);
        assertThat(two.address()).isEqualTo(THERE);
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
        assertThat(one.address()).isEqualTo(THERE);
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
    void the_silent_are_forgotten_and_make_room() {
        heard(ONE, HERE, 0);
        DeviceSession two = heard(TWO, THERE, 1);
        assertThat(registry.heard(new DeviceId(3), HERE, minutes(1))).isEmpty();
        assertThat(registry.forgetSilent(minutes(10) - 1)).isEmpty();
        assertThat(registry.forgetSilent(minutes(10)))
                .extracting(DeviceSession::id)
                .containsExactly(ONE);
        assertThat(registry.at(HERE)).isEmpty();
        assertThat(registry.of(TWO)).contains(two);
        assertThat(registry.heard(new DeviceId(3), HERE, minutes(10))).isPresent();
        assertThat(registry.forgetSilent(minutes(60))).hasSize(2);
        assertThat(registry.size()).isZero();
    }

    @Test
    void whatever_comes_from_a_device_shows_that_it_is_there() {
        heard(ONE, HERE, 0);
        heard(TWO, THERE, 1);
        registry.touch(registry.at(HERE).orElseThrow(), minutes(9));
        assertThat(registry.forgetSilent(minutes(12)))
                .extracting(DeviceSession::id)
                .containsExactly(TWO);
    }
}
