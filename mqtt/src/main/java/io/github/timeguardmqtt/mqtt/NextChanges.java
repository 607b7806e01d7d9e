package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * When a device's relay changes next by its plan, as seen at one instant.
 *
 * @param from that instant
 * @param change nothing where it never does
 * @param on nothing where it never goes on
 * @param off nothing where it never goes off
 */
record NextChanges(
        Instant from, Optional<Instant> change, Optional<Instant> on, Optional<Instant> off) {

    /** Nothing where the plan is not known. */
    static Optional<NextChanges> of(DeviceState state, Instant now) {
        return state.plan().map(plan -> of(plan, now));
    }

    private static NextChanges of(SwitchPlan plan, Instant now) {
        return new NextChanges(
                now,
                plan.nextChange(now).map(SwitchPlan.Change::at),
                plan.nextOn(now),
                plan.nextOff(now));
    }

    /** Whether it is the same at another instant, under the same plan. */
    boolean holdsAt(Instant now) {
        return !now.isBefore(from) && change.map(now::isBefore).orElse(true);
    }

    /** Whether two states have the same plan, told without making it. */
    static boolean havePlanAlike(DeviceState one, DeviceState other) {
        return one.boost().equals(other.boost())
                && one.advancedAt().equals(other.advancedAt())
                && one.programme().equals(other.programme())
                && one.rules().equals(other.rules())
                && one.status().map(Status::workMode).equals(other.status().map(Status::workMode));
    }
}
