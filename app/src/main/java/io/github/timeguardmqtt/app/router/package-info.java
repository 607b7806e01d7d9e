/** Prints the rules that turn the traffic of a switch to the gateway. */
@NullMarked
package io.github.timeguardmqtt.app.router;

import org.jspecify.annotations.NullMarked;
