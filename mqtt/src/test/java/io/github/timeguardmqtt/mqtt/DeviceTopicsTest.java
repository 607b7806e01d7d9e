package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.api.States;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceTopicsTest {

    /** A Wednesday; on at half past six, off at half past eight. */
    private static final Instant NOW = Instant.parse("2026-01-07T07:00:00Z");

    private static final DeviceState STATE = States.full();

    private final DeviceTopics topics = new DeviceTopics();

    @Test
    void what_moves_all_the_time_is_news_once_a_minute() {
        topics.state = STATE;
        topics.show(topics.held(STATE, 0), Map.of(), 0);
        topics.state = STATE.withEnergy(OptionalLong.of(50_000_000));
        long minute = Duration.ofMinutes(1).toNanos();
        assertThat(topics.isNew(minute - 1)).isFalse();
        assertThat(topics.isNew(minute)).isTrue();
    }

    @Test
    void an_energy_that_was_not_known_is_news_at_once() {
        DeviceState before = STATE.withEnergy(OptionalLong.empty());
        topics.show(topics.held(before, 0), Map.of(), 0);
        topics.state = STATE;
        assertThat(topics.isNew(1)).isTrue();
        assertThat(topics.held(STATE, 1).energyJoules()).isEqualTo(STATE.energyJoules());
    }

    @Test
    void a_view_is_that_of_the_state_and_the_instant_that_are_asked_for() {
        DeviceState little = States.unknown().withStatus(STATE.status().orElseThrow());
        assertThat(topics.view(little, NOW)).isEqualTo(LiveView.of(little, NOW));
        assertThat(topics.view(STATE, NOW)).isEqualTo(LiveView.of(STATE, NOW));
        Instant later = NOW.plusSeconds(10_000);
        assertThat(topics.view(STATE, later)).isEqualTo(LiveView.of(STATE, later));
    }
}
