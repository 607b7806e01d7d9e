/** The command {@code timeguard}: one class a subcommand. */
@NullMarked
package io.github.timeguardmqtt.cli;

import org.jspecify.annotations.NullMarked;
