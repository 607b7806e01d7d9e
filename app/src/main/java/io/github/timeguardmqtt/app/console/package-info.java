/** What every command shares: streams, exit codes, and how things are shown. */
@NullMarked
package io.github.timeguardmqtt.app.console;

import org.jspecify.annotations.NullMarked;
