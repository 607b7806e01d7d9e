/** Frames as people read and keep them: logs, texts, captures. */
@NullMarked
package io.github.timeguardmqtt.gateway.capture;

import org.jspecify.annotations.NullMarked;
