/** What several rooms need of the file system. */
@NullMarked
package io.github.timeguardmqtt.gateway.files;

import org.jspecify.annotations.NullMarked;
