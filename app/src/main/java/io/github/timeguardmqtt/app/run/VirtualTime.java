package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.loop.MachineTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a clock that can be virtual. */
final class VirtualTime {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "What the virtual clock shows at the start, such as 2026-03-28T20:00Z.")
    private Optional<Instant> start = Optional.empty();

    @Option(
            names = "--speed",
            defaultValue = "1",
            paramLabel = "X",
            description = "How many times as fast as the real one it runs (default: 1).")
    private double speed;

    /** How long {@code real} time is on this clock. */
    Duration scaled(Duration real) {
        return Duration.ofMillis((long) (real.toMillis() * speed));
    }

    /** The machine's own clock, unless one of the options says otherwise. */
    LoopClock clock() {
        if (start.isEmpty() && speed == 1) {
            return LoopClock.real();
        }
        try {
            return LoopClock.virtual(start.orElseGet(MachineTime.clock()::instant), speed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--speed: " + e.getMessage());
        }
    }
}
