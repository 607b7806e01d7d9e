package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.Optional;

/**
 * A message from the broker.
 *
 * @param retained whether the broker had kept it, and it was not published just now
 */
record Incoming(String topic, Bytes payload, boolean retained, Optional<ReplyTo> replyTo) {}
