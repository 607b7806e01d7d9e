/** Options, the environment and the file of settings, and how their values are read. */
@NullMarked
package io.github.timeguardmqtt.app.settings;

import org.jspecify.annotations.NullMarked;
