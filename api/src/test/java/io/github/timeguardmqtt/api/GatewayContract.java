package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.api.RefusedException.Kind;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every gateway does for {@link Operations}: the real one and the one in memory, so that what
 * is tested with the latter holds for the former. Whoever extends it provides a gateway with one
 * switch, which has told all of its settings.
 */
public abstract class GatewayContract {

    private static final DeviceId NOBODY = DeviceId.parse("00000001");

    /** Far more than anything takes. */
    private static final long MAX_WAIT_SECONDS = 60;

    private final AtomicInteger commands = new AtomicInteger();
    private @Nullable Operations made;

    /** The gateway, which runs. */
    protected abstract GatewayApi gateway();

    /** Its clock. */
    protected abstract InstantSource clock();

    /** Its switch. */
    protected abstract DeviceId device();

    /** The switch reports, sooner or later. */
    protected abstract void report();

    /** The switch says nothing any more. */
    protected abstract void silence();

    private Operations operations() {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private Operations make() {
        return new Operations(
                gateway(),
                new CommandRules(false, false),
                clock(),
                Duration.ofSeconds(60),
                () -> "contract-" + commands.incrementAndGet(),
                Thread::startVirtualThread);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(Kind kind, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> {
                            assertThat(refused.kind()).isEqualTo(kind);
                            assertThat(refused.sentence()).isNotBlank();
                        });
    }

    private CommandResult done(CompletableFuture<CommandAnswer> answer) {
        return ((CommandAnswer.Done) get(answer)).result();
    }

    @Test
    void the_device_is_found_by_the_start_of_its_id() {
        FoundDevices all = get(operations().find(""));
        assertThat(all.known()).isEqualTo(1);
        String start = device().toString().substring(0, 3);
        assertThat(get(operations().find(start)).devices())
                .extracting(DeviceState::id)
                .containsExactly(device());
        assertThat(get(operations().find("nothing like it")).devices()).isEmpty();
        assertThat(get(gateway().devices()).getFirst().state().id()).isEqualTo(device());
    }

    @Test
    void a_device_is_told_with_its_settings() {
        LiveView view = get(operations().device(device()));
        assertThat(view.state().id()).isEqualTo(device());
        assertThat(view.state().online()).isTrue();
        assertThat(view.relay()).isPresent();
        assertThat(view.holiday()).isPresent();
        for (int schedule = 0; schedule < 6; schedule++) {
            assertThat(view.schedule(schedule)).isPresent();
        }
        assertRefused(Kind.UNKNOWN_DEVICE, () -> get(operations().device(NOBODY)));
    }

    @Test
    void the_next_report_is_waited_for() {
        CompletableFuture<LiveView> next = operations().nextReport(device());
        report();
        assertThat(get(next).state().status()).isPresent();
        assertRefused(Kind.UNKNOWN_DEVICE, () -> get(operations().nextReport(NOBODY)));
    }

    @Test
    void a_command_has_one_result_which_everybody_is_told_and_changes_the_state() throws Exception {
        List<CommandResult> told = new CopyOnWriteArrayList<>();
        CountDownLatch changed = new CountDownLatch(1);
        gateway()
                .subscribe(event -> {
                    if (event instanceof DeviceEvent.Finished(CommandResult result)) {
                        told.add(result);
                    }
                    if (event instanceof DeviceEvent.Changed change
                            && change.state()
                                    .status()
                                    .map(Status::workMode)
                                    .equals(Optional.of(WorkMode.ALWAYS_ON))) {
                        changed.countDown();
                    }
                });
        CommandResult result =
                done(operations().command(device(), "work_mode", JsonValue.of("Always on")));
        assertThat(result.outcome()).isEqualTo(CommandResult.Outcome.CONFIRMED);
        assertThat(told).containsExactly(result);
        assertThat(changed.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(get(operations().device(device())).state().status().map(Status::workMode))
                .contains(WorkMode.ALWAYS_ON);
    }

    @Test
    void what_is_no_command_is_rejected_with_a_reason() {
        for (JsonValue value :
                List.of(
                        JsonValue.of("Sometimes on"),
                        JsonValue.JsonNull.NULL,
                        JsonValue.of(7),
                        JsonValue.object().put("active", "x").build())) {
            for (String name : List.of("work_mode", "holiday", "schedules/2", "x", "")) {
                CommandResult result = done(operations().command(device(), name, value));
                assertThat(result.outcome()).isEqualTo(CommandResult.Outcome.REJECTED);
                assertThat(result.reason()).isPresent();
            }
        }
        CommandResult raw = done(operations().command(device(), "raw_command", JsonValue.of("fa")));
        assertThat(raw.outcome()).isEqualTo(CommandResult.Outcome.REJECTED);
    }

    @Test
    void a_command_for_nobody_is_rejected() {
        CommandResult result = done(operations().command(NOBODY, "boost", JsonValue.of("Off")));
        assertThat(result.outcome()).isEqualTo(CommandResult.Outcome.REJECTED);
        assertThat(result.reason()).isPresent();
    }

    @Test
    void a_refused_command_is_told_as_one_that_was_carried_out() throws Exception {
        CompletableFuture<CommandResult> told = new CompletableFuture<>();
        gateway()
                .subscribe(event -> {
                    if (event instanceof DeviceEvent.Finished(CommandResult result)) {
                        told.complete(result);
                    }
                });
        CommandResult refused =
                new CommandResult(
                        device(),
                        "x",
                        "y",
                        CommandResult.Outcome.REJECTED,
                        Optional.of("no"),
                        Duration.ZERO,
                        "contract-refused",
                        Optional.empty());
        gateway().refuse(refused);
        assertThat(get(told)).isEqualTo(refused);
        gateway().delivered("contract-refused");
        gateway().delivered("never heard of");
    }

    @Test
    void a_name_is_kept_on_one_line_and_taken_away() {
        assertThat(get(operations().rename(device(), " Tank\n"))).isEqualTo("Tank");
        assertThat(get(operations().device(device())).state().name()).contains("Tank");
        assertThat(get(operations().find("tank")).devices()).hasSize(1);
        assertThat(get(operations().rename(device(), ""))).isEmpty();
        assertThat(get(operations().device(device())).state().name()).isEmpty();
        assertRefused(Kind.UNKNOWN_DEVICE, () -> get(operations().rename(NOBODY, "x")));
        assertRefused(
                Kind.INVALID,
                () -> get(operations().rename(device(), "x".repeat(Operations.MAX_NAME + 1))));
    }

    @Test
    void a_device_is_forgotten() {
        silence();
        CompletableFuture<DeviceId> removed = new CompletableFuture<>();
        gateway()
                .subscribe(event -> {
                    if (event instanceof DeviceEvent.Removed(DeviceId id)) {
                        removed.complete(id);
                    }
                });
        assertThat(get(operations().remove(device()))).isEqualTo(device());
        assertThat(get(removed)).isEqualTo(device());
        assertRefused(Kind.UNKNOWN_DEVICE, () -> get(operations().device(device())));
        assertRefused(Kind.UNKNOWN_DEVICE, () -> get(operations().remove(device())));
        assertThat(get(operations().find("")).known()).isZero();
    }

    @Test
    void a_comment_is_written_on_one_line() {
        assertThat(get(operations().mark(" pressed\nthe button "))).isEqualTo("pressed the button");
        assertRefused(Kind.INVALID, () -> get(operations().mark(" ")));
        assertRefused(Kind.INVALID, () -> get(operations().mark("\u001b[2J")));
    }

    @Test
    void health_counts_devices() {
        Health health = get(operations().health());
        assertThat(health.devices()).isEqualTo(1);
        assertThat(health.online()).isEqualTo(1);
        assertThat(health.heapBytes()).isPositive();
        assertThat(health.commandsWaiting()).isZero();
    }

    @Test
    void a_plan_covers_its_days_without_a_gap() {
        LocalDate first = LocalDate.of(2030, 3, 31); // 23 hours long
        DevicePlan plan = get(operations().plan(device(), Optional.of(first), 2));
        var zone = plan.state().rules().zone();
        assertThat(plan.runs().getFirst().span().start())
                .isEqualTo(first.atStartOfDay(zone).toInstant());
        assertThat(plan.runs().getLast().span().end())
                .isEqualTo(first.plusDays(2).atStartOfDay(zone).toInstant());
        for (int i = 1; i < plan.runs().size(); i++) {
            assertThat(plan.runs().get(i).span().start())
                    .isEqualTo(plan.runs().get(i - 1).span().end());
        }
        assertRefused(
                Kind.UNKNOWN_DEVICE, () -> get(operations().plan(NOBODY, Optional.empty(), 7)));
        for (int days : List.of(0, -1, Operations.MAX_DAYS + 1)) {
            assertRefused(
                    Kind.INVALID, () -> get(operations().plan(device(), Optional.empty(), days)));
        }
    }

    @Test
    void who_listens_is_told_what_is_known_before_anything_else() {
        List<DeviceEvent> told = new CopyOnWriteArrayList<>();
        gateway().subscribe(told::add);
        assertThat(told.getFirst())
                .isInstanceOfSatisfying(
                        DeviceEvent.Changed.class,
                        change -> assertThat(change.state().id()).isEqualTo(device()));
    }
}
