package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a device, and what of it stands at the broker. Belongs to one thread. */
final class DeviceTopics {

    private static final long UPTIME_NANOS = Duration.ofMinutes(1).toNanos();

    /** The newest; null once the device is to be forgotten. */
    @Nullable DeviceState state;

    /** The last one that was made, so that its plan need not be worked out for each report. */
    private @Nullable LiveView lastView;

    /** What was published last; null where nothing was on this connection. */
    private @Nullable DeviceState shown;

    /** What was published, by what stands behind the device's id. */
    private Map<String, String> published = Map.of();

    private long uptimeAt;

    /** The broker may have lost all of it. */
    void publishAgain() {
        shown = null;
    }

    /** Whether a payload stands at the broker already; not to be asked for the whole state. */
    boolean stands(String name, String payload) {
        return shown != null && payload.equals(published.get(name));
    }

    /** Whether there is more to publish than what moves all the time, or time for that too. */
    boolean isNew(long nanos) {
        return state == null || !held(state, nanos).equals(shown);
    }

    /**
     * The newest state, with the uptime and the energy that were shown last unless that was a
     * minute ago: so that time going by is no news.
     */
    DeviceState held(DeviceState newest, long nanos) {
        if (shown == null || newest.status().isEmpty() || nanos - uptimeAt >= UPTIME_NANOS) {
            return newest;
        }
        Optional<Status> last = shown.status();
        OptionalLong energy = shown.energyJoules();
        return last.isEmpty()
                ? newest
                : newest.withStatus(newest.status().get().withUptime(last.get().uptime()))
                        .withEnergy(energy.isPresent() ? energy : newest.energyJoules());
    }

    /** What there is to see of this state at an instant. */
    LiveView view(DeviceState now, Instant instant) {
        lastView = lastView == null ? LiveView.of(now, instant) : lastView.then(now, instant);
        return lastView;
    }

    /** The topics that may have a payload at the broker. */
    Set<String> names() {
        return published.keySet();
    }

    /** Notes what is published now. */
    void show(DeviceState now, Map<String, String> values, long nanos) {
        long before = uptime(shown);
        if (before < 0 || uptime(now) != before) {
            uptimeAt = nanos;
        }
        shown = now;
        // A small map, without the text of the whole: there may be very many of them.
        Map<String, String> parts = new HashMap<>(values);
        parts.replace(StateTopics.STATE, "");
        published = Map.copyOf(parts);
    }

    private static long uptime(@Nullable DeviceState state) {
        return state == null ? -1 : state.status().map(Status::uptime).orElse(-1L);
    }
}
