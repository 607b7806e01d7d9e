package io.github.timeguardmqtt.app.control;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.timeguardmqtt.api.CaptureState;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonWriter;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * All that is to be known of a running gateway, as one object. Source:
 * docs/reference/data-directory.md.
 */
public final class StatusAnswer implements Answer {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GatewayApi gateway;
    private final Supplier<CompletableFuture<List<KnownDevice>>> devices;
    private final Supplier<Optional<CaptureState>> capture;
    private final Supplier<List<LinkState>> links;

    /**
     * @param devices all that are known
     * @param capture nothing where none is made
     * @param links to the cloud, to a broker
     */
    public StatusAnswer(
            GatewayApi gateway,
            Supplier<CompletableFuture<List<KnownDevice>>> devices,
            Supplier<Optional<CaptureState>> capture,
            Supplier<List<LinkState>> links) {
        this.gateway = gateway;
        this.devices = devices;
        this.capture = capture;
        this.links = links;
    }

    @Override
    public void write(JsonWriter to) throws InterruptedException, TimeoutException {
        CompletableFuture<Health> health = gateway.health();
        CompletableFuture<List<KnownDevice>> known = devices.get();
        Health now = inTime(health);
        List<KnownDevice> all = inTime(known);
        to.beginObject();
        health(now, to);
        to.name("links");
        to.beginList();
        for (LinkState link : links.get()) {
            to.beginObject();
            text("name", link.name(), to);
            text("state", link.state(), to);
            to.endObject();
        }
        to.endList();
        to.name("capture");
        Optional<CaptureState> recorded = capture.get();
        if (recorded.isPresent()) {
            capture(recorded.get(), to);
        } else {
            to.value(JsonValue.JsonNull.NULL);
        }
        to.name("devices");
        to.beginList();
        for (KnownDevice device : all) {
            device(device, to);
        }
        to.endList();
        to.endObject();
        to.endLine();
    }

    private static void capture(CaptureState state, JsonWriter to) {
        to.beginObject();
        text("directory", state.directory(), to);
        text("file", state.file(), to);
        number("files", state.files(), to);
        number("bytes", state.bytes(), to);
        number("packets", state.packets(), to);
        number("leftOut", state.leftOut(), to);
        text("problem", state.problem(), to);
        to.endObject();
    }

    private static <T> T inTime(CompletableFuture<T> future)
            throws InterruptedException, TimeoutException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void health(Health health, JsonWriter to) {
        number("uptime", health.uptime().toSeconds(), to);
        number("heapBytes", health.heapBytes(), to);
        number("online", health.online(), to);
        number("fromDevices", health.fromDevices(), to);
        number("toDevices", health.toDevices(), to);
        number("toCloud", health.toCloud(), to);
        number("fromCloud", health.fromCloud(), to);
        number("answered", health.answered(), to);
        number("commandsWaiting", health.commandsWaiting(), to);
        to.name("drops");
        to.beginObject();
        for (Map.Entry<String, Long> drop : health.drops().entrySet()) {
            number(drop.getKey(), drop.getValue(), to);
        }
        to.endObject();
    }

    private static void device(KnownDevice known, JsonWriter to) {
        DeviceState state = known.state();
        to.beginObject();
        text("id", state.id().toString(), to);
        text("name", state.name(), to);
        flag("online", state.online(), to);
        text("mode", state.mode().label(), to);
        text("address", state.address().map(Addresses::text), to);
        text("heard", known.heard().toString(), to);
        number("frames", known.reach().frames(), to);
        number("answers", known.reach().answers(), to);
        number("unanswered", known.reach().unanswered(), to);
        number("repeats", known.reach().repeats(), to);
        text("clock", state.clock().flatMap(StatusAnswer::clock), to);
        text("codeVersion", state.codeVersion().flatMap(text -> text.in(US_ASCII)), to);
        to.name("activeSchedule");
        if (state.programme().activeSchedule().isPresent()) {
            to.value(state.programme().activeSchedule().getAsInt());
        } else {
            to.value(JsonValue.JsonNull.NULL);
        }
        to.name("report");
        if (state.status().isPresent()) {
            report(state.status().get(), to);
        } else {
            to.value(JsonValue.JsonNull.NULL);
        }
        to.endObject();
    }

    /** What is known of a clock: nothing, or that it is right, or what is wrong with it. */
    private static Optional<String> clock(ClockOffset offset) {
        return offset.sentence().or(() -> offset.interval().map(_ -> "right"));
    }

    private static void report(Status status, JsonWriter to) {
        to.beginObject();
        text("relay", status.relay().label(), to);
        flag("loadDetected", status.loadDetected(), to);
        flag("advance", status.advance(), to);
        text("workMode", status.workMode().label(), to);
        number("uptime", status.uptime(), to);
        to.endObject();
    }

    private static void text(String name, String value, JsonWriter to) {
        to.name(name);
        to.value(value);
    }

    private static void text(String name, Optional<String> value, JsonWriter to) {
        to.name(name);
        to.value(JsonValue.of(value));
    }

    private static void number(String name, long value, JsonWriter to) {
        to.name(name);
        to.value(value);
    }

    private static void flag(String name, boolean value, JsonWriter to) {
        to.name(name);
        to.value(value);
    }
}
