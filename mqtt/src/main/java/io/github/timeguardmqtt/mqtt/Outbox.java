package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * What waits to be published, in order, and never more than this: each device once, whose newest
 * state is looked up when its turn comes; each retained topic once, with its newest payload; and a
 * bounded number of messages that pass, such as results and events. Belongs to one thread.
 */
final class Outbox {

    /** What has its turn. */
    sealed interface Turn {

        /** Whatever is new about this device. */
        record OfDevice(DeviceId device) implements Turn {}

        record OfMessage(Outgoing message) implements Turn {}
    }

    private record Numbered(long number, Outgoing message) {}

    private final int mostPassing;
    private long numbers;

    /** With the number that says whose turn is first. */
    private final SequencedMap<DeviceId, Long> devices = new LinkedHashMap<>();

    private final SequencedMap<String, Numbered> retained = new LinkedHashMap<>();
    private final ArrayDeque<Numbered> passing = new ArrayDeque<>();

    /**
     * @param mostPassing how many messages that are not retained may wait
     */
    Outbox(int mostPassing) {
        this.mostPassing = mostPassing;
    }

    /** A device that waits already keeps its place: a result behind it must not overtake it. */
    void device(DeviceId device) {
        devices.putIfAbsent(device, numbers++);
    }

    /** Puts a payload of one's own in the place of an older one, behind all that waits. */
    void retained(Outgoing message) {
        retained.remove(message.topic());
        retained.put(message.topic(), new Numbered(numbers++, message));
    }

    /** Adds what only those who listen now want to hear: nothing where too much waits. */
    void event(Outgoing message) {
        if (passing.size() < mostPassing) {
            passing.add(new Numbered(numbers++, message));
        }
    }

    /**
     * Adds what somebody waits for.
     *
     * @return the oldest of what passes, where it had to go for this
     */
    Optional<Outgoing> result(Outgoing message) {
        Numbered dropped = passing.size() >= mostPassing ? passing.poll() : null;
        passing.add(new Numbered(numbers++, message));
        return Optional.ofNullable(dropped).map(Numbered::message);
    }

    /** Forgets which devices have something new: all of them will be published. */
    void clearDevices() {
        devices.clear();
    }

    /**
     * Begins again on a new connection: first the retained topics of others, then these devices,
     * and behind them what passes.
     *
     * @param unacknowledged what had been sent when the connection before ended
     */
    void restart(Collection<DeviceId> all, Collection<Outgoing> unacknowledged) {
        List<Outgoing> topics = retained.values().stream().map(Numbered::message).toList();
        List<Outgoing> waiting = passing.stream().map(Numbered::message).toList();
        devices.clear();
        retained.clear();
        passing.clear();
        unacknowledged.stream().filter(Outgoing::retained).forEach(this::retained);
        topics.forEach(this::retained);
        all.forEach(this::device);
        Stream.concat(
                        unacknowledged.stream().filter(message -> !message.retained()),
                        waiting.stream())
                .forEach(message -> passing.add(new Numbered(numbers++, message)));
    }

    boolean isEmpty() {
        return devices.isEmpty() && retained.isEmpty() && passing.isEmpty();
    }

    /** How many messages that pass are waiting. */
    int passing() {
        return passing.size();
    }

    /** Takes out what waits longest. */
    Optional<Turn> poll() {
        var device = devices.firstEntry();
        var topic = retained.firstEntry();
        Numbered message = passing.peek();
        long ofDevice = device == null ? Long.MAX_VALUE : device.getValue();
        long ofTopic = topic == null ? Long.MAX_VALUE : topic.getValue().number();
        long ofMessage = message == null ? Long.MAX_VALUE : message.number();
        if (device != null && ofDevice < ofTopic && ofDevice < ofMessage) {
            devices.pollFirstEntry();
            return Optional.of(new Turn.OfDevice(device.getKey()));
        }
        if (topic != null && ofTopic < ofMessage) {
            retained.pollFirstEntry();
            return Optional.of(new Turn.OfMessage(topic.getValue().message()));
        }
        if (message != null) {
            passing.remove();
            return Optional.of(new Turn.OfMessage(message.message()));
        }
        return Optional.empty();
    }
}
