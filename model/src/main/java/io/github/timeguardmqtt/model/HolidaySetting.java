package io.github.timeguardmqtt.model;

import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A holiday as users see it: wall-clock times of the device's zone, to the second.
 *
 * @param active whether it is switched on
 * @param start nothing where none is set
 * @param end nothing where none is set
 */
public record HolidaySetting(
        boolean active, Optional<LocalDateTime> start, Optional<LocalDateTime> end) {}
