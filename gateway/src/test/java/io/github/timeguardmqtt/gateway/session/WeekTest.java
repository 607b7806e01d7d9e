package io.github.timeguardmqtt.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeekTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-26T00:00:00Z", // the hour that is missing
                "2026-10-22T00:00:00Z", // the doubled hour
                "2026-12-29T00:00:00Z", // the turn of the year
            })
    void plan_and_relay_agree_through_a_week(Instant start) {
        Week week = new Week(start, start.getEpochSecond());
        week.run(start.plus(Duration.ofDays(7)));
        assertThat(week.disagreements()).as(week.toString()).isEmpty();
        assertThat(week.alarms()).as(week.toString()).isEmpty();
        // That it was a week worth looking at.
        assertThat(week.agreed())
                .as(week.toString())
                .isGreaterThan(Duration.ofDays(20 * 7).minusHours(2));
        assertThat(week.confirmed()).as(week.toString()).isGreaterThan(2_500);
    }
}
