package io.github.timeguardmqtt.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The {@link Operations} as requests and answers in JSON: of {@code <root>/bridge/request/<what>},
 * and of the control socket. Source: docs/reference/topics.md, "Bridge requests". May be called
 * from any thread.
 */
public final class JsonRequests implements Requests {

    private static final int MAX_REQUEST = 4096;
    private static final int MAX_TEXT = 200;
    private static final int MAX_COMMAND_NAME = 64;
    private static final int DEFAULT_DAYS = 7;

    /** Beyond it many readers of numbers round. */
    private static final long MAX_EXACT = 1L << 53;

    private static final String TRANSACTION = "transaction";

    private final Operations operations;
    private final Optional<Runnable> restartDiscovery;

    /**
     * @param restartDiscovery publishes all discovery again; nothing where discovery is off
     */
    public JsonRequests(Operations operations, Optional<Runnable> restartDiscovery) {
        this.operations = operations;
        this.restartDiscovery = restartDiscovery;
    }

    @Override
    public CompletableFuture<String> answer(String what, Bytes payload) {
        Optional<JsonValue> transaction = Optional.empty();
        CompletableFuture<JsonObject> data;
        try {
            if (what.equals("mark") && !PlainText.of(payload, MAX_TEXT).startsWith("{")) {
                data = mark(plain(payload));
            } else {
                JsonObject fields =
                        PlainText.of(payload, MAX_TEXT).isEmpty()
                                ? JsonObject.EMPTY
                                : JsonReader.object(payload, MAX_REQUEST);
                transaction = transaction(fields);
                data = carryOut(what, fields);
            }
        } catch (NotJsonException e) {
            data =
                    CompletableFuture.failedFuture(
                            RefusedException.invalid("the payload " + e.getMessage()));
        } catch (RefusedException e) {
            data = CompletableFuture.failedFuture(e);
        }
        Optional<JsonValue> sentBack = transaction;
        return data.thenApply(JsonRequests::ok)
                .exceptionally(JsonRequests::error)
                .thenApply(answer -> answer.putValue(TRANSACTION, sentBack).build().line());
    }

    /**
     * @throws RefusedException when the request cannot be read
     */
    private CompletableFuture<JsonObject> carryOut(String what, JsonObject fields) {
        return switch (what) {
            case "health_check" ->
                    operations
                            .health()
                            .thenApply(health ->
                                    JsonValue.object()
                                            .put("healthy", true)
                                            .putAll(GatewayJson.of(health))
                                            .build());
            case "devices/find" ->
                    operations
                            .find(fields.has("like") ? text(fields, "like") : "")
                            .thenApply(GatewayJson::of);
            case "devices/rename" -> rename(device(fields, "id"), text(fields, "to"));
            case "devices/remove" ->
                    operations
                            .remove(device(fields, "id"))
                            .thenApply(id -> JsonValue.object().put("id", id.toString()).build());
            case "device" -> operations.device(device(fields, "device")).thenApply(GatewayJson::of);
            case "device/report" ->
                    operations.nextReport(device(fields, "device")).thenApply(GatewayJson::of);
            case "plan" ->
                    operations
                            .plan(
                                    device(fields, "device"),
                                    fields.has("from")
                                            ? Optional.of(date(fields, "from"))
                                            : Optional.empty(),
                                    days(fields))
                            .thenApply(GatewayJson::of);
            case "command" ->
                    operations
                            .command(
                                    device(fields, "device"),
                                    PlainText.of(
                                            PlainText.cut(
                                                    text(fields, "command"), MAX_COMMAND_NAME)),
                                    fields.get("value").orElse(JsonValue.JsonNull.NULL))
                            .thenApply(GatewayJson::of);
            case "mark" -> mark(text(fields, "comment"));
            case "restart_discovery" -> restartDiscovery();
            default ->
                    throw RefusedException.invalid(
                            "\"%s\" is not a request: expected health_check, device, device/report, devices/find, devices/rename, devices/remove, command, plan, restart_discovery or mark"
                                    .formatted(PlainText.of(PlainText.cut(what, MAX_TEXT))));
        };
    }

