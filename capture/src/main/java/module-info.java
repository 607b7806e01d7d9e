/** Recorded traffic: files and texts of it, read, written and masked. */
module io.github.timeguardmqtt.capture {
    requires transitive io.github.timeguardmqtt.protocol;
    requires static org.jspecify;

    exports io.github.timeguardmqtt.capture;
    exports io.github.timeguardmqtt.capture.file;
    exports io.github.timeguardmqtt.capture.mask;
    exports io.github.timeguardmqtt.capture.pcap;
    exports io.github.timeguardmqtt.capture.text;
}
