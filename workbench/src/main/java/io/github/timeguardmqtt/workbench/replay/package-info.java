/**
 * One side of a recording, played again: what it says and when, and what should come back. Pure,
 * but for {@link Replay}, which has the sockets.
 */
@NullMarked
package io.github.timeguardmqtt.workbench.replay;

import org.jspecify.annotations.NullMarked;
