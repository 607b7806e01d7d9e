package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When something is to change at which device though it says nothing, the earliest first: one time
 * for each device, and one timer for all. Belongs to the loop's thread.
 */
final class PlannedChanges {

    private record Planned(Instant at, DeviceId device) {}

    /** The wall clock only gets so far from the steady one when somebody sets it. */
    private static final long LEAP_MILLIS = 1000;

    private final EventLoop loop;
    private final Consumer<List<DeviceId>> due;
    private final NavigableSet<Planned> inOrder =
            new TreeSet<>(
                    Comparator.comparing(Planned::at)
                            .thenComparingInt(planned -> planned.device().value()));
    private final Map<DeviceId, Planned> byDevice = new HashMap<>();
    private EventLoop.@Nullable Timer timer;

    /** When {@link #timer} goes off. */
    private Instant timerAt = Instant.MAX;

    /** By how much the wall clock was ahead of the steady one when the timer was set. */
    private long wallMillis;

    /**
     * @param due gets the devices whose time has come, in order
     */
    PlannedChanges(EventLoop loop, Consumer<List<DeviceId>> due) {
        this.loop = loop;
        this.due = due;
    }

    /**
     * Notes when something is to change at a device, instead of what was noted before.
     *
     * @param at nothing where time changes nothing
     */
    void set(DeviceId device, Optional<Instant> at) {
        Optional<Planned> planned = at.map(time -> new Planned(time, device));
        Planned before =
                planned.isPresent() ? byDevice.put(device, planned.get()) : byDevice.remove(device);
        if (before != null) {
            inOrder.remove(before);
        }
        planned.ifPresent(inOrder::add);
        watch();
    }

    private void watch() {
        if (inOrder.isEmpty()) {
            return;
        }
        Instant earliest = inOrder.first().at();
        Instant now = loop.clock().instant();
        long aheadNow = now.toEpochMilli() - loop.clock().nanos() / 1_000_000;
        if (timer != null) {
            boolean wasSet = Math.abs(aheadNow - wallMillis) > LEAP_MILLIS;
            if (earliest.equals(timerAt) && !wasSet) {
                return;
            }
            timer.cancel();
        }
        timerAt = earliest;
        wallMillis = aheadNow;
        // A millisecond more, so that the wall clock, which only goes about as fast, shows it too.
        timer = loop.schedule(Duration.between(now, earliest).plusMillis(1), this::timeHasCome);
    }

    private void timeHasCome() {
        timer = null;
        due.accept(takeUntil(loop.clock().instant()));
        watch();
    }

    private List<DeviceId> takeUntil(Instant now) {
        List<DeviceId> taken = new ArrayList<>();
        while (!inOrder.isEmpty() && !inOrder.first().at().isAfter(now)) {
            DeviceId device = inOrder.removeFirst().device();
            byDevice.remove(device);
            taken.add(device);
        }
        return taken;
    }
}
