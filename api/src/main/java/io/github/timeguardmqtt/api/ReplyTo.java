package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.protocol.Bytes;

/**
 * Where somebody wants an answer of his own: MQTT 5's request and response.
 *
 * @param topic to publish it on
 * @param correlation what to send with it; empty for nothing
 */
public record ReplyTo(String topic, Bytes correlation) {}
