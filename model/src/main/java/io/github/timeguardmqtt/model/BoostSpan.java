package io.github.timeguardmqtt.model;

import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From when to when a boost runs. The wire tells only a minute of the week in the device's local
 * time; the boost ends one or two hours of real time later, which may be past the end of the week
 * or a change of summer time. Source: docs/reference/protocol.md, "Boost".
 *
 * @param end not included
 */
public record BoostSpan(BoostType type, Instant start, Instant end) {

    /**
     * A boost of this type that starts at {@code start}.
     *
     * @return nothing for a type without a known length
     */
    public static Optional<BoostSpan> starting(BoostType type, Instant start) {
        return length(type).map(length -> new BoostSpan(type, start, start.plus(length)));
    }

    /**
     * The boost that a device tells at about {@code now}: the latest that runs then, or where none
     * does the one whose start is nearest. Where an hour is doubled and both readings run, the
     * later one is taken.
     *
     * @return nothing for a boost that is off, of an unknown length or at no minute of a week
     */
    public static Optional<BoostSpan> told(Boost boost, Instant now, ZoneId zone) {
        if (!WeekMinute.exists(boost.start())) {
            return Optional.empty();
        }
        List<BoostSpan> readings =
                new WeekMinute(boost.start())
                        .around(now, zone)
                        .flatMap(start -> starting(boost.type(), start).stream())
                        .toList();
        return readings.stream()
                .filter(reading -> reading.runsAt(now))
                .max(Comparator.comparing(BoostSpan::start))
                .or(() ->
                        readings.stream()
                                .min(
                                        Comparator.comparing(reading ->
                                                Duration.between(now, reading.start()).abs())));
    }

    /** Whether it runs then. */
    public boolean runsAt(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /** As a device tells the boost that it started. */
    public Boost toldStart(ZoneId zone) {
        return new Boost(type, WeekMinute.at(start, zone).value());
    }

    /** As a device tells when it expects the boost to end. */
    public Boost toldEnd(ZoneId zone) {
        return new Boost(type, WeekMinute.at(end, zone).value());
    }

    private static Optional<Duration> length(BoostType type) {
        if (type.equals(BoostType.ONE_HOUR)) {
            return Optional.of(Duration.ofHours(1));
        }
        return type.equals(BoostType.TWO_HOURS)
                ? Optional.of(Duration.ofHours(2))
                : Optional.empty();
    }
}
