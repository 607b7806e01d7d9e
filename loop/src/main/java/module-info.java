/** One thread with one selector, its timers, and a clock that can be virtual. */
module io.github.timeguardmqtt.loop {
    requires org.slf4j;
    requires static org.jspecify;

    exports io.github.timeguardmqtt.loop;
}
