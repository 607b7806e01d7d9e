package io.github.timeguardmqtt.capture;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody noted while the traffic was recorded: {@code pressed boost on the device}.
 *
 * @param at when; nothing where the recording does not say
 */
public record Mark(String where, Optional<Instant> at, String text) implements Captured {}
