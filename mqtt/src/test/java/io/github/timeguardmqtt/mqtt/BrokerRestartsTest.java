package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.StartException;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual switches that never rest, a gateway, and a broker that comes and goes. */
class BrokerRestartsTest {

    private static final int SWITCHES = 200;
    private static final int RESTARTS = 10;
    private static final long SEED = 11;

    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

    private static final Pattern STATE =
            Pattern.compile(
                    ".*\"switch_state\":\"(\\w+)\".*\"advance_mode\":\"(\\w+)\".*\"boost\":\"([^\"]*)\".*\"work_mode\":\"([^\"]*)\".*\"active_schedule_id\":(\\d).*");

    /** What a command can change in a device. */
    private record Values(
            String relay, String advance, String boost, String workMode, int schedule) {

        static Optional<Values> of(DeviceState state) {
            if (state.status().isEmpty() || state.programme().activeSchedule().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    of(state.status().get(), state.programme().activeSchedule().getAsInt()));
        }

        static Values of(Status status, int schedule) {
            return new Values(
                    Vocabulary.of(status.relay().equals(RelayState.ON)),
                    Vocabulary.of(status.advance()),
                    Vocabulary.of(status.boost().type()),
                    Vocabulary.of(status.workMode()),
                    schedule);
        }

        static Optional<Values> of(String json) {
            Matcher state = STATE.matcher(json);
            return state.matches()
                    ? Optional.of(
                            new Values(
                                    state.group(1),
                                    state.group(2),
                                    state.group(3),
                                    state.group(4),
                                    Integer.parseInt(state.group(5))))
                    : Optional.empty();
        }

        /** By topic. */
        Map<String, String> topics() {
            return Map.of(
                    "switch_state", relay,
                    "power", relay,
                    "advance_mode", advance,
                    "boost", boost,
                    "work_mode", workMode,
                    "active_schedule_id", Integer.toString(schedule),
                    "lwt", "online");
        }
    }

    @TempDir private Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final EventLoop loop = new EventLoop("gateway", LoopClock.stepped(START));

    /** What became of each device, in order, as the gateway learnt it. */
    private final Map<DeviceId, List<Values>> changes = new ConcurrentHashMap<>();

    private final AtomicInteger changed = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private int commands;
    private volatile boolean resting;

    private void happened(DeviceEvent event) {
        if (event instanceof DeviceEvent.Changed(DeviceState state, _, _)) {
            Values.of(state)
                    .ifPresent(values -> {
                        List<Values> all =
                                changes.computeIfAbsent(
                                        state.id(), _ -> new CopyOnWriteArrayList<>());
                        if (all.isEmpty() || !all.getLast().equals(values)) {
                            all.add(values);
                            changed.incrementAndGet();
                        }
                    });
        }
    }

    /** Gives one command after the other. On the loop's thread. */
    private void restless(Gateway gateway, DeviceId device) {
        if (resting) {
            return;
        }
        DeviceCommand command =
                switch (random.nextInt(4)) {
                    case 0 -> new DeviceCommand.SetWorkMode(new WorkMode(random.nextInt(3)));
                    case 1 -> new DeviceCommand.SetBoost(new BoostType(random.nextInt(3)));
                    default -> new DeviceCommand.SetActiveSchedule(random.nextInt(6));
                };
        open.incrementAndGet();
        gateway.submit(
                new CommandRequest(
                        device, command, "test", "", "t" + commands++, Optional.empty()));
        loop.schedule(
                Duration.ofMillis(random.nextInt(2_000, 20_000)), () -> restless(gateway, device));
    }

