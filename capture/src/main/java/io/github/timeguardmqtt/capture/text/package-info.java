/** Frames and recordings as people read them: logs, dumps of hex, fields. */
@NullMarked
package io.github.timeguardmqtt.capture.text;

import org.jspecify.annotations.NullMarked;
