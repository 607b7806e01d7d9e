package io.github.timeguardmqtt.gateway.routing;

import static io.github.timeguardmqtt.testing.Frames.command;
import static io.github.timeguardmqtt.testing.Frames.concat;
import static io.github.timeguardmqtt.testing.Frames.report;
import static io.github.timeguardmqtt.testing.Frames.unknown;
import static io.github.timeguardmqtt.testing.Frames.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Effect;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.session.SessionRules;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link Router} does with a datagram in relay mode, by where it came from and what it holds.
 */
class RouterTest {

    private static final String ONE = "0badcafe";
    private static final String TWO = "cafed00d";
    private static final InetSocketAddress HOME = at("192.168.1.5", 9997);

    private static final Moment NOW = new Moment(0, Instant.parse("2026-07-01T12:00:00Z"));

    private final DeviceRegistry registry = registry(Mode.RELAY);
    private final Router relay =
            new Router(
                    registry,
                    List.of(
                            AddressRange.parse("203.0.113.0/24"),
                            AddressRange.parse("2001:db8::/32")));

    private static DeviceRegistry registry(Mode mode) {
        return new DeviceRegistry(
                2,
                id -> DeviceState.unheard(id, mode, SwitchRules.USUAL),
                new SessionRules(
                        Duration.ofSeconds(50),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(60),
                        Instant.EPOCH),
                _ -> {});
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private Effect from(InetSocketAddress source, Bytes bytes) {
        List<Effect> effects = new ArrayList<>();
        relay.fromDevice(source, Datagram.decode(bytes), NOW, effects::add);
        effects.removeIf(Effect.Tell.class::isInstance);
        assertThat(effects).hasSize(1);
        return effects.getFirst();
    }

    private DeviceSession session(String device) {
        return registry.of(DeviceId.parse(device)).orElseThrow();
    }

    private List<Effect> fromCloud(String device, Bytes bytes) {
        List<Effect> effects = new ArrayList<>();
        relay.fromCloud(DeviceId.parse(device), Datagram.decode(bytes), NOW, effects::add);
        return effects;
    }

    private Effect toCloud(Bytes bytes) {
        return new Effect.ToCloud(session(ONE), Datagram.decode(bytes));
    }

    private static Effect dropped(DropReason reason) {
        return new Effect.Drop(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, true",
        "127.0.0.1, true",
        "fd00::5, true",
        "203.0.113.9, true",
        "2001:db8:5::1, true",
        "203.0.114.9, false",
        "8.8.8.8, false",
        "2001:db9::1, false",
    })
    void only_private_and_allowed_sources_are_looked_at(String source, boolean allowed) {
        Effect effect = from(at(source, 9997), report(ONE, 1));
        if (allowed) {
            assertThat(effect).isEqualTo(toCloud(report(ONE, 1)));
        } else {
            assertThat(effect).isEqualTo(dropped(DropReason.SOURCE));
            assertThat(registry.size()).isZero();
        }
        assertThat(relay.allows(InetAddress.ofLiteral(source))).isEqualTo(allowed);
    }

    static Stream<Arguments> serverFrames() {
        return Stream.of(
                argumentSet("alone", command(ONE)),
                argumentSet("behind a report", concat(report(ONE, 1), command(ONE))),
                argumentSet("before a report", concat(command(ONE), report(ONE, 1))),
                argumentSet("with garbage", concat(command(ONE), Bytes.of(1))),
                argumentSet("of an unknown kind", concat(report(ONE, 1), unknownOfServer())));
    }

    private static Bytes unknownOfServer() {
        return Bytes.ofHex(
                "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df");
    }

    @ParameterizedTest
    @MethodSource("serverFrames")
    void nobody_but_the_cloud_speaks_as_the_server(Bytes datagram) {
        assertThat(from(HOME, datagram)).isEqualTo(dropped(DropReason.SERVER_FRAME));
        from(HOME, report(ONE, 1));
        assertThat(from(HOME, datagram)).isEqualTo(dropped(DropReason.SERVER_FRAME));
    }

    static Stream<Arguments> noFrames() {
        return Stream.of(
                argumentSet("noise", Bytes.of(1, 2, 3)),
                argumentSet("damaged", with(report(ONE, 1), 22, 0xff)),
                argumentSet("cut off", report(ONE, 1).slice(0, 23)),
                argumentSet("damaged before valid", concat(Bytes.of(0), report(ONE, 1))));
    }

    @ParameterizedTest
    @MethodSource("noFrames")
    void what_is_no_frame_passes_from_a_known_address_only(Bytes datagram) {
        assertThat(from(HOME, datagram)).isEqualTo(dropped(DropReason.NOT_A_DEVICE_FRAME));
        from(HOME, report(ONE, 1));
        assertThat(from(HOME, datagram)).isEqualTo(toCloud(datagram));
        assertThat(from(at("192.168.1.5", 9998), datagram))
                .isEqualTo(dropped(DropReason.NOT_A_DEVICE_FRAME));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_is_no_frame_makes_nobody_known(Mode mode) {
        DeviceRegistry devices = registry(mode);
        List<Effect> effects = new ArrayList<>();
        Router router = new Router(devices, List.of());
        Datagram noise = Datagram.decode(Bytes.of(1, 2, 3));
        router.fromDevice(HOME, noise, NOW, effects::add);
        Optional<DeviceId> known =
                router.fromStream(HOME, Optional.empty(), noise, NOW, effects::add);
        assertThat(known).isEmpty();
        assertThat(devices.size()).isZero();
        assertThat(devices.at(HOME)).isEmpty();
        assertThat(effects).hasSize(2).containsOnly(dropped(DropReason.NOT_A_DEVICE_FRAME));
    }

    @ParameterizedTest
    @CsvSource({"RELAY, cafed00d", "FALLBACK, cafed00d", "LOCAL, 0badcafe"})
    void what_is_no_frame_keeps_its_senders_place_only_where_it_passes(Mode mode, String leaving) {
        DeviceRegistry devices = registry(mode);
        Router router = new Router(devices, List.of());
        InetSocketAddress other = at("192.168.1.6", 9997);
        router.fromDevice(HOME, Datagram.decode(report(ONE, 1)), NOW, _ -> {});
        router.fromDevice(other, Datagram.decode(report(TWO, 1)), NOW, _ -> {});
        router.fromDevice(HOME, Datagram.decode(Bytes.of(1, 2, 3)), minute(9), _ -> {});
        // The silent lose their places to a new one, who was silent longest before the others.
        List.copyOf(devices.all()).forEach(session -> session.tick(minute(10), _ -> {}));
        router.fromDevice(
                at("192.168.1.7", 9997),
                Datagram.decode(report("00000003", 1)),
                minute(10),
                _ -> {});
        assertThat(devices.size()).isEqualTo(2);
        assertThat(devices.of(DeviceId.parse("00000003"))).isPresent();
        assertThat(devices.of(DeviceId.parse(leaving))).isEmpty();
    }

    private static Moment minute(int minute) {
        Duration passed = Duration.ofMinutes(minute);
        return new Moment(passed.toNanos(), NOW.wall().plus(passed));
    }

    @Test
    void an_unknown_kind_of_a_device_passes() {
        Bytes datagram = unknown(ONE, Bytes.of(1, 2, 3));
        assertThat(from(HOME, datagram)).isEqualTo(toCloud(datagram));
    }

    @Test
    void an_empty_datagram_goes_no_further() {
        from(HOME, report(ONE, 1));
        assertThat(from(HOME, Bytes.EMPTY)).isEqualTo(dropped(DropReason.EMPTY));
    }

    @Test
    void beyond_the_most_devices_only_known_ones_pass() {
        from(HOME, report(ONE, 1));
        from(HOME, report(TWO, 1));
        assertThat(from(HOME, report("00000003", 1))).isEqualTo(dropped(DropReason.MAX_DEVICES));
        assertThat(from(at("10.0.0.1", 1), report(ONE, 2))).isEqualTo(toCloud(report(ONE, 2)));
        assertThat(registry.size()).isEqualTo(2);
    }

    @Test
    void whatever_the_cloud_says_goes_to_the_device_of_the_socket() {
        from(HOME, report(ONE, 1));
        for (Bytes datagram : List.of(command(TWO), report(ONE, 1), Bytes.of(1), Bytes.EMPTY)) {
            assertThat(fromCloud(ONE, datagram))
                    .containsExactly(new Effect.ToDevice(session(ONE), Datagram.decode(datagram)));
        }
        assertThat(fromCloud(TWO, command(TWO))).isEmpty();
    }
}
