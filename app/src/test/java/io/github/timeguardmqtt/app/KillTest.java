package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.WiredSwitch.Manner;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway is killed, or told to end, while commands wait, and started again. */
class KillTest {

    private static final int SWITCHES = 10;
    private static final int COMMANDS = 2 * SWITCHES;
    private static final Duration MAX_STEP = Duration.ofMillis(15);

    private static final Pattern RESULT =
            Pattern.compile(
                    "\\{\"command\":\"(\\w+)\",\"value\":\"([^\"]*)\",\"result\":\"(\\w+)\".*\"transaction\":\"(\\w+)\"}");

    /** One line of a command's result. */
    private record Result(String device, String command, String outcome, String transaction) {}

    @TempDir private Path directory;

    /** How many rounds there are: {@code -Dkills=50} for more. */
    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("kills", 5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_command_has_one_result_and_each_switch_sees_one_write(int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Path data = Files.createDirectory(directory.resolve("data"));
        List<WiredSwitch> switches = new ArrayList<>();
        try (Broker broker = Broker.start(directory)) {
            Subscriber user = broker.subscribe();
            List<String> options =
                    List.of("--mode=local", "--mqtt-url=mqtt://127.0.0.1:" + broker.port());
            GatewayProcess first = GatewayProcess.start(data, 0, Map.of(), options);
            try (first) {
                for (int i = 0; i <= SWITCHES; i++) {
                    DeviceId id = new DeviceId(0x1000 + i);
                    switches.add(new WiredSwitch(id, first.address()));
                }
                for (WiredSwitch each : switches) {
                    user.expect(topic(each, "active_schedule"), "#1: Weekdays");
                }
                WiredSwitch witness = switches.removeLast();
                command(broker, user, data, switches, witness, random);
                int answering = random.nextInt(SWITCHES + 1);
                switches.subList(0, answering).forEach(each -> each.behave(Manner.WELL));
                int settled = 1 + random.nextInt(2 * answering + 1);
                await().until(() -> results(user).size() >= settled);
                // Just then others are under way: at which step is left to chance.
                LockSupport.parkNanos(random.nextLong(MAX_STEP.toNanos()));
                if (seed % 5 == 0) {
                    first.terminate();
                } else {
                    first.kill();
                }
                switches.add(witness);
            }
            int before = results(user).size();
            int seen = user.count();
            switches.forEach(each -> each.behave(Manner.WELL));
            int port = first.address().getPort();
            try (GatewayProcess second = GatewayProcess.start(data, port, Map.of(), options)) {
                await().untilAsserted(
                                () -> assertThat(commands(results(user))).hasSize(COMMANDS + 1));
                user.expectFrom(seen, "timeguard/lwt", "online"::equals);
                // Whatever could still come has come when another command has gone through.
                broker.publish(topic(switches.getLast(), "active_schedule/set"), "#2");
                user.expect(
                        topic(switches.getLast(), "command"),
                        text -> text.contains("\"active_schedule\""));
                assertThat(status(data)).contains("0 commands waiting");
                second.terminate();
                assertThat(second.err()).noneMatch(line -> line.contains("Exception"));
            }
            check(results(user), switches);
            System.out.printf(
                    Locale.ROOT,
                    "Seed %d: %d results before the kill, %d lines in all, %d datagrams of %d writes%n",
                    seed,
                    before,
                    results(user).size(),
                    switches.stream().mapToInt(each -> each.writes().size()).sum(),
                    switches.stream().mapToInt(each -> distinct(each.writes()).size()).sum());
        } finally {
            switches.forEach(WiredSwitch::close);
        }
    }

    @Test
    void results_that_no_broker_could_take_are_told_after_a_kill() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        List<WiredSwitch> switches = new ArrayList<>();
        try (Broker broker = Broker.start(directory)) {
            List<String> options =
                    List.of("--mode=local", "--mqtt-url=mqtt://127.0.0.1:" + broker.port());
            GatewayProcess first = GatewayProcess.start(data, 0, Map.of(), options);
            try (first;
                    Subscriber user = broker.subscribe()) {
                for (int i = 0; i <= SWITCHES; i++) {
                    switches.add(new WiredSwitch(new DeviceId(0x1000 + i), first.address()));
                }
                for (WiredSwitch each : switches) {
                    user.expect(topic(each, "active_schedule"), "#1: Weekdays");
                }
                WiredSwitch witness = switches.removeLast();
                command(broker, user, data, switches, witness, new SplittableRandom(1));
                broker.stop();
                switches.forEach(each -> each.behave(Manner.WELL));
                await().until(() -> status(data).contains("0 commands waiting"));
                first.kill();
                switches.add(witness);
            }
            broker.startAgain();
            Subscriber user = broker.subscribe();
            int port = first.address().getPort();
            try (GatewayProcess second = GatewayProcess.start(data, port, Map.of(), options)) {
                await().untilAsserted(() -> assertThat(commands(results(user))).hasSize(COMMANDS));
                second.terminate();
            }
            assertThat(results(user))
                    .hasSize(COMMANDS)
                    .allSatisfy(result -> assertThat(result.outcome()).isEqualTo("confirmed"));
            // They were told, so that they are not told again.
            int seen = user.count();
            try (GatewayProcess third = GatewayProcess.start(data, port, Map.of(), options)) {
                user.expectFrom(seen, topic(switches.getFirst(), "lwt"), "online"::equals);
                third.terminate();
            }
            assertThat(results(user)).hasSize(COMMANDS);
            assertThat(switches)
                    .allSatisfy(each -> assertThat(distinct(each.writes())).hasSizeLessThan(3));
        } finally {
            switches.forEach(WiredSwitch::close);
        }
    }

