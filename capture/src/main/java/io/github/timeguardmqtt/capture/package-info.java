/** Recorded traffic, whatever kind of file or text it was recorded in. */
@NullMarked
package io.github.timeguardmqtt.capture;

import org.jspecify.annotations.NullMarked;
