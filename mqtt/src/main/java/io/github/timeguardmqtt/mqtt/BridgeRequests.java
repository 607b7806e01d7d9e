package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.Comment;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.Json;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/**
 * Answers what is asked on {@code <root>/bridge/request/<what>}, and through the control socket.
 * Source: docs/reference/topics.md, "Bridge requests". May be called from any thread.
 */
public final class BridgeRequests implements Requests {

    private static final int MAX_REQUEST = 4096;
    private static final int MAX_TEXT = 200;
    private static final int MAX_NAME = 50;

    /** Beyond it the reader of numbers rounds. */
    private static final long MAX_EXACT = 1L << 53;

    private final GatewayApi control;
    private final DeviceRequests devices;
    private final Optional<Runnable> restartDiscovery;

    /**
     * @param restartDiscovery publishes all discovery again; nothing where discovery is off
     */
    public BridgeRequests(
            GatewayApi control, DeviceRequests devices, Optional<Runnable> restartDiscovery) {
        this.control = control;
        this.devices = devices;
        this.restartDiscovery = restartDiscovery;
    }

    @Override
    public CompletableFuture<String> answer(String what, Bytes payload) {
        Map<String, Object> fields = Map.of();
        try {
            if (what.equals("mark") && !startsObject(payload)) {
                return mark(plain(payload), fields);
            }
            if (!PlainText.of(payload, MAX_TEXT).isEmpty()) {
                fields = Json.object(payload, MAX_REQUEST);
                checkTransaction(fields);
            }
            return carryOut(what, fields);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(error(fields, sentence(e)));
        }
    }

    private CompletableFuture<String> carryOut(String what, Map<String, Object> fields) {
        return switch (what) {
            case "health_check" -> healthCheck(fields);
            case "devices/rename" -> rename(fields);
            case "devices/remove" -> remove(fields);
            case "restart_discovery" -> restartDiscovery(fields);
            case "devices/find" -> about(devices.find(fields), fields);
            case "device" -> about(devices.state(fields), fields);
            case "device/report" -> about(devices.report(fields), fields);
            case "plan" -> about(devices.plan(fields), fields);
            case "command" -> about(devices.command(fields), fields);
            case "mark" -> mark(RequestFields.text(fields, "comment"), fields);
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is not a request: expected health_check, device, device/report, devices/find, devices/rename, devices/remove, command, plan, restart_discovery or mark"
                                    .formatted(PlainText.of(PlainText.cut(what, MAX_TEXT))));
        };
    }

    private CompletableFuture<String> healthCheck(Map<String, Object> fields) {
        return told(
                control.health()
                        .thenApply(health -> {
                            SequencedMap<String, Object> data = new LinkedHashMap<>();
                            data.put("healthy", true);
                            data.putAll(BridgeTopics.healthFields(health));
                            return ok(fields, data);
                        }),
                fields);
    }

    private CompletableFuture<String> rename(Map<String, Object> fields) {
        DeviceId device = RequestFields.device(fields, "id");
        String name = PlainText.of(RequestFields.text(fields, "to"));
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name has %d characters: expected at most %d"
                            .formatted(name.length(), MAX_NAME));
        }
        SequencedMap<String, Object> data = new LinkedHashMap<>();
        data.put("id", device.toString());
        data.put("to", name);
        return ofKnown(device, control.rename(device, name), fields, data);
    }

    private CompletableFuture<String> remove(Map<String, Object> fields) {
        DeviceId device = RequestFields.device(fields, "id");
        return ofKnown(device, control.remove(device), fields, Map.of("id", device.toString()));
    }

    private CompletableFuture<String> restartDiscovery(Map<String, Object> fields) {
        restartDiscovery
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "Home Assistant's discovery is off: it is switched on in the settings"))
                .run();
        return CompletableFuture.completedFuture(ok(fields, Map.of()));
    }

    private CompletableFuture<String> mark(String text, Map<String, Object> fields) {
        String comment = Comment.of(text);
        control.mark(comment);
        return CompletableFuture.completedFuture(ok(fields, Map.of("comment", comment)));
    }

    private static String plain(Bytes payload) {
        if (payload.size() > MAX_REQUEST) {
            throw new IllegalArgumentException(
                    "the comment has %d bytes: expected at most %d characters"
                            .formatted(payload.size(), Comment.MOST));
        }
        return new String(payload.toArray(), UTF_8);
    }

    private static CompletableFuture<String> about(
            CompletableFuture<SequencedMap<String, Object>> data, Map<String, Object> fields) {
        return told(data.thenApply(found -> ok(fields, found)), fields);
    }

    private static CompletableFuture<String> ofKnown(
            DeviceId device,
            CompletableFuture<Boolean> known,
            Map<String, Object> fields,
            Map<String, Object> data) {
        return told(
                known.thenApply(isKnown ->
                        isKnown
                                ? ok(fields, data)
                                : error(fields, "no device " + device + " is known")),
                fields);
    }

    private static CompletableFuture<String> told(
            CompletableFuture<String> answer, Map<String, Object> fields) {
        return answer.exceptionally(thrown ->
                error(
                        fields,
                        thrown.getCause() instanceof IllegalArgumentException wrong
                                ? sentence(wrong)
                                : "the gateway could not carry it out"));
    }

    private static boolean startsObject(Bytes payload) {
        return PlainText.of(payload, MAX_TEXT).startsWith("{");
    }

    /** What is sent back must be what came, so only what can be read exactly is taken. */
    private static void checkTransaction(Map<String, Object> fields) {
        Object transaction = fields.get("transaction");
        boolean isGood =
                switch (transaction) {
                    case null -> true;
                    // A half of a surrogate pair can be read from JSON, but not written.
                    case String text ->
                            text.length() <= MAX_TEXT && UTF_8.newEncoder().canEncode(text);
                    case Long number -> number > -MAX_EXACT && number < MAX_EXACT;
                    default -> false;
                };
        if (!isGood) {
            fields.remove("transaction");
            throw new IllegalArgumentException(
                    "\"transaction\" cannot be sent back: expected a text of at most %d characters or a whole number"
                            .formatted(MAX_TEXT));
        }
    }

    private static String ok(Map<String, Object> request, Map<String, Object> data) {
        SequencedMap<String, Object> response = new LinkedHashMap<>();
        response.put("data", data);
        response.put("status", "ok");
        return withTransaction(response, request);
    }

    private static String error(Map<String, Object> request, String sentence) {
        SequencedMap<String, Object> response = new LinkedHashMap<>();
        response.put("data", Map.of());
        response.put("status", "error");
        response.put("error", sentence);
        return withTransaction(response, request);
    }

    private static String withTransaction(
            SequencedMap<String, Object> response, Map<String, Object> request) {
        Object transaction = request.get("transaction");
        if (transaction != null) {
            response.put("transaction", transaction);
        }
        return Json.line(response);
    }

    private static String sentence(IllegalArgumentException e) {
        String message = e.getMessage();
        return message == null ? "the request cannot be read" : PlainText.of(message);
    }
}
