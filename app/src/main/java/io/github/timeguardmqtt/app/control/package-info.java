/** What programs on the same computer can ask a running gateway. */
@NullMarked
package io.github.timeguardmqtt.app.control;

import org.jspecify.annotations.NullMarked;
