/** What outlives the process: one SQLite database in the data directory. */
@NullMarked
package io.github.timeguardmqtt.store.sqlite;

import org.jspecify.annotations.NullMarked;
