package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.Addresses;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;

/** What the gateway tells, as JSON. Source: docs/reference/json.md, docs/reference/topics.md. */
public final class GatewayJson {

    /** How many devices are told by their names at a time. */
    static final int MAX_FOUND = 100;

    private GatewayJson() {}

    /** How the gateway is. */
    public static JsonObject of(Health health) {
        JsonValue.ObjectBuilder drops = JsonValue.object();
        health.drops().forEach(drops::put);
        return JsonValue.object()
                .put("uptime", health.uptime().toSeconds())
                .put("heap_bytes", health.heapBytes())
                .put("devices", health.devices())
                .put("online", health.online())
                .put("from_devices", health.fromDevices())
                .put("to_devices", health.toDevices())
                .put("to_cloud", health.toCloud())
                .put("from_cloud", health.fromCloud())
                .put("answered", health.answered())
                .put("drops", drops.build())
                .put("commands_waiting", health.commandsWaiting())
                .build();
    }

    /** {@code {"devices":[…]}}, by id. */
    public static JsonObject of(Collection<DeviceState> states) {
        return JsonValue.object()
                .put(
                        "devices",
                        JsonValue.list(
                                states.stream()
                                        .sorted(Comparator.comparing(it -> it.id().toString()))
                                        .toList(),
                                GatewayJson::of))
                .build();
    }

    /** What a device is; what is not known of it is left out. */
    public static JsonObject of(DeviceState state) {
        return about(state).build();
    }

    private static JsonValue.ObjectBuilder about(DeviceState state) {
        JsonValue.ObjectBuilder device =
                JsonValue.object()
                        .put("id", state.id().toString())
                        .putText("name", state.name().map(PlainText::of));
        state.codeVersion()
                .flatMap(CodeVersion::told)
                .ifPresent(version ->
                        device.putText("model", version.product().map(it -> it.label()))
                                .put("firmware", version.firmware()));
        return device.put("online", state.online())
                .putText("address", state.address().map(Addresses::text))
                .put("mode", state.mode().label());
    }

    /** The devices that were looked for, the first hundred. */
    public static JsonObject of(FoundDevices found) {
        return JsonValue.object()
                .put("known", found.known())
                .put("found", found.devices().size())
                .put(
                        "devices",
                        JsonValue.list(
                                found.devices().stream().limit(MAX_FOUND).toList(),
                                GatewayJson::of))
                .build();
    }

    /** All that is known of a device, and how it is taken. */
    public static JsonObject of(LiveView view) {
        DeviceState state = view.state();
        ZoneId zone = state.rules().zone();
        return about(state)
                .put("zone", zone.getId())
                .put("now", time(view.at().truncatedTo(ChronoUnit.SECONDS), zone))
                .put("holiday_order", state.holidayReading().order().label())
                .put("holiday_time", state.holidayReading().base().label())
                .putValue("holiday_wire", state.programme().holiday().map(HolidayJson::wire))
                .put("state", StateJson.of(view))
                .build();
    }

    /** What the relay of a device does. */
    public static JsonObject of(DevicePlan plan) {
        DeviceState state = plan.state();
        ZoneId zone = state.rules().zone();
        return JsonValue.object()
                .put("id", state.id().toString())
                .putText("name", state.name().map(PlainText::of))
                .put("zone", zone.getId())
                .put("now", time(plan.now().truncatedTo(ChronoUnit.SECONDS), zone))
                .put("runs", JsonValue.list(plan.runs(), run -> of(run, zone)))
                .build();
    }

    private static JsonObject of(SwitchPlan.Run run, ZoneId zone) {
        return JsonValue.object()
                .put("start", time(run.span().start(), zone))
                .put("end", time(run.span().end(), zone))
                .put("on", run.on())
                .put("cause", run.cause().label())
                .build();
    }

    /** How a command went, or that it still waits. */
    public static JsonObject of(CommandAnswer answer) {
        return switch (answer) {
            case CommandAnswer.Done done -> CommandJson.of(done.result());
            case CommandAnswer.Waiting still -> CommandJson.of(still);
        };
    }

    private static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }
}
