package io.github.timeguardmqtt.mqtt.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.api.json.PlainJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules themselves: a document for each that breaks it. */
class DiscoveryRulesTest {

    private static final String GOOD =
            """
            {"device":{"identifiers":["x"],"name":"Tank"},
             "origin":{"name":"o"},
             "availability":[{"topic":"t/lwt"}],"availability_mode":"all","qos":1,
             "components":{
              "s":{"platform":"switch","unique_id":"1","name":null,"command_topic":"t/set",
                   "state_topic":"t/state","default_entity_id":"switch.tank"},
              "l":{"platform":"select","unique_id":"2","name":"List","~":"t","command_topic":"~/set",
                   "options":["ON","OFF"]},
              "e":{"platform":"sensor","unique_id":"3","name":"Enum","state_topic":"t/state",
                   "device_class":"enum","options":["a"]},
              "d":{"platform":"sensor","unique_id":"4","name":"Span","state_topic":"t/state",
                   "device_class":"duration","unit_of_measurement":"s"},
              "v":{"platform":"event","unique_id":"5","name":"Event","state_topic":"t/state",
                   "event_types":["x"]},
              "t":{"platform":"text","unique_id":"6","name":"Text","command_topic":"t/set","max":255,
                   "min":0,"mode":"text","pattern":"^a?$"},
              "w":{"platform":"datetime","unique_id":"9","name":"When","command_topic":"t/set",
                   "timezone":"Europe/London"},
              "k":{"platform":"sensor","unique_id":"10","name":"Count","state_topic":"t/state",
                   "device_class":"energy","state_class":"total_increasing",
                   "unit_of_measurement":"kWh"},
              "b":{"platform":"button","unique_id":"7","name":"Push","command_topic":"t/set",
                   "payload_press":"ON"},
              "gone":{"platform":"sensor"}}}
            """;

    private static List<String> broken(String document) {
        Map<String, Object> read = PlainJson.object(document);
        return DiscoveryRules.broken(
                read,
                Set.of("t/state", "t/lwt")::contains,
                (topic, payload) -> topic.equals("t/set") && Set.of("ON", "OFF").contains(payload));
    }

    @Test
    void what_keeps_all_rules_is_good() {
        assertThat(broken(GOOD)).isEmpty();
    }

    private static Arguments wrong(String from, String to, String... broken) {
        return argumentSet(String.join(", ", broken), from, to, List.of(broken));
    }

