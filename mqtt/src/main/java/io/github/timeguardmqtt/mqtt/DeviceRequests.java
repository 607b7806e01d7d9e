package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Devices;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.HolidayJson;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.StateJson;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers what is asked about one device. Source: docs/reference/topics.md, "Bridge requests". May
 * be called from any thread.
 */
public final class DeviceRequests {

    /** How many may wait for the result of a command at a time. */
    static final int MAX_WAITING = 1000;

    /** How many devices are told by their names at a time. */
    static final int MAX_FOUND = 100;

    private static final int DEFAULT_DAYS = 7;
    private static final int MAX_DAYS = 31;

    /** For a write with the reads before and after it, of which the active schedule has three. */
    private static final int LEAST_EXCHANGES = 4;

    /** In which the gateway gives an exchange up. */
    private static final Duration EXCHANGE = Duration.ofSeconds(15);

    private static final Duration MAX_OFFLINE_WAIT = Duration.ofMinutes(1);

    /** For which a report is waited for. */
    private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

    private static final Duration SPARE = Duration.ofSeconds(5);

    private final GatewayApi control;
    private final Devices devices;
    private final CommandRules rules;
    private final InstantSource clock;
    private final Duration offlineWait;
    private final AtomicInteger waiting = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();

    /**
     * @param offlineWait how long a command waits for a device that is offline
     */
    public DeviceRequests(
            GatewayApi control,
            Devices devices,
            CommandRules rules,
            InstantSource clock,
            Duration offlineWait) {
        this.control = control;
        this.devices = devices;
        this.rules = rules;
        this.clock = clock;
        this.offlineWait = offlineWait;
    }

