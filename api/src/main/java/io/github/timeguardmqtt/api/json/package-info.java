/**
 * JSON, by RFC 8259 to the letter: the one place that knows the library which reads and writes it.
 */
@NullMarked
package io.github.timeguardmqtt.api.json;

import org.jspecify.annotations.NullMarked;