    static Stream<Arguments> each_rule_is_held() {
        return Stream.of(
                wrong("\"qos\":1", "\"~\":\"t\"", "root: ~ is not allowed"),
                wrong("\"qos\":1", "\"name\":\"x\"", "root: name is not allowed"),
                wrong("\"qos\":1", "\"qos\":3", "root: qos 3"),
                wrong("\"qos\":1", "\"state_topic\":\"x\"", "root: nothing is published on x"),
                wrong(
                        "\"qos\":1",
                        "\"availability_topic\":\"t/lwt\"",
                        "root: both availability and availability_topic"),
                wrong(
                        "\"name\":null",
                        "\"availability_topic\":\"t/lwt\"",
                        "s: another form of availability than the root's"),
                wrong("\"all\"", "\"some\"", "root: availability_mode some"),
                wrong("{\"topic\":\"t/lwt\"}", "{}", "root.availability: topic is missing"),
                wrong(
                        "{\"topic\":\"t/lwt\"}",
                        "{\"topic\":\"t/lwt\",\"qos\":1}",
                        "root.availability: qos is not allowed"),
                wrong("t/lwt", "t/x", "root.availability: nothing is published on t/x"),
                wrong("[{\"topic\":\"t/lwt\"}]", "\"t/lwt\"", "root: availability is no list"),
                wrong(
                        "\"origin\":{\"name\":\"o\"},",
                        "",
                        "root: origin is missing",
                        "origin: is no object",
                        "origin: name is missing"),
                wrong("{\"name\":\"o\"}", "{}", "origin: name is missing"),
                wrong(
                        "{\"name\":\"o\"}",
                        "{\"name\":\"o\",\"url\":\"u\"}",
                        "origin: url is not allowed"),
                wrong(
                        "\"identifiers\":[\"x\"],",
                        "",
                        "device: neither identifiers nor connections"),
                wrong("\"Tank\"}", "\"Tank\",\"id\":1}", "device: id is not allowed"),
                wrong("[\"x\"],\"name\"", "[1,\"x\"],\"name\"", "identifiers: 1 is no text"),
                wrong("\"platform\":\"switch\",", "", "s: no platform null"),
                wrong("\"switch\",\"unique", "\"fan\",\"unique", "s: no platform fan"),
                wrong("\"unique_id\":\"1\",", "", "s: unique_id is missing"),
                wrong("\"unique_id\":\"2\"", "\"unique_id\":\"1\"", "l: unique_id is there twice"),
                wrong("\"s\":{", "\"s s\":{", "s s: not a key"),
                wrong("\"name\":null", "\"names\":1", "s: names is not allowed"),
                wrong("\"name\":null", "\"options\":[]", "s: options is not allowed"),
                wrong("\"name\":null", "\"object_id\":\"x\"", "s: object_id is not allowed"),
                wrong("\"name\":null", "\"device_class\":\"power\"", "s: device_class power"),
                wrong(
                        "\"name\":null",
                        "\"name\":\"Tank power\"",
                        "s: the name has the device's in it"),
                wrong(
                        "\"name\":\"List\"",
                        "\"name\":null",
                        "components: more than one main entity"),
                wrong("\"name\":null", "\"entity_category\":\"x\"", "s: entity_category x"),
                wrong("\"name\":null", "\"payload_on\":\"1\"", "s: t/set does not take 1"),
                wrong("switch.tank", "select.tank", "s: default_entity_id select.tank"),
                wrong("switch.tank", "switch.Tank", "s: default_entity_id switch.Tank"),
                wrong("switch.tank", "switch._tank", "s: default_entity_id switch._tank"),
                wrong(
                        "\"state_topic\":\"t/state\",\"def",
                        "\"state_topic\":\"x\",\"def",
                        "s: nothing is published on x"),
                wrong(
                        "\"command_topic\":\"t/set\",\n       \"state",
                        "\"state",
                        "s: command_topic is missing",
                        "s: null does not take ON",
                        "s: null does not take OFF"),
                wrong("[\"ON\",\"OFF\"]", "[\"ON\",\"x\"]", "l: t/set does not take x"),
                wrong("[\"ON\",\"OFF\"]", "[\"ON\",\"ON\"]", "l: an option is there twice"),
                wrong("[\"ON\",\"OFF\"]", "[]", "l: no options"),
                wrong("\"device_class\":\"enum\",", "", "e: options without device_class enum"),
                wrong(
                        "\"device_class\":\"enum\",",
                        "\"device_class\":\"enum\",\"state_class\":\"measurement\",",
                        "e: options with state_class or unit"),
                wrong(
                        "\"duration\",\"unit_of_measurement\":\"s\"",
                        "\"duration\"",
                        "d: duration without its unit"),
                wrong("\"duration\"", "\"timestamp\"", "d: timestamp with state_class or unit"),
                wrong("[\"x\"]}", "[]}", "v: no options"),
                wrong("255", "256", "t: max is more than 255"),
                wrong("\"min\":0", "\"min\":255", "t: min is not below max"),
                wrong("\"mode\":\"text\"", "\"mode\":\"number\"", "t: mode number"),
                wrong("^a?$", "(", "t: no pattern ("),
                wrong("Europe/London", "Europe/Leeds", "w: no timezone Europe/Leeds"),
                wrong("\"timezone\"", "\"options\"", "w: options is not allowed"),
                wrong(
                        "total_increasing",
                        "measurement",
                        "k: energy without its unit or a state_class that counts"),
                wrong("kWh", "W", "k: energy without its unit or a state_class that counts"),
                wrong(",\n       \"payload_press\":\"ON\"", "", "b: t/set does not take PRESS"),
                wrong(
                        "\"gone\":{\"platform\":\"sensor\"}",
                        "\"gone\":{\"platform\":\"sensor\",\"unique_id\":\"8\"}",
                        "gone: state_topic is missing"),
                wrong(
                        "\"gone\":{\"platform\":\"sensor\"}",
                        "\"gone\":{}",
                        "gone: no platform null"),
                wrong(
                        "\"gone\":{\"platform\":\"sensor\"}",
                        "\"gone\":1",
                        "gone: is no object",
                        "gone: no platform null"));
    }

    @ParameterizedTest
    @MethodSource
    void each_rule_is_held(String from, String to, List<String> broken) {
        assertThat(GOOD).contains(from);
        String wrong = GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
        assertThat(broken(wrong)).containsExactlyInAnyOrderElementsOf(broken);
    }
}
