package io.github.timeguardmqtt.protocol;

import java.util.List;

/**
 * A number on the wire of which only some values have a known meaning. The others are carried as
 * they are.
 */
public sealed interface Coded permits RelayState, WorkMode, Toggle, BoostType {

    /** The number on the wire. */
    int value();

    /** The meanings, by value from 0 on; an empty string where a value has none. */
    List<String> labels();

    /** Whether somebody has explained this value. */
    default boolean isKnown() {
        return value() < labels().size() && !labels().get(value()).isEmpty();
    }

    /** The value's name, or the number where it has none. */
    default String label() {
        return isKnown() ? labels().get(value()) : Integer.toString(value());
    }
}
