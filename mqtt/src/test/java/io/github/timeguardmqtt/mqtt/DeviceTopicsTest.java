package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceTopicsTest {

    /** A Wednesday; on at half past six, off at half past eight. */
    private static final Instant NOW = Instant.parse("2026-01-07T07:00:00Z");

    private static final DeviceState STATE = States.full();

    private final DeviceTopics topics = new DeviceTopics();

    @Test
    void the_plan_is_not_made_again_for_a_report_that_changes_nothing_in_it() {
        NextChanges first = topics.next(STATE, NOW).orElseThrow();
        DeviceState report =
                STATE.withStatus(States.status(RelayState.OFF, WorkMode.AUTO, Boost.OFF))
                        .withOnline(false);
        assertThat(topics.next(report, NOW.plusSeconds(60)).orElseThrow()).isSameAs(first);
        assertThat(topics.next(STATE, Instant.parse("2026-01-07T08:29:59Z")).orElseThrow())
                .isSameAs(first);
    }

    @Test
    void it_is_made_again_when_a_time_of_it_has_come_or_the_clock_goes_back() {
        NextChanges first = topics.next(STATE, NOW).orElseThrow();
        assertThat(first.change()).contains(Instant.parse("2026-01-07T08:30:00Z"));
        NextChanges second =
                topics.next(STATE, Instant.parse("2026-01-07T08:30:00Z")).orElseThrow();
        assertThat(second.change()).contains(Instant.parse("2026-01-08T06:30:00Z"));
        assertThat(topics.next(STATE, NOW)).contains(first);
    }

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

    static Stream<DeviceState> other_plans() {
        return Stream.of(
                STATE.withStatus(States.status(RelayState.ON, WorkMode.ALWAYS_ON, Boost.OFF)),
                States.reporting(
                        STATE,
                        States.status(
                                RelayState.ON,
                                WorkMode.AUTO,
                                new Boost(BoostType.ONE_HOUR, 3 * 1440 + 419)),
                        NOW),
                States.withActive(STATE, 3),
                States.withHoliday(STATE, 0, 0),
                States.withScheduleName(STATE, 0, Text.name("another")));
    }

    @ParameterizedTest
    @MethodSource
    void other_plans(DeviceState other) {
        NextChanges first = topics.next(STATE, NOW).orElseThrow();
        assertThat(topics.next(other, NOW).orElseThrow()).isNotSameAs(first);
    }

    @Test
    void a_plan_that_is_not_known_is_looked_for_again_when_more_is_known() {
        DeviceState little = States.unknown().withStatus(STATE.status().orElseThrow());
        assertThat(topics.next(little, NOW)).isEmpty();
        assertThat(topics.next(STATE, NOW)).isEqualTo(NextChanges.of(STATE, NOW)).isNotEmpty();
        assertThat(topics.next(little, NOW)).isEmpty();
    }

    @Test
    void a_relay_that_never_changes_needs_no_other_look() {
        DeviceState never =
                STATE.withStatus(States.status(RelayState.ON, WorkMode.ALWAYS_ON, Boost.OFF));
        NextChanges first = topics.next(never, NOW).orElseThrow();
        assertThat(first.change()).isEqualTo(Optional.empty());
        assertThat(topics.next(never, NOW.plusSeconds(1_000_000)).orElseThrow()).isSameAs(first);
    }
}
