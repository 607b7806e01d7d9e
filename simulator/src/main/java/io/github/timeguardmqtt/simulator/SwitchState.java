package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * All there is to know of a virtual switch at one instant.
 *
 * @param status as it would report it now
 * @param clock what its own clock shows; nothing before the first answer to a report
 * @param nextChange when its relay changes next by that clock, were all left as it is
 */
public record SwitchState(
        DeviceId device,
        CodeVersion codeVersion,
        Status status,
        SwitchSettings settings,
        Optional<Instant> clock,
        Optional<Instant> nextChange) {}
