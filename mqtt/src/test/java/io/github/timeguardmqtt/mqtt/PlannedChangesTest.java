package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannedChangesTest {

    private static final Instant NOON = Instant.parse("2026-01-07T12:00:00Z");
    private static final DeviceId ONE = new DeviceId(1);
    private static final DeviceId TWO = new DeviceId(2);

    private final PlannedChanges changes = new PlannedChanges();

    @Test
    void the_earliest_comes_first_and_devices_of_the_same_time_together() {
        changes.set(ONE, Optional.of(NOON.plusSeconds(2)));
        changes.set(TWO, Optional.of(NOON.plusSeconds(1)));
        assertThat(changes.earliest()).contains(NOON.plusSeconds(1));
        assertThat(changes.takeUntil(NOON)).isEmpty();
        assertThat(changes.takeUntil(NOON.plusSeconds(1))).containsExactly(TWO);
        changes.set(TWO, Optional.of(NOON.plusSeconds(2)));
        assertThat(changes.takeUntil(NOON.plusSeconds(2))).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(changes.earliest()).isEmpty();
    }

    @Test
    void a_device_has_one_time_the_last_one() {
        changes.set(ONE, Optional.of(NOON));
        changes.set(ONE, Optional.of(NOON.plusSeconds(5)));
        assertThat(changes.takeUntil(NOON)).isEmpty();
        changes.set(ONE, Optional.empty());
        changes.set(ONE, Optional.empty());
        assertThat(changes.earliest()).isEmpty();
    }

    @Test
    void it_agrees_with_a_table_that_is_searched_from_end_to_end() {
        Random random = new Random(5);
        Map<DeviceId, Instant> table = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            DeviceId device = new DeviceId(random.nextInt(500) - 250);
            Instant at = NOON.plusSeconds(random.nextInt(1000));
            if (random.nextInt(4) == 0) {
                table.remove(device);
                changes.set(device, Optional.empty());
            } else if (random.nextInt(20) == 0) {
                List<DeviceId> due = new ArrayList<>(table.keySet());
                due.removeIf(other -> table.getOrDefault(other, Instant.MAX).isAfter(at));
                assertThat(changes.takeUntil(at)).containsExactlyInAnyOrderElementsOf(due);
                due.forEach(table::remove);
            } else {
                table.put(device, at);
                changes.set(device, Optional.of(at));
            }
            assertThat(changes.earliest())
                    .isEqualTo(table.values().stream().min(Comparator.naturalOrder()));
        }
    }
}
