package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.List;

/**
 * Somebody else who speaks through the gateway's connection to the broker. Everything here is
 * called on the bridge's thread and must not block.
 */
public interface MqttExtension {

    /** What a guest may use, on the bridge's thread only. */
    interface Host {

        /**
         * Publishes in quality of service 1. While the broker is away or slow, only the newest
         * retained payload of a topic is kept, and messages that are not retained may be dropped.
         */
        void publish(String topic, String payload, boolean retained);

        /** Until the connection ends; does nothing without one. */
        void subscribe(List<String> filters);

        /** Publishes the whole state of a device once more. */
        void publishStatesAgain(DeviceId device);

        /** Runs {@code task} on the bridge's thread once {@code delay} has passed. */
        void after(Duration delay, Runnable task);
    }

    /**
     * A connection is there, perhaps to a broker that has lost all: what is to be heard on it is to
     * be subscribed to now.
     */
    void connected();

    /** A user wants everything to be announced once more. */
    void announceAgain();

    /** A message on any topic; most are not meant for the guest. */
    void message(String topic, Bytes payload, boolean retained);

    /** Something may be new about a device; also called without a connection. */
    void changed(DeviceState state);

    /** A device is forgotten; also called without a connection. */
    void removed(DeviceId device);
}
