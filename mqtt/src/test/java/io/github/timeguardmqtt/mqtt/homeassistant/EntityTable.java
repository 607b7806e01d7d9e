package io.github.timeguardmqtt.mqtt.homeassistant;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import io.github.timeguardmqtt.testing.Generated;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The table of docs/reference/entities.md: every entity that a device can have. */
public final class EntityTable {

    private EntityTable() {}

    public static UnaryOperator<String> entities() {
        return Generated.table(
                List.of("entity", "platform", "what it is"),
                Stream.concat(Entity.ALL.stream(), Entity.BESIDE.stream())
                        .map(EntityTable::row)
                        .toList());
    }

    private static List<String> row(Entity entity) {
        String meaning =
                Stream.of(entity.isDiagnostic() ? "diagnostic" : "", entity.meaning())
                        .filter(text -> !text.isEmpty())
                        .reduce((first, then) -> first + "; " + then)
                        .orElse(BY_HAND);
        return List.of(
                entity.name().orElse("the device itself"),
                entity.platform().replace('_', ' '),
                meaning);
    }
}
