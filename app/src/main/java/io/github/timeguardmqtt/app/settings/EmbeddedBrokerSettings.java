package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.Secret;
import java.util.Optional;

/**
 * The broker that the gateway brings along.
 *
 * @param host the address to listen on
 * @param port 1..65535
 * @param username whom to let in, with {@code password}: both or none, and both where {@code host}
 *     is not loopback
 */
public record EmbeddedBrokerSettings(
        String host, int port, Optional<String> username, Optional<Secret> password) {}
