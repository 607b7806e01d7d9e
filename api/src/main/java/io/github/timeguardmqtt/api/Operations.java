package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.RefusedException.Kind;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the gateway can do for somebody, whichever way he asks: MQTT, the control socket, later
 * HTTP. Values in and out; what is refused fails with a {@link RefusedException}, and nothing else
 * is thrown. Every method may be called from any thread, and returns at once.
 *
 * <p>What changes a device or its state is told to {@link GatewayApi#subscribe}.
 */
public final class Operations {

    /** How many may wait for the result of a command at a time. */
    public static final int MAX_WAITING = 1000;

    /** The days of a plan. */
    public static final int MAX_DAYS = 31;

    /** The chars of a device's name. */
    public static final int MAX_NAME = 50;

    /** For a write with the reads before and after it, of which the active schedule has three. */
    private static final int LEAST_EXCHANGES = 4;

    /** In which the gateway gives an exchange up. */
    private static final Duration EXCHANGE = Duration.ofSeconds(15);

    private static final Duration MAX_OFFLINE_WAIT = Duration.ofMinutes(1);

    /** For which a report is waited for. */
    private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

    private static final Duration SPARE = Duration.ofSeconds(5);

    private final GatewayApi gateway;
    private final CommandRules rules;
    private final InstantSource clock;
    private final Duration offlineWait;
    private final Supplier<String> transactions;
    private final Executor beside;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param clock the gateway's
     * @param offlineWait how long a command waits for a device that is offline
     * @param transactions makes a new one, unlike all others, for each command
     * @param beside runs what takes too long for the gateway's own thread
     */
    public Operations(
            GatewayApi gateway,
            CommandRules rules,
            InstantSource clock,
            Duration offlineWait,
            Supplier<String> transactions,
            Executor beside) {
        this.gateway = gateway;
        this.rules = rules;
        this.clock = clock;
        this.offlineWait = offlineWait;
        this.transactions = transactions;
        this.beside = beside;
    }

    /** How the gateway is. */
    public CompletableFuture<Health> health() {
        return gateway.health();
    }

    /** Those whose id or name starts with a text, or all; the one that is called so comes alone. */
    public CompletableFuture<FoundDevices> find(String like) {
        // Very many devices would keep the gateway's loop.
        return gateway.devices().thenApplyAsync(all -> FoundDevices.among(all, like), beside);
    }

    /** A device as it is now. */
    public CompletableFuture<LiveView> device(DeviceId id) {
        return of(id, gateway.device(id), state -> LiveView.of(state, clock.instant()));
    }

    /** The same once it has reported again, or after a minute without a report. */
    public CompletableFuture<LiveView> nextReport(DeviceId id) {
        return of(
                id,
                gateway.nextReport(id, MAX_SILENCE),
                state -> LiveView.of(state, clock.instant()));
    }

    /**
     * What the relay of a device does.
     *
     * @param first the first day, in the device's zone; today without one
     * @param days 1 to {@link #MAX_DAYS}
     */
    public CompletableFuture<DevicePlan> plan(DeviceId id, Optional<LocalDate> first, int days) {
        if (days < 1 || days > MAX_DAYS) {
            return refused(
                    Kind.INVALID,
                    "%d days are not possible: expected 1 to %d".formatted(days, MAX_DAYS));
        }
        Instant now = clock.instant();
        return of(id, gateway.device(id), state -> plan(state, now, first, days));
    }

    private static DevicePlan plan(
            DeviceState state, Instant now, Optional<LocalDate> first, int days) {
        ZoneId zone = state.rules().zone();
        LocalDate from = first.orElseGet(() -> LocalDate.ofInstant(now, zone));
        SwitchPlan plan =
                state.plan()
                        .orElseThrow(() ->
                                new RefusedException(
                                        Kind.NOT_TOLD,
                                        "not enough is known of device %s to tell its plan: read it with get"
                                                .formatted(state.id())));
        return new DevicePlan(
                state,
                now,
                plan.runs(
                        from.atStartOfDay(zone).toInstant(),
                        from.plusDays(days).atStartOfDay(zone).toInstant()));
    }

    /**
     * Gives a command, and waits for its result; one that takes too long is told as waiting. What
     * is no command has the result {@link CommandResult.Outcome#REJECTED}.
     *
     * @param name of the command: {@code work_mode}
     * @param value a text as it stands on the command's topic, or an object for a schedule or a
     *     holiday
     */
    public CompletableFuture<CommandAnswer> command(DeviceId device, String name, JsonValue value) {
        String transaction = transactions.get();
        return switch (CommandText.parse(device, name, value, rules)) {
            case CommandText.Ok ok ->
                    carryOut(
                            new CommandRequest(
                                    device,
                                    ok.command(),
                                    name,
                                    ok.value(),
                                    transaction,
                                    Optional.empty()));
            case CommandText.Refused refused ->
                    CompletableFuture.completedFuture(
                            new CommandAnswer.Done(
                                    new CommandResult(
                                            device,
                                            name,
                                            refused.value(),
                                            CommandResult.Outcome.REJECTED,
                                            Optional.of(refused.reason()),
                                            Duration.ZERO,
                                            transaction,
                                            Optional.empty())));
        };
    }

    private CompletableFuture<CommandAnswer> carryOut(CommandRequest request) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return refused(
                    Kind.BUSY,
                    "%d wait for results already: try again later".formatted(MAX_WAITING));
        }
        Duration limit = limit(request.command());
        return gateway.carryOut(request)
                .<CommandAnswer>thenApply(CommandAnswer.Done::new)
                .completeOnTimeout(
                        new CommandAnswer.Waiting(request, limit),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> waiting.decrementAndGet());
    }

    /** A bit more than the gateway needs until it gives up, if no other command goes before. */
    private Duration limit(DeviceCommand command) {
        Duration offline =
                offlineWait.compareTo(MAX_OFFLINE_WAIT) < 0 ? offlineWait : MAX_OFFLINE_WAIT;
        int exchanges = Math.max(LEAST_EXCHANGES, command.requests().size());
        return EXCHANGE.multipliedBy(exchanges).plus(offline).plus(SPARE);
    }

    /**
     * Gives a device a name.
     *
     * @param name empty for none
     * @return the name on one line, as it is kept
     */
    public CompletableFuture<String> rename(DeviceId device, String name) {
        String plain = PlainText.of(name);
        if (plain.length() > MAX_NAME) {
            return refused(
                    Kind.INVALID,
                    "the name has %d characters: expected at most %d"
                            .formatted(plain.length(), MAX_NAME));
        }
        return gateway.rename(device, plain).thenApply(isKnown -> known(device, isKnown, plain));
    }

    /**
     * Forgets a device, until it is heard again.
     *
     * @return the device
     */
    public CompletableFuture<DeviceId> remove(DeviceId device) {
        return gateway.remove(device).thenApply(isKnown -> known(device, isKnown, device));
    }

    /**
     * Writes a comment into the log and the captures, with its time.
     *
     * @return the comment on one line, as it was written
     */
    public CompletableFuture<String> mark(String text) {
        String comment;
        try {
            comment = Comment.of(text);
        } catch (IllegalArgumentException e) {
            return refused(Kind.INVALID, String.valueOf(e.getMessage()));
        }
        gateway.mark(comment);
        return CompletableFuture.completedFuture(comment);
    }

    private static <T> CompletableFuture<T> of(
            DeviceId id,
            CompletableFuture<Optional<DeviceState>> state,
            Function<DeviceState, T> made) {
        return state.thenApply(found -> made.apply(found.orElseThrow(() -> unknown(id))));
    }

    private static <T> T known(DeviceId id, boolean isKnown, T value) {
        if (!isKnown) {
            throw unknown(id);
        }
        return value;
    }

    private static RefusedException unknown(DeviceId id) {
        return new RefusedException(Kind.UNKNOWN_DEVICE, "no device " + id + " is known");
    }

    private static <T> CompletableFuture<T> refused(Kind kind, String sentence) {
        return CompletableFuture.failedFuture(new RefusedException(kind, sentence));
    }
}
