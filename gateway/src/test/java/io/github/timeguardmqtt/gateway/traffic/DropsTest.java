package io.github.timeguardmqtt.gateway.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.testing.LogLines;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DropsTest {

    private static final InetSocketAddress SOURCE =
            new InetSocketAddress(InetAddress.ofLiteral("8.8.8.8"), 53);

    private final Drops drops = new Drops(new Mask(false));

    @Test
    void a_reason_is_told_at_once_and_then_at_most_once_a_minute() {
        try (LogLines lines = new LogLines()) {
            for (int second = 0; second < 180; second++) {
                drops.count(DropReason.SOURCE, SOURCE, Duration.ofSeconds(second).toNanos());
            }
            assertThat(lines.with("Dropped (source)"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("a datagram from 8.8.8.8:53"),
                            line -> assertThat(line).contains("60 datagrams, the last from"),
                            line -> assertThat(line).contains("60 datagrams, the last from"));
        }
        assertThat(drops.of(DropReason.SOURCE)).isEqualTo(180);
    }

    @Test
    void each_reason_counts_for_itself() {
        try (LogLines lines = new LogLines()) {
            drops.count(DropReason.SOURCE, SOURCE, 0);
            drops.count(DropReason.SERVER_FRAME, SOURCE, 0);
            drops.count(DropReason.SERVER_FRAME, SOURCE, 0);
            assertThat(lines.with("Dropped")).hasSize(2);
        }
        assertThat(drops).hasToString("source 1, server-frame 2");
        assertThat(drops.total()).isEqualTo(3);
        assertThat(drops.of(DropReason.LOOP)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOUD_UNKNOWN", "UNREACHABLE", "SEND_BUFFER_FULL", "NO_SOCKET"})
    void what_a_fault_tells_of_is_only_counted(DropReason reason) {
        try (LogLines lines = new LogLines()) {
            drops.count(reason, SOURCE, 0);
            assertThat(lines.all()).isEmpty();
        }
        assertThat(drops.of(reason)).isEqualTo(1);
    }
}
