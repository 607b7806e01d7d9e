/** Virtual time switches that speak the device protocol, and a stand-in for the vendor's server. */
module io.github.timeguardmqtt.simulator {
    requires org.slf4j;
    requires static org.jspecify;
    requires transitive io.github.timeguardmqtt.loop;
    requires transitive io.github.timeguardmqtt.model;

    exports io.github.timeguardmqtt.simulator;
}
