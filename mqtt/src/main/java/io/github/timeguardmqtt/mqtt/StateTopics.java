package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.StateField;
import io.github.timeguardmqtt.api.StateJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * What stands on a device's retained topics: one for each {@link StateField}, and all of them
 * together on {@link #STATE}. Whoever published a topic that has no value now has to clear it.
 * Source: docs/reference/topics.md, "States".
 */
final class StateTopics {

    /** The whole as one object. */
    static final String STATE = "state";

    /** All that a device can have a payload on. */
    static final List<String> ALL =
            Stream.concat(StateField.ALL.stream().map(StateField::name), Stream.of(STATE)).toList();

    private StateTopics() {}

    /**
     * Everything that is known.
     *
     * @return the payload of each topic, by what stands behind {@code <root>/<id>/}; the whole last
     */
    static SequencedMap<String, String> values(LiveView view) {
        SequencedMap<String, String> payloads = new LinkedHashMap<>();
        for (StateField field : StateField.ALL) {
            StateJson.payload(field, view)
                    .ifPresent(payload -> payloads.put(field.name(), payload));
        }
        payloads.put(STATE, StateJson.line(view));
        return payloads;
    }
}
