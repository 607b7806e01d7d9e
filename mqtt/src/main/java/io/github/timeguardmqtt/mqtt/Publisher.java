package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.CommandJson;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what waits in the {@link Outbox}, in order, with a bounded number of publications on
 * their way. What somebody waits for is sent again on the next connection where this one ends
 * first. Belongs to the loop's thread.
 */
final class Publisher {

    /** How many publications may be on their way without an acknowledgement. */
    private static final int MAX_IN_FLIGHT = 256;

    /** How many results, events and answers may wait for the broker. */
    private static final int MAX_RESULTS = 1_000;

    private final MqttSettings settings;
    private final LoopClock clock;
    private final MqttConnection connection;
    private final Consumer<DeviceId> publishDevice;
    private final Consumer<String> delivered;
    private final Outbox outbox = new Outbox(MAX_RESULTS);

    /** What is on its way, by a number of ours, where it has to be sent again when it got lost. */
    private final SequencedMap<Long, Outgoing> unacknowledged = new LinkedHashMap<>();

    private long sent;
    private int inFlight;
    private final Outage dropping = new Outage("Results of commands reach the MQTT broker again");
    private final Outage refusing = new Outage("The MQTT broker takes all publications again");
    private @Nullable Runnable whenAllIsTold;

    /**
     * @param publishDevice sends what is new about a device when its turn comes
     * @param delivered gets the transactions of results that need not be kept any more
     */
    Publisher(
            MqttSettings settings,
            LoopClock clock,
            MqttConnection connection,
            Consumer<DeviceId> publishDevice,
            Consumer<String> delivered) {
        this.settings = settings;
        this.clock = clock;
        this.connection = connection;
        this.publishDevice = publishDevice;
        this.delivered = delivered;
    }

    /** Whether there is a connection. Without one only the newest of all is kept. */
    boolean isReady() {
        return connection.isReady();
    }

    /**
     * A connection is there, perhaps to a broker that has lost all: what is known of these devices
     * waits from now on, and what was on its way before.
     */
    void restart(Collection<DeviceId> devices) {
        inFlight = 0;
        outbox.restart(devices, unacknowledged.values());
        unacknowledged.clear();
    }

    /** The connection has ended. */
    void disconnected() {
        inFlight = 0;
        outbox.clearDevices();
        tellEnd();
    }

    /** Has what is new about a device published, with the next {@link #pump}. */
    void device(DeviceId id) {
        outbox.device(id);
    }

    /** Has an event published, with the next {@link #pump}. */
    void event(Outgoing event) {
        outbox.event(event);
    }

    /** Publishes a payload that the broker is to keep, in the place of an older one. */
    void retained(String topic, String payload) {
        outbox.retained(Outgoing.retained(topic, payload));
        pump();
    }

    /** Publishes what nobody wants to hear later than on this connection. */
    void passing(Outgoing message) {
        // What the broker has kept can come, and be answered, before the subscription is confirmed.
        if (connection.isAccepted()) {
            outbox.event(message);
            pump();
        }
    }

    /** Tells how a command went: everybody, and whoever asked. */
    void result(CommandResult result) {
        String json = CommandJson.of(result).line();
        result.replyTo().ifPresent(to -> add(Outgoing.answer(to, json)));
        add(
                new Outgoing(
                        settings.deviceTopic(result.device(), "command"),
                        json,
                        false,
                        Optional.empty(),
                        Optional.of(result.transaction())));
        pump();
    }

    private void add(Outgoing result) {
        outbox.result(result)
                .ifPresent(dropped -> {
                    // Otherwise it would come again at each start, for ever.
                    dropped.transaction().ifPresent(delivered);
                    dropping.begin(
                            "More than %d results of commands wait for the MQTT broker: the oldest are dropped"
                                    .formatted(MAX_RESULTS),
                            clock.nanos());
                });
    }

    /** Publishes as much as may be on its way. */
    void pump() {
        while (isReady() && inFlight < MAX_IN_FLIGHT) {
            Optional<Outbox.Turn> turn = outbox.poll();
            if (turn.isEmpty()) {
                break;
            }
            switch (turn.get()) {
                case Outbox.Turn.OfDevice(DeviceId id) -> publishDevice.accept(id);
                case Outbox.Turn.OfMessage(Outgoing message) ->
                        send(message, message.retained() || message.isAwaited());
            }
        }
        if (outbox.passing() == 0) {
            dropping.end();
        }
        if (inFlight == 0 && outbox.isEmpty()) {
            tellEnd();
        }
    }

    /**
     * Publishes at once, ahead of all that waits.
     *
     * @param again whether to send it on the next connection when this one ends first
     */
    void send(Outgoing message, boolean again) {
        long number = sent++;
        inFlight++;
        if (again) {
            unacknowledged.put(number, message);
        }
        connection.publish(
                message,
                thrown -> {
                    inFlight--;
                    unacknowledged.remove(number);
                    if (thrown == null) {
                        refusing.end();
                    } else {
                        // Without the topic: a device's id is in it, which may have to be hidden.
                        refusing.begin(
                                "The MQTT broker refuses publications: " + thrown.getMessage(),
                                clock.nanos());
                    }
                    // What the broker refused it would refuse again.
                    message.transaction().ifPresent(delivered);
                    pump();
                });
    }

    /**
     * Publishes all that waits.
     *
     * @param done runs once nothing is on its way any more, or the connection has ended
     */
    void finish(Runnable done) {
        whenAllIsTold = done;
        if (isReady()) {
            pump();
        } else {
            done.run();
        }
    }

    private void tellEnd() {
        if (whenAllIsTold != null) {
            whenAllIsTold.run();
        }
    }
}
