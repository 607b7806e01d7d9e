package io.github.timeguardmqtt.model;

import static io.github.timeguardmqtt.protocol.BoostType.ONE_HOUR;
import static io.github.timeguardmqtt.protocol.BoostType.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BoostSpanTest {

    private static final ZoneId UK = ZoneId.of("Europe/London");

    @ParameterizedTest
    @CsvSource({
        "2026-01-04T00:00:00Z, 0", // a Sunday in winter
        "2026-01-10T23:59:59Z, 10079", // the last minute of the week
        "2026-07-04T23:30:00Z, 30", // Sunday already, by summer time
        "2026-03-29T00:59:00Z, 59", // the last minute before summer time
        "2026-03-29T01:00:00Z, 120", // the first minute of summer time
        "2026-10-25T00:30:00Z, 90", // the doubled hour, first
        "2026-10-25T01:30:00Z, 90", // the doubled hour, again
    })
    void the_minute_of_the_week_is_what_the_wall_clock_shows(Instant instant, int minute) {
        assertThat(WeekMinute.at(instant, UK)).isEqualTo(new WeekMinute(minute));
    }

    @Test
    void a_week_has_10080_minutes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WeekMinute(10080));
        assertThatIllegalArgumentException().isThrownBy(() -> new WeekMinute(-1));
    }

    static Stream<Arguments> told() {
        return Stream.of(
                argumentSet(
                        "in the middle of a week",
                        ONE_HOUR,
                        3 * 1440 + 600,
                        "2026-01-07T10:20:00Z",
                        "2026-01-07T10:00:00Z",
                        "2026-01-07T11:00:00Z"),
                argumentSet(
                        "started last week, ends in this one",
                        TWO_HOURS,
                        6 * 1440 + 1380,
                        "2026-01-11T00:30:00Z",
                        "2026-01-10T23:00:00Z",
                        "2026-01-11T01:00:00Z"),
                argumentSet(
                        "started by a clock that is ahead, in the next week",
                        ONE_HOUR,
                        0,
                        "2026-01-10T23:59:00Z",
                        "2026-01-11T00:00:00Z",
                        "2026-01-11T01:00:00Z"),
                argumentSet(
                        "told for a while after its end",
                        ONE_HOUR,
                        600,
                        "2026-01-04T11:00:10Z",
                        "2026-01-04T10:00:00Z",
                        "2026-01-04T11:00:00Z"),
                argumentSet(
                        "over the hour that is missing",
                        TWO_HOURS,
                        30,
                        "2026-03-29T01:15:00Z",
                        "2026-03-29T00:30:00Z",
                        "2026-03-29T02:30:00Z"),
                argumentSet(
                        "in the doubled hour, first",
                        ONE_HOUR,
                        70,
                        "2026-10-25T01:05:00Z",
                        "2026-10-25T00:10:00Z",
                        "2026-10-25T01:10:00Z"),
                argumentSet(
                        "in the doubled hour, again",
                        ONE_HOUR,
                        70,
                        "2026-10-25T01:20:00Z",
                        "2026-10-25T01:10:00Z",
                        "2026-10-25T02:10:00Z"),
                argumentSet(
                        "before the doubled hour, over both",
                        TWO_HOURS,
                        50,
                        "2026-10-25T01:20:00Z",
                        "2026-10-24T23:50:00Z",
                        "2026-10-25T01:50:00Z"));
    }

    @ParameterizedTest
    @MethodSource
    void told(BoostType type, int minute, Instant now, Instant start, Instant end) {
        Boost boost = new Boost(type, minute);
        assertThat(BoostSpan.told(boost, now, UK)).contains(new BoostSpan(type, start, end));
    }

    @Test
    void what_is_told_is_the_wall_clock_at_start_and_end() {
        BoostSpan span =
                BoostSpan.starting(TWO_HOURS, Instant.parse("2026-10-24T23:50:00Z")).orElseThrow();
        assertThat(span.toldStart(UK)).isEqualTo(new Boost(TWO_HOURS, 50));
        assertThat(span.toldEnd(UK)).isEqualTo(new Boost(TWO_HOURS, 110));
    }

    @Test
    void no_boost_no_known_length_or_no_minute_of_a_week_is_no_span() {
        Instant now = Instant.parse("2026-01-07T10:20:00Z");
        assertThat(BoostSpan.told(Boost.OFF, now, UK)).isEmpty();
        assertThat(BoostSpan.told(new Boost(BoostType.UNSPECIFIED, 5), now, UK)).isEmpty();
        assertThat(BoostSpan.told(new Boost(ONE_HOUR, 10080), now, UK)).isEmpty();
    }
}
