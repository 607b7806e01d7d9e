package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a running gateway says of itself; see docs/reference/data-directory.md.
 *
 * @param drops how many of each reason, by its label
 * @param links how each connection is, by its name
 */
public record StatusReport(
        Duration uptime,
        long fromDevices,
        long toDevices,
        SequencedMap<String, Long> drops,
        Map<String, String> links,
        List<ToldSwitch> devices) {

    /**
     * One switch.
     *
     * @param label how people call it
     * @param clock {@code right}, or what is wrong with it; nothing where that is not known
     */
    public record ToldSwitch(
            DeviceId id,
            String label,
            boolean online,
            boolean relayed,
            Optional<String> address,
            Instant heard,
            long answers,
            long unanswered,
            long repeats,
            Optional<String> clock) {}

    /**
     * Asks the gateway.
     *
     * @param mask for what people see of its devices
     * @throws NoAnswerException when there is none, or it is of another version
     */
    public static StatusReport of(ControlClient gateway, Duration patience, Mask mask)
            throws NoAnswerException {
        byte[] answer = gateway.line("{\"request\":\"status\"}", patience);
        try {
            JsonObject status = JsonReader.object(answer, answer.length);
            if (status.text("error").isPresent()) {
                throw new NoAnswerException("the gateway says: " + status.text("error").get());
            }
            SequencedMap<String, Long> drops = new LinkedHashMap<>();
            JsonObject told = status.object("drops").orElseThrow();
            told.members()
                    .keySet()
                    .forEach(reason -> drops.put(reason, told.number(reason).orElseThrow()));
            Map<String, String> links = new LinkedHashMap<>();
            for (JsonObject link : status.objects("links")) {
                links.put(
                        link.text("name").orElseThrow(),
                        ShownText.safe(link.text("state").orElseThrow()));
            }
            return new StatusReport(
                    Duration.ofSeconds(status.number("uptime").orElseThrow()),
                    status.number("fromDevices").orElseThrow(),
                    status.number("toDevices").orElseThrow(),
                    drops,
                    links,
                    status.objects("devices").stream()
                            .map(device -> device(device, mask))
                            .toList());
        } catch (NotJsonException
                | NoSuchElementException
                | DateTimeParseException
                | IllegalArgumentException e) {
            throw NoAnswerException.otherVersion();
        }
    }

    /** Those that were heard a moment ago. */
    public List<ToldSwitch> online() {
        return devices.stream().filter(ToldSwitch::online).toList();
    }

    private static ToldSwitch device(JsonObject fields, Mask mask) {
        DeviceId id = DeviceId.parse(fields.text("id").orElseThrow());
        DeviceId shown = mask.mask(id);
        Optional<String> name =
                shown.equals(id)
                        ? text(fields, "name").filter(text -> !text.isEmpty())
                        : Optional.empty();
        return new ToldSwitch(
                id,
                name.map(given -> given + " (" + shown + ")").orElse(shown.toString()),
                fields.flag("online").orElseThrow(),
                fields.text("mode").orElseThrow().equals("relay"),
                text(fields, "address"),
                Instant.parse(fields.text("heard").orElseThrow()),
                fields.number("answers").orElseThrow(),
                fields.number("unanswered").orElseThrow(),
                fields.number("repeats").orElseThrow(),
                text(fields, "clock"));
    }

    private static Optional<String> text(JsonObject fields, String name) {
        return fields.text(name).map(ShownText::safe);
    }
}
