/** The command {@code timeguard}: one class a subcommand. */
@NullMarked
package io.github.timeguardmqtt.app;

import org.jspecify.annotations.NullMarked;
