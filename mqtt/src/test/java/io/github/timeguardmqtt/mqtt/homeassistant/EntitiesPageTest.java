package io.github.timeguardmqtt.mqtt.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.Json;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/homeassistant.md names the entities that are announced. */
class EntitiesPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([a-z ]+) \\|");

    @Test
    void it_has_a_row_for_each_entity() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "homeassistant.md"));
        String section =
                page.substring(page.indexOf("## Entities"), page.indexOf("All are unavailable"));
        Discovery discovery = new Discovery("timeguard", "1.2");
        Map<?, ?> components =
                (Map<?, ?>)
                        Objects.requireNonNull(
                                read(discovery.config(States.full(), Map.of())).get("components"));
        Stream<String> ofDevice =
                components.values().stream().map(component -> row((Map<?, ?>) component));
        Stream<String> beside =
                discovery.configsBeside(States.full()).entrySet().stream()
                        .map(entry ->
                                read(entry.getValue()).get("name")
                                        + ", "
                                        + entry.getKey().substring(0, entry.getKey().indexOf('/')));
        assertThat(
                        ROW.matcher(section)
                                .results()
                                .skip(1)
                                .map(row -> row.group(1) + ", " + row.group(2)))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(ofDevice, beside).toList());
    }

    private static Map<String, Object> read(String config) {
        return Json.object(Bytes.copyOf(UTF_8.encode(config)), 65_536);
    }

    private static String row(Map<?, ?> fields) {
        Object name = fields.get("name");
        String platform = String.valueOf(fields.get("platform")).replace('_', ' ');
        return (name == null ? "the device itself" : name) + ", " + platform;
    }
}
