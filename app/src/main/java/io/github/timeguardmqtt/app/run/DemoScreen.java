package io.github.timeguardmqtt.app.run;

import static java.util.Locale.ROOT;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Shows what happens to devices, a line each, as it happens. Whoever tells it is never held up: it
 * writes on a thread of its own, and where nobody reads it leaves lines out.
 */
final class DemoScreen implements AutoCloseable {

    private static final int MAX_WAITING = 1000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", ROOT);

    private final Output out;
    private final ZoneId zone;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Map<DeviceId, String> shown = new HashMap<>();
    private final Thread writer =
            Thread.ofPlatform().name("demo-screen").daemon().unstarted(this::write);

    DemoScreen(Output out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
        writer.start();
    }

    /** Something happened to a device. On the gateway's thread. */
    void happened(DeviceEvent event) {
        switch (event) {
            case DeviceEvent.Changed(DeviceState state, Instant at, _) -> {
                String text = text(state);
                if (!text.equals(shown.put(state.id(), text))) {
                    show(at, state.id(), "state    " + text);
                }
            }
            case DeviceEvent.Finished(CommandResult result) ->
                    show(
                            "        ",
                            result.device(),
                            "command  %s %s: %s%s, %d ms"
                                    .formatted(
                                            result.name(),
                                            result.value(),
                                            result.outcome().label(),
                                            result.reason().map(reason -> ", " + reason).orElse(""),
                                            result.took().toMillis()));
            case DeviceEvent.Removed(DeviceId device) -> show("        ", device, "removed");
        }
    }

    /** The contact of a virtual switch went on or off. */
    void relay(DeviceId device, boolean on, Instant at) {
        show(at, device, "switch   its relay is now " + (on ? "ON" : "OFF"));
    }

    /** Somebody gives a virtual switch the settings of the factory. */
    void reset(DeviceId device, Instant at) {
        show(at, device, "switch   it is reset to the settings of the factory");
    }

    /** Somebody notes something. */
    void marked(String comment, Instant at) {
        boolean _ =
                lines.offer("%s  mark      %s".formatted(TIME.format(at.atZone(zone)), comment));
    }

    /** Writes what waits, as far as somebody reads. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(DeviceState state) {
        String online = state.online() ? "online" : "offline";
        if (state.status().isEmpty()) {
            return online;
        }
        Status status = state.status().get();
        return "%s, relay %s, mode %s, boost %s, load %s"
                .formatted(
                        online,
                        status.relay().label(),
                        status.workMode().label(),
                        status.boost().type().label(),
                        status.loadDetected() ? "ON" : "OFF");
    }

    private void show(Instant at, DeviceId device, String text) {
        show(TIME.format(at.atZone(zone)), device, text);
    }

    private void show(String time, DeviceId device, String text) {
        boolean _ = lines.offer("%s  %s  %s".formatted(time, device, text));
    }

    private void write() {
        try {
            while (true) {
                print(lines.take());
            }
        } catch (InterruptedException e) {
            for (String line = lines.poll(); line != null; line = lines.poll()) {
                print(line);
            }
        }
    }

    private void print(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
