package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.Schedule;
import java.util.List;
import java.util.Optional;

public record ScheduleSetting(Optional<String> name, Optional<List<String>> periods) {
    public static ScheduleSetting of(Schedule told) {
        return new ScheduleSetting(Optional.empty(), Optional.empty());
    }

    public boolean isIn(Schedule told) {
        return false;
    }

    public Schedule applyTo(Schedule told) {
        return told;
    }

    public boolean changesOnlyName(Schedule told) {
        return false;
    }
}
