package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final Outage fault = new Outage("over");

    private void begin(int second) {
        fault.begin("begun", Duration.ofSeconds(second).toNanos());
    }

    @Test
    void it_is_told_once_when_it_begins_and_once_when_it_ends() {
        try (LogLines lines = new LogLines()) {
            fault.end();
            begin(0);
            begin(1);
            begin(1000);
            fault.end();
            fault.end();
            assertThat(lines.all()).containsExactly("begun", "over");
        }
    }

    @Test
    void one_that_comes_again_within_a_minute_is_kept_quiet() {
        try (LogLines lines = new LogLines()) {
            begin(0);
            fault.end();
            begin(59);
            fault.end();
            begin(60);
            assertThat(lines.all()).containsExactly("begun", "over", "begun");
        }
    }
}
