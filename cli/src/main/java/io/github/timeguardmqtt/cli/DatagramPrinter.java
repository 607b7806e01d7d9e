package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.protocol.Datagram;

/** Writes what {@code decode} finds, in one form or another. */
interface DatagramPrinter {

    /**
     * A line with a datagram, valid or not.
     *
     * @param text what stands before the hex in its line
     */
    void datagram(String text, Datagram datagram);

    /**
     * A line that holds no datagram.
     *
     * @param text the line
     */
    void problem(String text, String reason, String detail);

    /** Everything so far can be seen. */
    void flush();
}
