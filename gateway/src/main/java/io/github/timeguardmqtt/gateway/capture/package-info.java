/** The traffic of a running gateway, written down. */
@NullMarked
package io.github.timeguardmqtt.gateway.capture;

import org.jspecify.annotations.NullMarked;
