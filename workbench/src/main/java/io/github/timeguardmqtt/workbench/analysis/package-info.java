/** What recorded traffic gives away: its figures, and guesses about what nobody has explained. */
@NullMarked
package io.github.timeguardmqtt.workbench.analysis;

import org.jspecify.annotations.NullMarked;
