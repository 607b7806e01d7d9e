package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mqtt.md names what there is. */
class MqttPageTest {

    private static final Pattern CELL = Pattern.compile("(?m)^\\| (`[^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_/]+)`");

    /** A section, from its heading to the next. */
    private static String section(String heading) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "mqtt.md"));
        String rest = page.substring(page.indexOf("\n## " + heading + "\n") + 4);
        int end = rest.indexOf("\n## ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map((MatchResult it) -> it.group(1)).toList();
    }

    /** What is named in the first cell of the rows of a section's table. */
    private static List<String> rows(String heading) throws IOException {
        return CELL.matcher(section(heading))
                .results()
                .flatMap(row -> names(row.group(1)).stream())
                .toList();
    }

    @Test
    void it_has_a_row_for_each_state() throws IOException {
        // The page says: schedules/1 to schedules/6.
        assertThat(rows("States"))
                .containsExactlyInAnyOrderElementsOf(
                        StateTopics.ALL.stream()
                                .filter(name -> !name.matches("schedules/[2-5]"))
                                .toList());
    }

    @Test
    void it_has_a_row_for_each_command() throws IOException {
        CommandText.Parsed unknown =
                CommandText.parse(States.ID, "nothing", Bytes.EMPTY, false, false);
        assertThat(unknown).isInstanceOf(CommandText.Refused.class);
        String reason = ((CommandText.Refused) unknown).reason();
        String names = reason.substring(reason.indexOf("expected ") + "expected ".length());
        assertThat(rows("Commands").stream().map(topic -> topic.replace("/set", "")))
                .containsExactlyInAnyOrder(names.split(", | or | to "));
    }

    @Test
    void it_names_each_type_of_event() throws IOException {
        String events = section("Events");
        String list = events.substring(events.indexOf("`event_type` is one of"));
        assertThat(names(list.substring(0, list.indexOf(". "))))
                .filteredOn(name -> !name.equals("event_type"))
                .containsExactlyInAnyOrderElementsOf(StateEvents.TYPES);
    }

    @Test
    void it_names_each_field_of_the_gateways_health() throws IOException {
        Health health = new Health(Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0);
        String row =
                section("Bridge")
                        .lines()
                        .filter(line -> line.startsWith("| `health`"))
                        .findFirst()
                        .orElseThrow();
        assertThat(names(row).stream().skip(1))
                .containsExactlyElementsOf(BridgeTopics.healthFields(health).keySet());
    }
}
