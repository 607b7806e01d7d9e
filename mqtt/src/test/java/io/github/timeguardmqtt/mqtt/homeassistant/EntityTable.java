package io.github.timeguardmqtt.mqtt.homeassistant;

import io.github.timeguardmqtt.testing.Generated;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The table of docs/reference/entities.md. */
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
        return List.of(
                entity.name().orElse("the device itself"),
                entity.platform().replace('_', ' '),
                entity.isDiagnostic() ? diagnostic(entity.meaning()) : entity.meaning());
    }

    private static String diagnostic(String meaning) {
        return meaning.isEmpty() ? "diagnostic" : "diagnostic; " + meaning;
    }
}
