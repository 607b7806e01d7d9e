package io.github.timeguardmqtt.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * The load behind a relay: a heater that warms up evenly while it draws current, cools evenly while
 * it does not, and whose thermostat opens when it is warm and closes again when it has cooled a
 * little. Time comes in; nothing happens in between.
 */
final class Heater {

    private static final double WARM = 1;
    private static final double COOLED = 0.9;

    private final double heatPerSecond;
    private final double coolPerSecond;
    private double warmth;
    private boolean thermostatClosed = true;
    private Instant seen;

    /**
     * A cold one.
     *
     * @param warmUp from cold to warm
     * @param coolDown from warm to cold
     */
    Heater(Duration warmUp, Duration coolDown, Instant now) {
        heatPerSecond = WARM / warmUp.toSeconds();
        coolPerSecond = WARM / coolDown.toSeconds();
        seen = now;
    }

    /** Lets the time up to {@code now} pass with the relay in this state. */
    void pass(Instant now, boolean relayOn) {
        double left = Duration.between(seen, now).toNanos() / 1e9;
        seen = now;
        while (left > 0) {
            boolean draws = drawsCurrent(relayOn);
            double limit = thermostatClosed ? WARM : COOLED;
            double toLimit =
                    thermostatClosed
                            ? (draws ? (limit - warmth) / heatPerSecond : Double.MAX_VALUE)
                            : (warmth - limit) / coolPerSecond;
            double step = Math.min(left, toLimit);
            warmth += step * (draws ? heatPerSecond : -coolPerSecond);
            warmth = Math.max(0, warmth);
            if (step == toLimit) {
                warmth = limit;
                thermostatClosed = !thermostatClosed;
            }
            left -= step;
        }
    }

    boolean drawsCurrent(boolean relayOn) {
        return relayOn && thermostatClosed;
    }
}
