/** Files that only their owner may read. */
module io.github.timeguardmqtt.files {
    requires static org.jspecify;

    exports io.github.timeguardmqtt.files;
}
