package io.github.timeguardmqtt.mqtt.homeassistant;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.testing.Generated;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The table of docs/reference/entities.md: what is announced of a device that has everything. */
public final class EntityTable {

    private EntityTable() {}

    public static UnaryOperator<String> entities() {
        Discovery discovery = new Discovery("timeguard", "1.2");
        Map<?, ?> components =
                (Map<?, ?>)
                        Objects.requireNonNull(
                                read(discovery.config(States.full(), Map.of())).get("components"));
        Stream<List<String>> ofDevice =
                components.values().stream()
                        .map(component -> (Map<?, ?>) component)
                        .map(fields -> row(fields, String.valueOf(fields.get("platform"))));
        Stream<List<String>> beside =
                discovery.configsBeside(States.full()).entrySet().stream()
                        .map(entry ->
                                row(
                                        read(entry.getValue()),
                                        entry.getKey().replaceFirst("/.*", "")));
        return Generated.table(
                List.of("entity", "platform", "what it is"),
                Stream.concat(ofDevice, beside).toList());
    }

    private static Map<String, Object> read(String config) {
        return PlainJson.object(config);
    }

    private static List<String> row(Map<?, ?> fields, String platform) {
        Object name = fields.get("name");
        return List.of(
                name == null ? "the device itself" : name.toString(),
                platform.replace('_', ' '),
                BY_HAND);
    }
}
