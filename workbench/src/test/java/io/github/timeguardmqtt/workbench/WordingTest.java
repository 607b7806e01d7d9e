package io.github.timeguardmqtt.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "12, 12 µs",
        "-2500, -2.5 ms",
        "82000, 82 ms",
        "7200000, 7.2 s",
        "90000000, 90 s",
        "3600000000, 60 min",
        "7500000000, 2 h 5 min",
        "180000000000, 2 d 2 h",
    })
    void a_duration_is_told_with_the_precision_that_matters(long micros, String text) {
        assertThat(Wording.duration(micros)).isEqualTo(text);
    }

    @Test
    void a_range_names_its_unit_once_where_both_ends_share_it() {
        assertThat(Wording.range(90_000_000, 109_000_000)).isEqualTo("90 to 109 s");
        assertThat(Wording.range(82_000, 20_000_000)).isEqualTo("82 ms to 20 s");
        assertThat(Wording.range(20_000_000, 20_000_000)).isEqualTo("20 s");
    }

    @Test
    void a_count_has_its_plural_and_its_commas() {
        assertThat(Wording.counted(1, "frame")).isEqualTo("1 frame");
        assertThat(Wording.counted(60_758, "frame")).isEqualTo("60,758 frames");
    }
}
