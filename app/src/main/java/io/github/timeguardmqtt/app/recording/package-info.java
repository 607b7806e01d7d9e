/**
 * What is done with recorded traffic: written anew, shared, analysed, compared, replayed, shown
 * live in Wireshark.
 */
@NullMarked
package io.github.timeguardmqtt.app.recording;

import org.jspecify.annotations.NullMarked;
