/** The programs that run until they are stopped: the gateway, virtual switches, the demo. */
@NullMarked
package io.github.timeguardmqtt.app.run;

import org.jspecify.annotations.NullMarked;
