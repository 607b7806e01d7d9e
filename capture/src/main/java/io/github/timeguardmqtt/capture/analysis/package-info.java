/** What recorded traffic gives away: its figures, and guesses about what nobody has explained. */
@NullMarked
package io.github.timeguardmqtt.capture.analysis;

import org.jspecify.annotations.NullMarked;
