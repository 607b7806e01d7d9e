/** Options, the environment and the file of settings, and how their values are read. */
@NullMarked
package io.github.timeguardmqtt.cli.settings;

import org.jspecify.annotations.NullMarked;
