package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.NotJsonException;
import io.github.timeguardmqtt.api.StrictJson;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a running gateway says of itself; see docs/operating.md.
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
            Map<String, Object> status = StrictJson.object(answer, answer.length);
            if (status.get("error") instanceof String error) {
                throw new NoAnswerException("the gateway says: " + error);
            }
            SequencedMap<String, Long> drops = new LinkedHashMap<>();
            for (Map.Entry<?, ?> drop : fields(status, "drops").entrySet()) {
                drops.put((String) drop.getKey(), (Long) drop.getValue());
            }
            Map<String, String> links = new LinkedHashMap<>();
            for (Object link : field(status, "links", List.class)) {
                Map<?, ?> fields = (Map<?, ?>) link;
                links.put(
                        field(fields, "name", String.class),
                        ShownText.safe(field(fields, "state", String.class)));
            }
            List<?> devices = field(status, "devices", List.class);
            return new StatusReport(
                    Duration.ofSeconds(field(status, "uptime", Long.class)),
                    field(status, "fromDevices", Long.class),
                    field(status, "toDevices", Long.class),
                    drops,
                    links,
                    devices.stream().map(device -> device((Map<?, ?>) device, mask)).toList());
        } catch (NotJsonException
                | ClassCastException
                | DateTimeParseException
                | IllegalArgumentException e) {
            throw new NoAnswerException("what answers is not a gateway of this version");
        }
    }

    /** Those that were heard a moment ago. */
    public List<ToldSwitch> online() {
        return devices.stream().filter(ToldSwitch::online).toList();
    }

    private static ToldSwitch device(Map<?, ?> fields, Mask mask) {
        DeviceId id = DeviceId.parse(field(fields, "id", String.class));
        DeviceId shown = mask.mask(id);
        Optional<String> name =
                shown.equals(id)
                        ? text(fields, "name").filter(text -> !text.isEmpty())
                        : Optional.empty();
        return new ToldSwitch(
                id,
                name.map(given -> given + " (" + shown + ")").orElse(shown.toString()),
                field(fields, "online", Boolean.class),
                field(fields, "mode", String.class).equals("relay"),
                text(fields, "address"),
                Instant.parse(field(fields, "heard", String.class)),
                field(fields, "answers", Long.class),
                field(fields, "unanswered", Long.class),
                field(fields, "repeats", Long.class),
                text(fields, "clock"));
    }

    private static Optional<String> text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text
                ? Optional.of(ShownText.safe(text))
                : Optional.empty();
    }

    private static Map<?, ?> fields(Map<?, ?> fields, String name) {
        return field(fields, name, Map.class);
    }

    private static <T> T field(Map<?, ?> fields, String name, Class<T> type) {
        Object value = fields.get(name);
        if (value == null) {
            throw new ClassCastException(name + " is missing");
        }
        return type.cast(value);
    }
}
