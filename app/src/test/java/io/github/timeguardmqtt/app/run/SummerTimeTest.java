package io.github.timeguardmqtt.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.Broker;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.Subscriber;
import io.github.timeguardmqtt.app.settings.EmbeddedBrokerSettings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.testing.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schedules around both changes of summer time, as a user sets them: the relay of the virtual
 * switch changes when the topics said, on a clock that is stepped. What lies between is skipped,
 * but never the change itself.
 */
class SummerTimeTest {

    /** A relay changed, at this instant of the virtual clock. */
    private record Seen(DeviceId device, boolean on, Instant at) {}

    @TempDir private Path data;
    private final Running running = new Running();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // by start
    private LoopClock clock;

    @SuppressWarnings("NullAway.Init") // by start
    private EventLoop loop;

    @SuppressWarnings("NullAway.Init") // by start
    private Broker broker;

    @SuppressWarnings("NullAway.Init") // by start
    private DeviceId byMqtt;

    @SuppressWarnings("NullAway.Init") // by start
    private DeviceId bySocket;

    @AfterEach
    void closeAll() {
        running.close();
    }

    /** A gateway with a broker, and two switches that have told everything. */
    private void start(String at) throws Exception {
        clock = LoopClock.stepped(Instant.parse(at));
        loop = running.closeLater(new EventLoop("test", clock));
        HostPort anyPort = new HostPort("127.0.0.1", 0);
        Service.Started started =
                new Service(
                                GatewaySettings.relay(anyPort, new HostPort("127.0.0.1", 9997))
                                        .withMode(Mode.LOCAL),
                                Optional.empty(),
                                Optional.of(data),
                                Optional.of(
                                        new EmbeddedBrokerSettings(
                                                "127.0.0.1",
                                                0,
                                                Optional.empty(),
                                                Optional.empty())),
                                Optional.of(MqttSettings.plain("127.0.0.1", 0)),
                                new CommandRules(false, false),
                                new LinkedHashMap<>())
                        .start(running, loop, new Mask(false), null);
        broker =
                running.closeLater(Broker.embedded(data, started.broker().orElseThrow().getPort()));
        Fleet fleet =
                running.closeLater(
                        new Fleet(loop, FleetOptions.of(2, started.gateway().address())));
        fleet.addListener((device, on, when) -> seen.add(new Seen(device, on, when)));
        byMqtt = fleet.devices().getFirst();
        bySocket = fleet.devices().getLast();
        fleet.start();
        await(() -> ctl(byMqtt, "export").exitCode() == 0);
        await(() -> ctl(bySocket, "export").exitCode() == 0);
    }

    private Ran ctl(DeviceId device, String... words) {
        String[] line = new String[words.length + 4];
        line[0] = "ctl";
        line[1] = device.toString();
        System.arraycopy(words, 0, line, 2, words.length);
        line[words.length + 2] = "--data";
        line[words.length + 3] = data.toString();
        return Ran.on("", line);
    }

    /** Lets time pass until something has come about. */
    private void await(BooleanSupplier condition) {
        Patience.await()
                .until(() -> {
                    loop.pass(Duration.ofSeconds(1));
                    return condition.getAsBoolean();
                });
    }

    private void passUntil(String instant) {
        loop.pass(Duration.between(clock.instant(), instant(instant)));
    }

    /** Sets the active schedule of the one switch over MQTT. */
    private void setOverMqtt(String schedule) throws Exception {
        Subscriber user = broker.subscribe();
        int seen = user.count();
        broker.publish("timeguard/" + byMqtt + "/schedules/1/set", schedule);
        Subscriber.Heard result =
                user.expectFrom(seen, "timeguard/" + byMqtt + "/command", payload -> true);
        assertThat(result.payload()).contains("\"result\":\"confirmed\"");
    }

    /** And that of the other on the command line. */
    private void setOverSocket(String schedule) {
        Ran result = ctl(bySocket, "schedule", "set", "1", schedule);
        assertThat(result).isEqualTo(new Ran(0, bySocket + ": schedule 1, confirmed\n", ""));
    }

