package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.Json;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A command's result as JSON on one line. Source: docs/reference/topics.md, "Results". */
final class ResultJson {

    private ResultJson() {}

    static String line(CommandResult result) {
        return Json.line(fields(result));
    }

    static SequencedMap<String, Object> fields(CommandResult result) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", result.name());
        fields.put("value", result.value());
        fields.put("result", result.outcome().label());
        fields.put("reason", result.reason().orElse(null));
        fields.put("ms", result.took().toMillis());
        fields.put("transaction", result.transaction());
        return fields;
    }
}