    @Test
    void every_topic_agrees_in_the_end_and_nothing_goes_back() throws Exception {
        GatewaySettings settings =
                GatewaySettings.relay(new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 9))
                        .withMode(Mode.LOCAL);
        List<List<MqttPeer.Heard>> heard = new ArrayList<>();
        try (loop;
                Mosquitto broker = broker();
                Gateway gateway = Gateway.start(settings, loop, new Mask(false), null)) {
            gateway.subscribe(this::happened);
            gateway.subscribe(event -> {
                if (event instanceof DeviceEvent.Finished) {
                    open.decrementAndGet();
                }
            });
            try (MqttBridge _ = bridge(gateway, broker.port());
                    Fleet fleet =
                            new Fleet(
                                    loop,
                                    FleetOptions.of(SWITCHES, gateway.address())
                                            .withInterval(Duration.ofSeconds(10)))) {
                fleet.start();
                await(() -> changes.size() == SWITCHES);
                loop.execute(() -> fleet.devices().forEach(device -> restless(gateway, device)));
                for (int i = 0; i < RESTARTS; i++) {
                    try (MqttPeer peer = new MqttPeer(broker.port())) {
                        if (i % 2 == 1) { // else it may stop before the gateway has come back
                            await(() -> peer.all().size() > SWITCHES);
                        }
                        awaitChanges(random.nextInt(1, 150));
                        broker.stop();
                        await(() -> !peer.isConnected());
                        heard.add(peer.all());
                    }
                    awaitChanges(random.nextInt(1, 150));
                    broker.start();
                }
                try (MqttPeer peer = new MqttPeer(broker.port())) {
                    awaitChanges(100);
                    resting = true;
                    await(() -> open.get() == 0);
                    expectAgreement(fleet, peer);
                    heard.add(peer.all());
                }
                try (MqttPeer late = new MqttPeer(broker.port())) {
                    expectAgreement(fleet, late);
                }
            }
        }
        Map<String, List<String>> byTopic = new LinkedHashMap<>();
        heard.stream()
                .flatMap(List::stream)
                .forEach(message ->
                        byTopic.computeIfAbsent(message.topic(), _ -> new ArrayList<>())
                                .add(message.payload()));
        int shown = 0;
        for (DeviceId device : changes.keySet()) {
            shown += checkOrder(device, byTopic);
        }
        System.out.printf(
                Locale.ROOT,
                "%d commands, %d changes, %d shown at the broker, %d messages%n",
                commands,
                changed.get(),
                shown,
                heard.stream().mapToInt(List::size).sum());
        assertThat(shown).isGreaterThan(2 * SWITCHES);
    }

    private Mosquitto broker() throws IOException {
        // By default it would drop some of what it has for one who subscribes to everything.
        Mosquitto broker =
                new Mosquitto(directory).with("allow_anonymous true\nmax_queued_messages 0\n");
        broker.start();
        return broker;
    }

    private MqttBridge bridge(Gateway gateway, int port) throws IOException, StartException {
        return MqttBridge.start(
                BridgeSetup.settings(port),
                loop.clock(),
                gateway::subscribe,
                gateway,
                BridgeSetup.operations(gateway),
                new AboutBridge("1", Mode.LOCAL, new LinkedHashMap<>()),
                Optional.empty());
    }

    /** Lets time pass until something has come about. */
    private void await(BooleanSupplier condition) {
        Patience.await()
                .until(() -> {
                    loop.pass(Duration.ofMillis(100));
                    return condition.getAsBoolean();
                });
    }

    private void awaitChanges(int more) {
        int until = changed.get() + more;
        await(() -> changed.get() >= until);
    }

    private void expectAgreement(Fleet fleet, MqttPeer peer) {
        Patience.await()
                .untilAsserted(() -> {
                    loop.pass(Duration.ofSeconds(1));
                    Map<String, String> last = new LinkedHashMap<>();
                    peer.all().forEach(heard -> last.put(heard.topic(), heard.payload()));
                    for (DeviceId device : fleet.devices()) {
                        SwitchState state = fleet.state(device).join();
                        Values values =
                                Values.of(state.status(), state.settings().activeSchedule());
                        values.topics()
                                .forEach((name, value) ->
                                        assertThat(last)
                                                .containsEntry(
                                                        "timeguard/" + device + "/" + name, value));
                        assertThat(
                                        Values.of(
                                                last.getOrDefault(
                                                        "timeguard/" + device + "/state", "")))
                                .contains(values);
                    }
                });
    }

    /**
     * How many different states of the device were shown, one after the other.
     *
     * @param heard payloads by topic, in order
     */
    private int checkOrder(DeviceId device, Map<String, List<String>> heard) {
        List<Values> truth = Objects.requireNonNull(changes.get(device));
        List<Values> shown = new ArrayList<>();
        String root = "timeguard/" + device + "/";
        heard.getOrDefault(root + "state", List.of()).stream()
                .flatMap(payload -> Values.of(payload).stream())
                .filter(values -> shown.isEmpty() || !shown.getLast().equals(values))
                .forEach(shown::add);
        assertThat(truth).as("%s", device).containsSubsequence(shown);
        for (String topic : truth.getFirst().topics().keySet()) {
            if (!topic.equals("lwt")) {
                List<String> payloads = new ArrayList<>();
                heard.getOrDefault(root + topic, List.of()).stream()
                        .filter(payload ->
                                payloads.isEmpty() || !payloads.getLast().equals(payload))
                        .forEach(payloads::add);
                Stream<String> values =
                        truth.stream()
                                .map(value -> Objects.requireNonNull(value.topics().get(topic)));
                assertThat(values.toList())
                        .as("%s %s", device, topic)
                        .containsSubsequence(payloads);
            }
        }
        return shown.size();
    }
}
