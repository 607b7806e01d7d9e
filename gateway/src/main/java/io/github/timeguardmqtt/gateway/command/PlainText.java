package io.github.timeguardmqtt.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.Bytes;

/** Text that came from outside, made fit for one line of a log, a topic or a page. */
public final class PlainText {

    private PlainText() {}

    /** The first characters of some bytes, with blanks for what cannot be seen. */
    public static String of(Bytes bytes, int most) {
        Bytes head = bytes.slice(0, Math.min(bytes.size(), most));
        return new String(head.toArray(), UTF_8).replaceAll("\\p{C}", " ").strip();
    }
}
