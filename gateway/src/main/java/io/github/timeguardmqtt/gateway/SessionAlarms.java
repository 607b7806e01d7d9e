package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.loop.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Wakes sessions in time. Belongs to the loop's thread. */
final class SessionAlarms {

    /**
     * When a session wants to be called, and by what.
     *
     * @param due in steady nanoseconds
     */
    private record Alarm(long due, EventLoop.Timer timer) {}

    private final EventLoop loop;
    private final DeviceRegistry registry;
    private final Consumer<DeviceSession> wake;
    private final Map<DeviceSession, Alarm> alarms = new HashMap<>();

    SessionAlarms(EventLoop loop, DeviceRegistry registry, Consumer<DeviceSession> wake) {
        this.loop = loop;
        this.registry = registry;
        this.wake = wake;
    }

    /**
     * To be called after everything that a session takes part in. Its timer holds on to nothing but
     * the session.
     */
    void arm(DeviceSession session, Moment now) {
        long deadline = session.deadline(now);
        Alarm alarm = alarms.get(session);
        boolean isInTime = alarm != null && alarm.due() - deadline <= 0;
        boolean isGone = registry.of(session.id()).filter(session::equals).isEmpty();
        if (deadline == Long.MAX_VALUE || isInTime || isGone) {
            return; // One that comes too early finds nothing to do, and sets the next.
        }
        if (alarm != null) {
            alarm.timer().cancel();
        }
        Duration delay = Duration.ofNanos(Math.max(0, deadline - now.nanos()));
        alarms.put(session, new Alarm(deadline, loop.schedule(delay, () -> ring(session))));
    }

    private void ring(DeviceSession session) {
        alarms.remove(session);
        wake.accept(session);
    }

    void cancel(DeviceSession session) {
        Alarm alarm = alarms.remove(session);
        if (alarm != null) {
            alarm.timer().cancel();
        }
    }

    void cancelAll() {
        alarms.values().forEach(alarm -> alarm.timer().cancel());
        alarms.clear();
    }
}
