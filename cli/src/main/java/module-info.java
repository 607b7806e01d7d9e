/** The command {@code timeguard}. */
module io.github.timeguardmqtt.cli {
    requires info.picocli;
    requires io.avaje.json;
    requires io.github.timeguardmqtt.gateway;
    requires io.github.timeguardmqtt.protocol;
    requires static org.jspecify;

    opens io.github.timeguardmqtt.cli to
            info.picocli;
}
