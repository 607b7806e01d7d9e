/** What several rooms need of the file system. */
@NullMarked
package io.github.timeguardmqtt.files;

import org.jspecify.annotations.NullMarked;
