package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a device, and what of it stands at the broker. Belongs to one thread. */
final class DeviceTopics {

    private static final long UPTIME_NANOS = Duration.ofMinutes(1).toNanos();

    /** The newest; null once the device is to be forgotten. */
    @Nullable DeviceState state;

    /** What was published, by what stands behind the device's id. */
    private Map<String, String> published = Map.of();

    /** What was published last; null where nothing was on this connection. */
    private @Nullable DeviceState shown;

    private long uptimeAt;

    /** What the plan of the state {@link #plannedFor} said last. */
    private Optional<NextChanges> next = Optional.empty();

    private @Nullable DeviceState plannedFor;

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
        return last.isEmpty()
                ? newest
                : newest.withStatus(withUptime(newest.status().get(), last.get().uptime()))
                        .withEnergy(
                                shown.energyJoules().isPresent()
                                        ? shown.energyJoules()
                                        : newest.energyJoules());
    }

    /**
     * When the relay changes next. Remembered: the plan need not be made for a report that changes
     * nothing in it.
     *
     * @return nothing where the plan is not known
     */
    Optional<NextChanges> next(DeviceState now, Instant instant) {
        if (plannedFor == null
                || !NextChanges.havePlanAlike(plannedFor, now)
                || !next.map(changes -> changes.holdsAt(instant)).orElse(true)) {
            next = NextChanges.of(now, instant);
        }
        plannedFor = now;
        return next;
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

    static boolean isBoosting(DeviceState state) {
        return state.status()
                .map(status -> !status.boost().type().equals(BoostType.OFF))
                .orElse(false);
    }

    private static long uptime(@Nullable DeviceState state) {
        return state == null ? -1 : state.status().map(Status::uptime).orElse(-1L);
    }

    private static Status withUptime(Status status, long uptime) {
        return new Status(
                status.relay(),
                status.loadDetected(),
                status.advance(),
                status.loadDetectedBefore(),
                status.stateUnknown(),
                status.unknown1(),
                status.workMode(),
                status.unknown2(),
                uptime,
                status.boost(),
                status.unknown3());
    }
}
