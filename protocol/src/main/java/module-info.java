/** The device protocol of Timeguard Wi-Fi time switches: bytes to frames to messages, and back. */
module io.github.timeguardmqtt.protocol {
    exports io.github.timeguardmqtt.protocol;
}
