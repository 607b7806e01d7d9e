package io.github.timeguardmqtt.api;

/**
 * How commands of users are read.
 *
 * @param rawAllowed whether frames written by hand are sent
 * @param powerOffIsAuto whether power off means automatic mode, and not always off
 */
public record CommandRules(boolean rawAllowed, boolean powerOffIsAuto) {}
