package io.github.timeguardmqtt.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.store.sqlite.SqliteStore;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the result of a command is in the database. */
class ResultsKeptTest {

    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");

    @TempDir private Path data;

    private final BlockingQueue<CommandResult> told = new LinkedBlockingQueue<>();

    private static GatewaySettings settings() {
        return GatewaySettings.relay(new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 9997))
                .withMode(Mode.LOCAL);
    }

    private static DeviceState unheard(DeviceId id) {
        return DeviceState.unheard(id, Mode.LOCAL, SwitchRules.USUAL);
    }

    private static CommandRequest command(String transaction) {
        return new CommandRequest(
                DEVICE,
                new DeviceCommand.SetWorkMode(WorkMode.ALWAYS_ON),
                "work_mode",
                "Always on",
                transaction,
                Optional.empty());
    }

    /** A gateway with what is in the database, until its end. */
    private void run(Consumer<Gateway> steps) throws Exception {
        try (EventLoop loop = new EventLoop("gateway", LoopClock.virtual(TestTime.NOON, 1));
                SqliteStore store = SqliteStore.open(data, TestTime.STILL);
                Gateway gateway = Gateway.start(settings(), loop, new Mask(false), null)) {
            gateway.remember(store);
            steps.accept(gateway);
            gateway.devices().join(); // what was begun on the loop is done
        }
    }

    private void listen(Gateway gateway) {
        gateway.subscribe(event -> {
            if (event instanceof DeviceEvent.Finished(CommandResult result)) {
                told.add(result);
            }
        });
    }

    private CommandResult nextTold() {
        try {
            CommandResult next = told.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("a result").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<PendingCommand> stored() {
        try (SqliteStore store = SqliteStore.open(data, TestTime.STILL)) {
            return store.commands();
        }
    }

    private void knowDevice() {
        try (SqliteStore store = SqliteStore.open(data, TestTime.STILL)) {
            store.save(unheard(DEVICE), TestTime.NOON);
        }
    }

    /** Gives a command to a switch that is removed before it could obey, and waits for the end. */
    private static CommandResult refused(Gateway gateway) {
        CompletableFuture<CommandResult> result = gateway.carryOut(command("refused"));
        assertThat(gateway.remove(DEVICE).join()).isTrue();
        return result.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Test
    void a_refusal_that_nobody_listens_for_is_not_kept() throws Exception {
        knowDevice();
        run(gateway -> {
            gateway.resume();
            assertThat(refused(gateway).outcome()).isEqualTo(Outcome.REJECTED);
        });
        assertThat(stored()).isEmpty();
    }

    @Test
    void a_refusal_is_kept_until_a_listener_has_delivered_it() throws Exception {
        knowDevice();
        run(gateway -> {
            listen(gateway);
            gateway.resume();
            assertThat(refused(gateway)).isEqualTo(nextTold());
        });
        assertThat(stored())
                .singleElement()
                .satisfies(kept -> assertThat(kept.result()).isPresent());
        run(gateway -> {
            listen(gateway);
            gateway.resume();
            assertThat(nextTold().outcome()).isEqualTo(Outcome.REJECTED);
            gateway.delivered("refused");
        });
        assertThat(stored()).isEmpty();
    }

    @Test
    void a_command_that_comes_early_waits_for_those_of_before_the_restart() throws Exception {
        Instant accepted = Instant.EPOCH;
        try (SqliteStore store = SqliteStore.open(data, TestTime.STILL)) {
            store.save(
                    new PendingCommand(
                            command("before"), accepted, Optional.empty(), Optional.empty()),
                    () -> {});
        }
        run(gateway -> {
            listen(gateway);
            gateway.submit(command("early"));
            gateway.devices().join();
            assertThat(told).isEmpty();
            gateway.resume();
            gateway.resume();
            assertThat(List.of(nextTold().transaction(), nextTold().transaction()))
                    .containsExactlyInAnyOrder("before", "early");
            gateway.devices().join();
            assertThat(told).isEmpty();
        });
    }

    @Test
    void what_was_asked_of_a_switch_that_is_forgotten_ends_by_whether_it_may_have_obeyed()
            throws Exception {
        Instant accepted = TestTime.NOON;
        Frame frame =
                FrameCodec.fromServer(
                        DEVICE, 7, new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON));
        try (SqliteStore store = SqliteStore.open(data, TestTime.STILL)) {
            store.save(
                    new PendingCommand(
                            command("sent"), accepted, Optional.of(frame), Optional.empty()),
                    () -> {});
            store.save(
                    new PendingCommand(
                            command("waited"), accepted, Optional.empty(), Optional.empty()),
                    () -> {});
        }
        run(gateway -> {
            listen(gateway);
            gateway.resume();
            CommandResult sent = nextTold();
            assertThat(sent.transaction()).isEqualTo("sent");
            assertThat(sent.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(sent.reason().orElseThrow()).contains("not known", "may have obeyed");
            CommandResult waited = nextTold();
            assertThat(waited.transaction()).isEqualTo("waited");
            assertThat(waited.outcome()).isEqualTo(Outcome.REJECTED);
            assertThat(waited.reason().orElseThrow())
                    .contains("not known")
                    .doesNotContain("obeyed");
        });
        assertThat(stored()).hasSize(2).allSatisfy(kept -> assertThat(kept.result()).isPresent());
    }
}
