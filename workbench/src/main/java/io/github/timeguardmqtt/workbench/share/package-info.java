/** Recordings written anew, for others: masked, with what goes with them. */
@NullMarked
package io.github.timeguardmqtt.workbench.share;

import org.jspecify.annotations.NullMarked;
