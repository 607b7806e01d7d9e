/** Frames from files and live, to text and to JSON, and back. */
@NullMarked
package io.github.timeguardmqtt.app.frames;

import org.jspecify.annotations.NullMarked;
