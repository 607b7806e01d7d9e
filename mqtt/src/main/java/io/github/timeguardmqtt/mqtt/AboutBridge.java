package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.Mode;
import java.util.SequencedMap;

/**
 * What a bridge tells of itself.
 *
 * @param version of the program
 * @param mode of devices that have none of their own
 * @param settings as the user may see them, without secrets
 */
public record AboutBridge(String version, Mode mode, SequencedMap<String, ?> settings) {}
