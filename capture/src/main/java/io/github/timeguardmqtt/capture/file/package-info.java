/** Recordings of any kind, opened by what stands in them. */
@NullMarked
package io.github.timeguardmqtt.capture.file;

import org.jspecify.annotations.NullMarked;
