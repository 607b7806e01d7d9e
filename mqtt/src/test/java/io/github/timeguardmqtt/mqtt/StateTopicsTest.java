package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.States;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTopicsTest {

    private static final Instant NOW = Instant.parse("2026-01-07T10:20:00Z");

    @Test
    void every_topic_there_can_be_is_cleared_with_a_removed_device() {
        assertThat(StateTopics.values(LiveView.of(States.full(), NOW)).keySet())
                .containsExactlyElementsOf(StateTopics.ALL);
        assertThat(StateTopics.ALL).doesNotHaveDuplicates().endsWith("state");
    }

    @Test
    void what_is_not_known_has_no_topic_and_the_whole_says_what_is() {
        assertThat(StateTopics.values(LiveView.of(States.unknown(), NOW)))
                .isEqualTo(Map.of("lwt", "online", "state", "{\"lwt\":\"online\"}"));
    }
}
