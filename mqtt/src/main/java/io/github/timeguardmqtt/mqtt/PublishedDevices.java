package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.LiveView;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The states of all devices, as they are known and as they stand at the broker: only what differs
 * is published. Where time alone changes something, as what is left of a boost, that is published
 * when its time has come. Belongs to the loop's thread.
 */
final class PublishedDevices {

    private final MqttSettings settings;
    private final EventLoop loop;
    private final Publisher publisher;
    private final Map<DeviceId, DeviceTopics> devices = new HashMap<>();
    private final PlannedChanges planned;
    private boolean isOver;

    PublishedDevices(MqttSettings settings, EventLoop loop, Publisher publisher) {
        this.settings = settings;
        this.loop = loop;
        this.publisher = publisher;
        planned = new PlannedChanges(loop, this::changeByTime);
    }

    /**
     * Notes the newest state of a device; it is published by {@link #publishNews}.
     *
     * @return what was known before
     */
    Optional<DeviceState> put(DeviceState state) {
        DeviceTopics device = devices.computeIfAbsent(state.id(), _ -> new DeviceTopics());
        Optional<DeviceState> before = Optional.ofNullable(device.state);
        device.state = state;
        return before;
    }

    /** Has the device's state published where it differs from what stands at the broker. */
    void publishNews(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device != null && device.isNew(loop.clock().nanos())) {
            publisher.device(id);
        }
    }

    /**
     * Has the device's topics cleared, and forgets it.
     *
     * @return whether it was known
     */
    boolean remove(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device == null) {
            return false;
        }
        device.state = null;
        planned.set(id, Optional.empty());
        publisher.device(id);
        return true;
    }

    /** All that is known. */
    List<DeviceState> states() {
        List<DeviceState> states = new ArrayList<>();
        for (DeviceTopics device : devices.values()) {
            if (device.state != null) {
                states.add(device.state);
            }
        }
        return states;
    }

    /** The devices of which something stands at the broker, or is to. */
    Set<DeviceId> ids() {
        return devices.keySet();
    }

    /** The broker may have lost everything: all will be published when its turn comes. */
    void forgetPublished() {
        devices.values().forEach(DeviceTopics::publishAgain);
    }

    /** Publishes the whole state of a device once more. */
    void publishAgain(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device != null && publisher.isReady()) {
            device.publishAgain();
            publisher.device(id);
            publisher.pump();
        }
    }

    /** From now on all devices are told to be offline, since nobody will hear them any more. */
    void end() {
        isOver = true;
        devices.keySet().forEach(publisher::device);
    }

    /** Those that find nobody connected are published with the next connection. */
    private void changeByTime(List<DeviceId> due) {
        if (publisher.isReady()) {
            due.forEach(publisher::device);
            publisher.pump();
        }
    }

    /** A device's turn has come: sends what differs from what stands at the broker. */
    void publish(DeviceId id) {
        DeviceTopics device = devices.get(id);
        if (device == null) {
            return;
        }
        if (device.state == null) {
            // Also what was published before a restart, and not since.
            StateTopics.ALL.forEach(name -> clear(id, name, true));
            devices.remove(id);
            return;
        }
        long nanos = loop.clock().nanos();
        DeviceState now = device.held(device.state, nanos);
        if (isOver) {
            now = now.withOnline(false);
        }
        LiveView view = device.view(now, loop.clock().instant());
        planned.set(id, view.nextChange());
        SequencedMap<String, String> values = StateTopics.values(view);
        List<String> gone =
                device.names().stream().filter(name -> !values.containsKey(name)).toList();
        gone.forEach(name -> clear(id, name, false));
        boolean differs = !gone.isEmpty();
        for (Map.Entry<String, String> value : values.entrySet()) {
            String name = value.getKey();
            // The whole comes last, and differs where a part does.
            if (name.equals(StateTopics.STATE) ? differs : !device.stands(name, value.getValue())) {
                send(id, name, value.getValue(), false);
                differs = true;
            }
        }
        device.show(now, values, nanos);
    }

    private void clear(DeviceId id, String name, boolean again) {
        send(id, name, "", again);
    }

    private void send(DeviceId id, String name, String payload, boolean again) {
        publisher.send(Outgoing.retained(settings.deviceTopic(id, name), payload), again);
    }
}
