/** Recordings in which nobody can be recognised. */
@NullMarked
package io.github.timeguardmqtt.capture.mask;

import org.jspecify.annotations.NullMarked;
