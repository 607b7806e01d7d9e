package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlannedChangesTest {

    /** A moment after the full second, so that a timer for it has gone off by then. */
    private static final Instant NOON = Instant.parse("2026-01-07T12:00:00.010Z");

    private static final DeviceId ONE = new DeviceId(1);
    private static final DeviceId TWO = new DeviceId(2);

    private final LoopClock clock = BridgeSetup.standing(NOON);
    private final EventLoop loop = new EventLoop("test", clock);
    private final List<List<DeviceId>> due = new ArrayList<>();
    private final PlannedChanges changes =
            new PlannedChanges(
                    loop,
                    devices -> {
                        if (!devices.isEmpty()) {
                            due.add(devices);
                        }
                    });

    @AfterEach
    void end() {
        loop.close();
    }

    private void onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            task.run();
            done.complete(null);
        });
        done.join();
    }

    private void set(DeviceId device, int seconds) {
        onLoop(() -> changes.set(device, Optional.of(second(seconds))));
    }

    private static Instant second(int seconds) {
        return Instant.parse("2026-01-07T12:00:00Z").plusSeconds(seconds);
    }

    /** What became due meanwhile, in groups. */
    private List<List<DeviceId>> pass(int seconds) {
        clock.skip(Duration.ofSeconds(seconds));
        onLoop(() -> {}); // wakes the loop, which looks at its timers behind that
        List<List<DeviceId>> now = new ArrayList<>();
        onLoop(() -> {
            now.addAll(due);
            due.clear();
        });
        return now;
    }

    @Test
    void the_earliest_comes_first_and_devices_of_the_same_time_together() {
        set(ONE, 2);
        set(TWO, 1);
        assertThat(pass(0)).isEmpty();
        assertThat(pass(1)).containsExactly(List.of(TWO));
        set(TWO, 2);
        assertThat(pass(1)).containsExactly(List.of(ONE, TWO));
        assertThat(pass(1000)).isEmpty();
    }

    @Test
    void a_device_has_one_time_the_last_one() {
        set(ONE, 1);
        set(ONE, 5);
        assertThat(pass(1)).isEmpty();
        onLoop(() -> changes.set(ONE, Optional.empty()));
        onLoop(() -> changes.set(ONE, Optional.empty()));
        assertThat(pass(10)).isEmpty();
    }

    @Test
    void a_time_that_has_passed_already_is_due_at_once() {
        set(ONE, -100);
        assertThat(pass(0)).containsExactly(List.of(ONE));
    }

    @Test
    void it_agrees_with_a_table_that_is_searched_from_end_to_end() {
        Random random = new Random(5);
        Map<DeviceId, Integer> table = new HashMap<>();
        int now = 0;
        for (int step = 0; step < 1000; step++) {
            for (int i = random.nextInt(40); i > 0; i--) {
                DeviceId device = new DeviceId(random.nextInt(500) - 250);
                if (random.nextInt(4) == 0) {
                    table.remove(device);
                    onLoop(() -> changes.set(device, Optional.empty()));
                } else {
                    int at = now + 1 + random.nextInt(1000);
                    table.put(device, at);
                    set(device, at);
                }
            }
            int seconds = random.nextInt(100);
            now += seconds;
            int end = now;
            List<DeviceId> expected = new ArrayList<>(table.keySet());
            expected.removeIf(device -> table.getOrDefault(device, Integer.MAX_VALUE) > end);
            expected.forEach(table::remove);
            assertThat(pass(seconds).stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
