/** What differs between two recordings, or between two frames. */
@NullMarked
package io.github.timeguardmqtt.workbench.diff;

import org.jspecify.annotations.NullMarked;
