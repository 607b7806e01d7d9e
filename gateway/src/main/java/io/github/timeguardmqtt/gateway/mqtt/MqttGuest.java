package io.github.timeguardmqtt.gateway.mqtt;

import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.List;

/**
 * Somebody else who speaks through the gateway's connection to the broker. Everything here is
 * called on the bridge's thread and must not block.
 */
public interface MqttGuest {

    /** What a guest may use, on the bridge's thread only. */
    interface Host {

        /**
         * Publishes in quality of service 1. While the broker is away or slow, only the newest
         * retained payload of a topic is kept, and messages that are not retained may be dropped.
         */
        void publish(String topic, String payload, boolean retained);

        /** Until the connection ends; does nothing without one. */
        void subscribe(List<String> filters);

        /** Does nothing without a connection. */
        void unsubscribe(List<String> filters);

        /** Publishes the whole state of all devices once more. */
        void publishStatesAgain();

        /** Runs {@code task} on the bridge's thread once {@code delay} has passed. */
        void after(Duration delay, Runnable task);
    }

    /** What to subscribe to at every connect. */
    List<String> subscriptions();

    /** A connection is there: whatever a broker may have lost is to be published now. */
    void connected(Host host);

    /** A message on any topic; most are not meant for the guest. */
    void message(String topic, Bytes payload, boolean retained);

    /** Something may be new about a device; also called without a connection. */
    void changed(DeviceState state);

    /** A device is forgotten; also called without a connection. */
    void removed(DeviceId device);
}
