/** The server between the switches and the cloud. */
module io.github.timeguardmqtt.gateway {
    requires transitive io.github.timeguardmqtt.protocol;
    requires static org.jspecify;

    exports io.github.timeguardmqtt.gateway.capture;
}