    /** Gives two commands to each switch, which cannot be carried out yet. */
    private static void command(
            Broker broker,
            Subscriber user,
            Path data,
            List<WiredSwitch> switches,
            WiredSwitch witness,
            SplittableRandom random)
            throws Exception {
        for (WiredSwitch each : switches) {
            each.behave(random.nextBoolean() ? Manner.DEAF : Manner.SILENT);
        }
        List<Broker.Publishing> published = new ArrayList<>();
        for (WiredSwitch each : switches) {
            published.add(publish(broker, topic(each, "work_mode/set"), "Always on"));
            published.add(publish(broker, topic(each, "boost/set"), "2 hours"));
        }
        for (Broker.Publishing each : published) {
            each.waitForSuccess();
        }
        await().until(() -> status(data).contains(COMMANDS + " commands waiting"));
        // This is stored after them, and sent only once it is stored.
        broker.publish(topic(witness, "work_mode/set"), "Always on");
        user.expect(topic(witness, "command"), text -> text.contains("\"confirmed\""));
    }

    private static Broker.Publishing publish(Broker broker, String topic, String payload)
            throws Exception {
        return broker.publishing(topic, payload.getBytes(UTF_8), "-q", "1");
    }

    private static void check(List<Result> results, List<WiredSwitch> switches) {
        Map<String, Set<String>> transactions = new HashMap<>();
        Map<String, Set<String>> outcomes = new HashMap<>();
        for (Result result : results) {
            transactions
                    .computeIfAbsent(result.device() + " " + result.command(), _ -> new HashSet<>())
                    .add(result.transaction());
            outcomes.computeIfAbsent(result.transaction(), _ -> new HashSet<>())
                    .add(result.outcome());
        }
        assertThat(transactions).hasSize(COMMANDS + 2);
        assertThat(transactions).allSatisfy((_, of) -> assertThat(of).hasSize(1));
        assertThat(outcomes).allSatisfy((_, of) -> assertThat(of).containsExactly("confirmed"));
        for (WiredSwitch each : switches) {
            Map<Kind, Set<Bytes>> writes = new HashMap<>();
            for (Frame frame : each.writes()) {
                writes.computeIfAbsent(frame.kind(), _ -> new HashSet<>()).add(frame.bytes());
            }
            assertThat(writes).allSatisfy((_, of) -> assertThat(of).hasSize(1));
            assertThat(each.state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_ON);
            if (!each.equals(switches.getLast())) {
                assertThat(writes)
                        .containsOnlyKeys(Kind.SET_WORK_MODE_REQUEST, Kind.SET_BOOST_REQUEST);
                assertThat(each.state().status().boost().type()).isEqualTo(BoostType.TWO_HOURS);
            }
        }
    }

    private static Set<Bytes> distinct(List<Frame> frames) {
        Set<Bytes> bytes = new HashSet<>();
        frames.forEach(frame -> bytes.add(frame.bytes()));
        return bytes;
    }

    private static Set<String> commands(List<Result> results) {
        Set<String> commands = new HashSet<>();
        results.forEach(result -> commands.add(result.device() + " " + result.command()));
        return commands;
    }

    private static List<Result> results(Subscriber user) {
        List<Result> results = new ArrayList<>();
        for (Subscriber.Heard heard : user.all()) {
            if (heard.topic().endsWith("/command")) {
                Matcher result = RESULT.matcher(heard.payload());
                assertThat(result.matches()).as(heard.payload()).isTrue();
                results.add(
                        new Result(
                                heard.topic(), result.group(1), result.group(3), result.group(4)));
            }
        }
        return results;
    }

    private static String status(Path data) {
        return Ran.on("", "status", "--data", data.toString()).out();
    }

    private static String topic(WiredSwitch of, String name) {
        return "timeguard/" + of.id() + "/" + name;
    }
}