    private CompletableFuture<JsonObject> rename(DeviceId device, String to) {
        return operations
                .rename(device, to)
                .thenApply(name ->
                        JsonValue.object().put("id", device.toString()).put("to", name).build());
    }

    private CompletableFuture<JsonObject> restartDiscovery() {
        restartDiscovery
                .orElseThrow(() ->
                        new RefusedException(
                                RefusedException.Kind.OFF,
                                "Home Assistant's discovery is off: it is switched on in the settings"))
                .run();
        return CompletableFuture.completedFuture(JsonObject.EMPTY);
    }

    private CompletableFuture<JsonObject> mark(String text) {
        return operations
                .mark(text)
                .thenApply(comment -> JsonValue.object().put("comment", comment).build());
    }

    private static String plain(Bytes payload) {
        if (payload.size() > MAX_REQUEST) {
            throw RefusedException.invalid(
                    "the comment has %d bytes: expected at most %d characters"
                            .formatted(payload.size(), Comment.MOST));
        }
        return new String(payload.toArray(), UTF_8);
    }

    private static JsonValue.ObjectBuilder ok(JsonObject data) {
        return JsonValue.object().put("data", data).put("status", "ok");
    }

    private static JsonValue.ObjectBuilder error(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return error(
                cause instanceof RefusedException refused
                        ? PlainText.of(refused.sentence())
                        : "the gateway could not carry it out");
    }

    private static JsonValue.ObjectBuilder error(String sentence) {
        return JsonValue.object()
                .put("data", JsonObject.EMPTY)
                .put("status", "error")
                .put("error", sentence);
    }

    /** The answer to a request that is not even looked at. */
    public static String refusal(String sentence) {
        return error(sentence).build().line();
    }

    /** What is sent back must be what came, so only what every reader reads exactly is taken. */
    private static Optional<JsonValue> transaction(JsonObject fields) {
        Optional<JsonValue> transaction =
                fields.get(TRANSACTION).filter(value -> !value.equals(JsonValue.JsonNull.NULL));
        boolean isGood =
                switch (transaction.orElse(JsonValue.of(""))) {
                    case JsonText(String text) -> text.length() <= MAX_TEXT;
                    case JsonNumber number -> isExact(number.whole());
                    default -> false;
                };
        if (!isGood) {
            throw RefusedException.invalid(
                    "\"transaction\" cannot be sent back: expected a text of at most %d characters or a whole number"
                            .formatted(MAX_TEXT));
        }
        return transaction;
    }

    private static boolean isExact(OptionalLong number) {
        return number.isPresent()
                && number.getAsLong() > -MAX_EXACT
                && number.getAsLong() < MAX_EXACT;
    }

    private static String text(JsonObject fields, String name) {
        return fields.text(name)
                .orElseThrow(() ->
                        RefusedException.invalid(
                                fields.has(name)
                                        ? "\""
                                                + name
                                                + "\" is not a text: expected quotes around it"
                                        : "\"" + name + "\" is missing"));
    }

    private static DeviceId device(JsonObject fields, String name) {
        try {
            return DeviceId.parse(PlainText.of(PlainText.cut(text(fields, name), MAX_TEXT)));
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static LocalDate date(JsonObject fields, String name) {
        String text = text(fields, name);
        // Years of four digits: others are no use, and some cannot be put into a zone.
        if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException _) {
                // told below
            }
        }
        throw RefusedException.invalid(
                "\"%s\" is not a date: expected one like 2026-03-29"
                        .formatted(PlainText.of(PlainText.cut(text, 50))));
    }

    private static int days(JsonObject fields) {
        if (!fields.has("days")) {
            return DEFAULT_DAYS;
        }
        OptionalLong days = fields.number("days");
        if (days.isEmpty() || days.getAsLong() < 1 || days.getAsLong() > Operations.MAX_DAYS) {
            throw RefusedException.invalid(
                    "\"days\" is not possible: expected a number from 1 to " + Operations.MAX_DAYS);
        }
        return (int) days.getAsLong();
    }
}