    /**
     * What is retained on this topic, to somebody who has just subscribed: nothing else comes as
     * long as nothing changes. (The embedded broker does not flag it as retained to QoS 1.)
     */
    private String told(DeviceId device, String topic) throws Exception {
        try (Subscriber fresh = broker.subscribe()) {
            return fresh.expect("timeguard/" + device + "/" + topic, payload -> true).payload();
        }
    }

    /** Lets pass what lies before the last half minute before that time. */
    private void skipTo(String told) {
        Duration left = Duration.between(clock.instant(), instant(told)).minusSeconds(30);
        if (left.isPositive()) {
            clock.skip(left);
            loop.execute(() -> {}); // so that it looks at the clock
        }
    }

    /** Waits for the next change of this relay: it comes when it was told. */
    private void expect(int number, DeviceId device, boolean on, String told) {
        await(() -> of(device).size() > number);
        Seen change = of(device).get(number);
        assertThat(change.on()).isEqualTo(on);
        assertThat(change.at()).isCloseTo(instant(told), within(1, ChronoUnit.MINUTES));
    }

    private List<Seen> of(DeviceId device) {
        return seen.stream().filter(each -> each.device().equals(device)).toList();
    }

    private static Instant instant(String told) {
        return OffsetDateTime.parse(told).toInstant();
    }

    @Test
    void what_is_set_for_the_hour_that_summer_time_skips_happens_when_next_on_says()
            throws Exception {
        start("2026-03-29T00:20:00Z");
        setOverMqtt("sun 01:30-02:02"); // 01:30 does not exist
        setOverSocket("sun 00:59-02:01"); // two minutes of real time
        String on = told(byMqtt, "next_on");
        String off = told(byMqtt, "next_off");
        String otherOn = told(bySocket, "next_on");
        String otherOff = told(bySocket, "next_off");
        assertThat(List.of(on, off, otherOn, otherOff))
                .containsExactly(
                        "2026-03-29T02:00:00+01:00",
                        "2026-03-29T02:02:00+01:00",
                        "2026-03-29T00:59:00Z",
                        "2026-03-29T02:01:00+01:00");
        skipTo(otherOn);
        expect(0, bySocket, true, otherOn);
        expect(0, byMqtt, true, on);
        expect(1, bySocket, false, otherOff);
        expect(1, byMqtt, false, off);
    }

    @Test
    void what_is_set_for_the_hour_that_comes_twice_happens_when_next_on_says_and_once()
            throws Exception {
        start("2026-10-25T00:20:00Z");
        setOverMqtt("sun 01:58-01:59, 02:00-02:10");
        setOverSocket("sun 01:59-02:01"); // an hour and two minutes of real time
        String first = told(byMqtt, "next_on");
        String firstOff = told(byMqtt, "next_off");
        String otherOn = told(bySocket, "next_on");
        String otherOff = told(bySocket, "next_off");
        assertThat(List.of(first, firstOff, otherOn, otherOff))
                .containsExactly(
                        "2026-10-25T01:58:00+01:00",
                        "2026-10-25T01:59:00+01:00",
                        "2026-10-25T01:59:00+01:00",
                        "2026-10-25T02:01:00Z");
        skipTo(first);
        expect(0, byMqtt, true, first);
        expect(1, byMqtt, false, firstOff);
        expect(0, bySocket, true, otherOn);
        // Over the moment at which the clock goes back, and to where 01:58 comes again.
        passUntil("2026-10-25T01:00:15Z");
        String second = told(byMqtt, "next_on");
        assertThat(second).isEqualTo("2026-10-25T02:00:00Z");
        skipTo("2026-10-25T01:59:00Z");
        passUntil("2026-10-25T01:59:15Z");
        assertThat(seen).hasSize(3);
        expect(2, byMqtt, true, second);
        expect(1, bySocket, false, otherOff);
    }
}
