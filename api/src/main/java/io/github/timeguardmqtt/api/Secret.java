package io.github.timeguardmqtt.api;

/** What must not be seen: a password. */
public record Secret(String reveal) {

    /** Stars, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "***";
    }
}
