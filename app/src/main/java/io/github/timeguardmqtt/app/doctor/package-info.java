/** Finds out what is wrong with a set-up, and says what to do. */
@NullMarked
package io.github.timeguardmqtt.app.doctor;

import org.jspecify.annotations.NullMarked;
