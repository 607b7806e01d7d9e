package io.github.timeguardmqtt.capture;

/** What recorded traffic consists of, in its order. */
public sealed interface Captured permits Packet, Mark, Unreadable {

    /** Where it stands, as a message says it: {@code day.pcapng: packet 12}. */
    String where();
}
