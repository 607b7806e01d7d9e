package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.Optional;

/**
 * A message for the broker, in quality of service 1.
 *
 * @param correlation for whoever asked by MQTT 5; nothing for everybody else
 * @param transaction of the command whose result this is; nothing where it is none, or where
 *     another message tells it too
 */
record Outgoing(
        String topic,
        String payload,
        boolean retained,
        Optional<Bytes> correlation,
        Optional<String> transaction) {

    static Outgoing retained(String topic, String payload) {
        return new Outgoing(topic, payload, true, Optional.empty(), Optional.empty());
    }

    static Outgoing answer(ReplyTo to, String payload) {
        return new Outgoing(
                to.topic(), payload, false, Optional.of(to.correlation()), Optional.empty());
    }

    /** Whether somebody waits for it, so that it is sent again when a connection ended first. */
    boolean isAwaited() {
        return correlation.isPresent() || transaction.isPresent();
    }

    static Outgoing passing(String topic, String payload) {
        return new Outgoing(topic, payload, false, Optional.empty(), Optional.empty());
    }
}
