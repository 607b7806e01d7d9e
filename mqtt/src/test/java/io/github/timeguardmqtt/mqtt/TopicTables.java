package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.GatewayJson;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.StateField;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Generated;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of docs/reference/topics.md. */
public final class TopicTables {

    /** One row of the page stands for all six. */
    private static final String ALL_SCHEDULES = "`schedules/1` to `schedules/6`";

    private TopicTables() {}

    public static Map<String, UnaryOperator<String>> all() {
        return Map.of(
                "states", states(),
                "mqtt-commands", commands(),
                "event-types", eventTypes(),
                "health", health());
    }

    private static UnaryOperator<String> states() {
        Stream<List<String>> fields =
                StateField.ALL.stream()
                        .map(field ->
                                List.of(
                                        StateField.SCHEDULES.contains(field)
                                                ? ALL_SCHEDULES
                                                : code(field.name()),
                                        field.values(),
                                        field.meaning()))
                        .distinct();
        Stream<List<String>> whole = Stream.of(List.of(code(StateTopics.STATE), "JSON", BY_HAND));
        return Generated.table(
                List.of("topic below `<root>/<id>/`", "payload", "what it says"),
                Stream.concat(fields, whole).toList());
    }

    private static UnaryOperator<String> commands() {
        // Whoever asks for what is not there is told what there is.
        var refused =
                (CommandText.Refused)
                        CommandText.parse(
                                States.ID, "nothing", Bytes.EMPTY, new CommandRules(false, false));
        String names = refused.reason().replaceFirst(".*expected ", "");
        return Generated.table(
                List.of("topic below `<root>/<id>/`", "payload"),
                Arrays.stream(names.split(", | or ", -1))
                        .map(name ->
                                name.startsWith("schedules/")
                                        ? "`schedules/1/set` to `schedules/6/set`"
                                        : code(name.equals("get") ? name : name + "/set"))
                        .map(name -> List.of(name, BY_HAND))
                        .toList());
    }

    private static UnaryOperator<String> eventTypes() {
        return Generated.text(
                StateEvents.TYPES.stream()
                        .map(TopicTables::code)
                        .collect(Collectors.joining(",\n", "", "\n")));
    }

    private static UnaryOperator<String> health() {
        Health health = new Health(Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0);
        return Generated.table(
                List.of("field", "what it says"),
                GatewayJson.of(health).members().keySet().stream()
                        .map(name -> List.of(code(name), BY_HAND))
                        .toList());
    }

    private static String code(String text) {
        return '`' + text + '`';
    }
}
