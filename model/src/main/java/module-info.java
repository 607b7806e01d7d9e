/** How a time switch behaves, as far as several programs need to know it. Pure. */
module io.github.timeguardmqtt.model {
    requires transitive io.github.timeguardmqtt.protocol;

    exports io.github.timeguardmqtt.model;
}
