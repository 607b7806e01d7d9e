/**
 * Captures of the kinds that packet sniffers write, pcap and pcapng, and the layers of network
 * below a datagram.
 */
@NullMarked
package io.github.timeguardmqtt.capture.pcap;

import org.jspecify.annotations.NullMarked;
