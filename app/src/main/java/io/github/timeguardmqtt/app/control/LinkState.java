package io.github.timeguardmqtt.app.control;

/**
 * How a connection of the gateway is.
 *
 * @param name {@code cloud}, {@code mqtt}
 * @param state as users read it: {@code connected to 192.168.1.2:1883}
 */
public record LinkState(String name, String state) {}
