/**
 * How a command talks to a running gateway, over its socket or over MQTT; what it asks of the
 * gateway as a whole.
 */
@NullMarked
package io.github.timeguardmqtt.app.link;

import org.jspecify.annotations.NullMarked;
