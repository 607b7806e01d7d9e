/** Recorded traffic, studied: what it gives away, what differs, and what it says when replayed. */
module io.github.timeguardmqtt.workbench {
    requires transitive io.github.timeguardmqtt.capture;
    requires static org.jspecify;

    exports io.github.timeguardmqtt.workbench;
    exports io.github.timeguardmqtt.workbench.analysis;
    exports io.github.timeguardmqtt.workbench.diff;
    exports io.github.timeguardmqtt.workbench.replay;
    exports io.github.timeguardmqtt.workbench.share;
}
