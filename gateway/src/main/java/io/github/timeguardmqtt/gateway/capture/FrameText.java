package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.protocol.Datagram;

final class FrameText {
    private FrameText() {}

    static void print(Datagram datagram, StringBuilder to) {
        to.append(datagram.first()).append('\n');
    }
}
