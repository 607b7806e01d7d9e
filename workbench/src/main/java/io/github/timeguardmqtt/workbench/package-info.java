/** Recorded traffic, studied: what its parts have in common. */
@NullMarked
package io.github.timeguardmqtt.workbench;

import org.jspecify.annotations.NullMarked;
