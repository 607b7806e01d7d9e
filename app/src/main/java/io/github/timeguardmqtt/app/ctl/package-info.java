/**
 * What a command asks of one switch of a running gateway, and of the files that hold its settings.
 */
@NullMarked
package io.github.timeguardmqtt.app.ctl;

import org.jspecify.annotations.NullMarked;
