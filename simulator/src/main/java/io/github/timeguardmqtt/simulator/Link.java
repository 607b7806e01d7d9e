package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;

/** A switch's own way to the server. Belongs to the loop's thread. */
interface Link {

    /** The switch at its end. */
    interface Owner {
        /** The server can be talked to; again after each interruption. */
        void opened();

        void received(Frame frame);

        /** A datagram was refused, a connection failed or broke; the link goes on by itself. */
        void failed();
    }

    void open(Owner owner);

    /** Sends the frame, or drops it where the server cannot be reached now. */
    void send(Bytes frame);

    void close();
}
