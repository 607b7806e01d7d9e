/** What outlives the process: one SQLite database in the data directory. */
@NullMarked
package io.github.timeguardmqtt.gateway.store;

import org.jspecify.annotations.NullMarked;