    /**
     * {@code command}: gives one, and waits for its result; a result that takes too long is told as
     * {@code waiting}.
     *
     * @throws IllegalArgumentException in one sentence, when it is none
     */
    CompletableFuture<SequencedMap<String, Object>> command(Map<String, Object> fields) {
        DeviceId device = device(fields);
        String name = PlainText.of(PlainText.cut(RequestFields.text(fields, "command"), 64));
        Bytes payload = Bytes.copyOf(UTF_8.encode(value(fields)));
        String transaction = HexFormat.of().toHexDigits(random.nextLong());
        CommandText.Parsed parsed =
                CommandText.parse(
                        device, name, payload, rules.rawAllowed(), rules.powerOffIsAuto());
        return switch (parsed) {
            case CommandText.Ok ok -> {
                CommandRequest request =
                        new CommandRequest(
                                device,
                                ok.command(),
                                name,
                                ok.value(),
                                transaction,
                                Optional.empty());
                yield carryOut(request);
            }
            case CommandText.Refused refused ->
                    CompletableFuture.completedFuture(
                            ResultJson.fields(
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

    private CompletableFuture<SequencedMap<String, Object>> carryOut(CommandRequest request) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            throw new IllegalArgumentException(
                    "%d wait for results already: try again later".formatted(MAX_WAITING));
        }
        Duration limit = limit(request.command());
        return control.carryOut(request)
                .thenApply(ResultJson::fields)
                .completeOnTimeout(
                        stillWaiting(request, limit), limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> waiting.decrementAndGet());
    }

    /** A bit more than the gateway needs until it gives up, if no other command goes before. */
    private Duration limit(DeviceCommand command) {
        Duration offline =
                offlineWait.compareTo(MAX_OFFLINE_WAIT) < 0 ? offlineWait : MAX_OFFLINE_WAIT;
        int exchanges = Math.max(LEAST_EXCHANGES, command.requests().size());
        return EXCHANGE.multipliedBy(exchanges).plus(offline).plus(SPARE);
    }

    private static SequencedMap<String, Object> stillWaiting(
            CommandRequest request, Duration limit) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", request.name());
        fields.put("value", request.value());
        fields.put("result", "waiting");
        fields.put(
                "reason",
                "there is no result after %d s: the command still waits, and may be carried out later"
                        .formatted(limit.toSeconds()));
        fields.put("ms", limit.toMillis());
        fields.put("transaction", request.transaction());
        return fields;
    }

    /**
     * {@code device}: everything known of one.
     *
     * @throws IllegalArgumentException in one sentence, when it names no device
     */
    CompletableFuture<SequencedMap<String, Object>> state(Map<String, Object> fields) {
        DeviceId id = device(fields);
        return devices.device(id).thenApply(found -> told(known(id, found)));
    }

    /**
     * {@code device/report}: the same, once the device has reported again, or after a minute
     * without one.
     *
     * @throws IllegalArgumentException in one sentence, when it names no device
     */
    CompletableFuture<SequencedMap<String, Object>> report(Map<String, Object> fields) {
        DeviceId id = device(fields);
        return devices.nextReport(id, MAX_SILENCE).thenApply(found -> told(known(id, found)));
    }

    private SequencedMap<String, Object> told(DeviceState state) {
        Instant now = clock.instant();
        SequencedMap<String, Object> data = BridgeTopics.device(state);
        ZoneId zone = state.rules().zone();
        data.put("zone", zone.getId());
        data.put("now", time(now.truncatedTo(ChronoUnit.SECONDS), zone));
        data.put("holiday_order", state.holidayReading().order().label());
        data.put("holiday_time", state.holidayReading().base().label());
        state.programme()
                .holiday()
                .ifPresent(told -> data.put("holiday_wire", HolidayJson.wire(told)));
        data.put("state", StateJson.of(LiveView.of(state, now)));
        return data;
    }

    /**
     * {@code devices/find}: those whose id or name starts with a text, or all; the one that is
     * called so exactly comes alone.
     *
     * @throws IllegalArgumentException in one sentence, when it is no text
     */
    CompletableFuture<SequencedMap<String, Object>> find(Map<String, Object> fields) {
        String start =
                fields.containsKey("like")
                        ? PlainText.of(RequestFields.text(fields, "like")).toLowerCase(Locale.ROOT)
                        : "";
        // Very many devices would keep the gateway's loop.
        return devices.devices()
                .thenApplyAsync(all -> found(all, start), Thread::startVirtualThread);
    }

    private static SequencedMap<String, Object> found(List<KnownDevice> all, String start) {
        List<DeviceState> states = all.stream().map(KnownDevice::state).toList();
        List<DeviceState> exact =
                states.stream()
                        .filter(state ->
                                state.id().toString().equals(start) || name(state).equals(start))
                        .toList();
        boolean isOne = exact.size() == 1 && !start.isEmpty();
        List<DeviceState> found =
                isOne
                        ? exact
                        : states.stream()
                                .filter(state ->
                                        state.id().toString().startsWith(start)
                                                || name(state).startsWith(start))
                                .sorted(Comparator.comparing(state -> state.id().toString()))
                                .toList();
        SequencedMap<String, Object> data = new LinkedHashMap<>();
        data.put("known", states.size());
        data.put("found", found.size());
        data.put("devices", found.stream().limit(MAX_FOUND).map(BridgeTopics::device).toList());
        return data;
    }

    /**
     * {@code plan}: what the relay does, from the begin of a day on.
     *
     * @throws IllegalArgumentException in one sentence, when it names no device or no days
     */
    CompletableFuture<SequencedMap<String, Object>> plan(Map<String, Object> fields) {
        DeviceId id = device(fields);
        Instant now = clock.instant();
        Optional<LocalDate> first =
                fields.containsKey("from")
                        ? Optional.of(RequestFields.date(fields, "from"))
                        : Optional.empty();
        int days = RequestFields.number(fields, "days", DEFAULT_DAYS, MAX_DAYS);
        return devices.device(id)
                .thenApply(found -> {
                    DeviceState state = known(id, found);
                    ZoneId zone = state.rules().zone();
                    LocalDate from = first.orElseGet(() -> LocalDate.ofInstant(now, zone));
                    Instant start = from.atStartOfDay(zone).toInstant();
                    Instant end = from.plusDays(days).atStartOfDay(zone).toInstant();
                    SwitchPlan plan =
                            state.plan()
                                    .orElseThrow(() ->
                                            new IllegalArgumentException(
                                                    "not enough is known of device %s to tell its plan: read it with get"
                                                            .formatted(id)));
                    SequencedMap<String, Object> data = new LinkedHashMap<>();
                    data.put("id", id.toString());
                    state.name().ifPresent(name -> data.put("name", PlainText.of(name)));
                    data.put("zone", zone.getId());
                    data.put("now", time(now.truncatedTo(ChronoUnit.SECONDS), zone));
                    data.put(
                            "runs",
                            plan.runs(start, end).stream().map(run -> run(run, zone)).toList());
                    return data;
                });
    }

    private static SequencedMap<String, Object> run(SwitchPlan.Run run, ZoneId zone) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("start", time(run.span().start(), zone));
        fields.put("end", time(run.span().end(), zone));
        fields.put("on", run.on());
        fields.put("cause", run.cause().label());
        return fields;
    }

    private static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }

    private static String name(DeviceState state) {
        return state.name().map(PlainText::of).orElse("").toLowerCase(Locale.ROOT);
    }

    private static DeviceState known(DeviceId id, Optional<DeviceState> found) {
        return found.orElseThrow(
                () -> new IllegalArgumentException("no device " + id + " is known"));
    }

    private static DeviceId device(Map<String, Object> fields) {
        return RequestFields.device(fields, "device");
    }

    /** What stands on the command's topic: a text as it is, anything else as JSON. */
    private static String value(Map<String, Object> fields) {
        return switch (fields.get("value")) {
            case null -> "";
            case String text -> text;
            case JsonValue value -> value.line();
            case Object other -> other.toString();
        };
    }
}
