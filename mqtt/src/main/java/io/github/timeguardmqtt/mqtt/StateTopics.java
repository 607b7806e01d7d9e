package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.HolidayJson;
import io.github.timeguardmqtt.api.Json;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.ScheduleJson;
import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.model.ClockOffset;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stands on a device's retained topics. Source: docs/mqtt.md, "States".
 *
 * <p>What is not known has no topic, rather than one that lies: a relay that is neither on nor off,
 * or the end of a boost whose length nobody knows. Whoever published such a topic before has to
 * clear it.
 */
public final class StateTopics {

    public static final String LWT = "lwt";
    public static final String UPTIME = "uptime";
    public static final String SWITCH_STATE = "switch_state";
    public static final String LOAD_DETECTED = "load_detected";
    public static final String LOAD_WAS_DETECTED_PREVIOUSLY = "load_was_detected_previously";
    public static final String ADVANCE_MODE = "advance_mode";
    public static final String BOOST = "boost";
    public static final String BOOST_DURATION_LEFT = "boost_duration_left";
    public static final String WORK_MODE = "work_mode";
    public static final String CODE_VERSION = "code_version";
    public static final String ACTIVE_SCHEDULE_ID = "active_schedule_id";
    public static final String ACTIVE_SCHEDULE = "active_schedule";
    public static final String POWER = "power";
    public static final String BOOST_ENDS = "boost_ends";
    public static final String NEXT_CHANGE = "next_change";
    public static final String NEXT_ON = "next_on";
    public static final String NEXT_OFF = "next_off";
    public static final String HOLIDAY = "holiday";
    public static final String ENERGY = "energy";
    public static final String CLOCK_OFFSET = "clock_offset";
    public static final String CLOCK_PROBLEM = "clock_problem";
    public static final String EVENT = "event";
    public static final String STATE = "state";

    /** All that a device can have a payload on. */
    static final List<String> ALL =
            Stream.of(
                            Stream.of(
                                    LWT,
                                    UPTIME,
                                    SWITCH_STATE,
                                    LOAD_DETECTED,
                                    LOAD_WAS_DETECTED_PREVIOUSLY,
                                    ADVANCE_MODE,
                                    BOOST,
                                    BOOST_DURATION_LEFT,
                                    WORK_MODE,
                                    CODE_VERSION,
                                    ACTIVE_SCHEDULE_ID,
                                    ACTIVE_SCHEDULE,
                                    POWER,
                                    BOOST_ENDS,
                                    NEXT_CHANGE,
                                    NEXT_ON,
                                    NEXT_OFF),
                            IntStream.range(0, Schedule.COUNT).mapToObj(StateTopics::schedule),
                            Stream.of(HOLIDAY, ENERGY, CLOCK_OFFSET, CLOCK_PROBLEM, STATE))
                    .flatMap(names -> names)
                    .toList();

    public static final String ONLINE = "online";
    public static final String OFFLINE = "offline";

    /** For a time that does not come. */
    public static final String NONE = "none";

    private static final String NO_TIME_LEFT = "00:00";

    private static final long JOULES_PER_WATT_HOUR = 3600;

    private StateTopics() {}

    /** The topic of a schedule: {@code schedules/1} for that with the id 0. */
    public static String schedule(int id) {
        return CommandText.SCHEDULES + (id + 1);
    }

    /**
     * Everything that is known.
     *
     * @return the payload of each topic, by what stands behind {@code <root>/<id>/}
     */
    public static SequencedMap<String, String> values(DeviceState state, Instant now) {
        return values(state, now, NextChanges.of(state, now));
    }

    /**
     * The same for who knows already what the plan says.
     *
     * @param next nothing where the plan is not known
     */
    static SequencedMap<String, String> values(
            DeviceState state, Instant now, Optional<NextChanges> next) {
        SequencedMap<String, Object> known = known(state, now, next);
        SequencedMap<String, String> payloads = new LinkedHashMap<>();
        known.forEach((topic, value) -> payloads.put(topic, payload(value)));
        payloads.put(STATE, Json.line(known));
        return payloads;
    }

    /** The same as one object, that of {@link #STATE}. */
    static SequencedMap<String, Object> known(
            DeviceState state, Instant now, Optional<NextChanges> next) {
        SequencedMap<String, Object> known = new LinkedHashMap<>();
        known.put(LWT, state.online() ? ONLINE : OFFLINE);
        state.status().ifPresent(status -> status(state, status, now, known));
        next.ifPresent(changes -> next(state, changes, known));
        state.codeVersion()
                .map(StateTopics::codeVersion)
                .filter(version -> !version.isEmpty())
                .ifPresent(version -> known.put(CODE_VERSION, version));
        int active = state.programme().activeSchedule().orElse(-1);
        if (active >= 0 && active < Schedule.COUNT) {
            known.put(ACTIVE_SCHEDULE_ID, active);
            known.put(
                    ACTIVE_SCHEDULE, scheduleOption(active, state.programme().names().get(active)));
        }
        for (int id = 0; id < Schedule.COUNT; id++) {
            String topic = schedule(id);
            state.programme()
                    .schedules()
                    .get(id)
                    .ifPresent(told ->
                            known.put(topic, ScheduleJson.fields(ScheduleSetting.of(told))));
        }
        state.holiday().ifPresent(holiday -> known.put(HOLIDAY, HolidayJson.fields(holiday)));
        state.energyJoules().ifPresent(joules -> known.put(ENERGY, kilowattHours(joules)));
        state.clock().ifPresent(clock -> clock(clock, known));
        return known;
    }

    @SuppressWarnings("unchecked") // only objects for JSON are maps here
    private static String payload(Object value) {
        return value instanceof Map<?, ?> object
                ? Json.line((Map<String, ?>) object)
                : value.toString();
    }

    /** The six values that {@code active_schedule} can have now: {@code #1: Weekdays}. */
    public static List<String> scheduleOptions(DeviceState state) {
        return IntStream.range(0, Schedule.COUNT)
                .mapToObj(id -> scheduleOption(id, state.programme().names().get(id)))
                .toList();
    }

    /** A code version on one line, whatever its bytes are; empty where there is nothing to see. */
    public static String codeVersion(Text text) {
        return text.in(US_ASCII)
                .map(PlainText::of)
                .orElseGet(() -> PlainText.of(text.bytes(), text.bytes().size()));
    }

    private static void status(
            DeviceState state, Status status, Instant now, Map<String, Object> known) {
        known.put(UPTIME, status.uptime());
        Optional<String> relay = relay(status.relay());
        relay.ifPresent(on -> known.put(SWITCH_STATE, on));
        known.put(LOAD_DETECTED, Vocabulary.of(status.loadDetected()));
        known.put(LOAD_WAS_DETECTED_PREVIOUSLY, Vocabulary.of(status.loadDetectedBefore()));
        known.put(ADVANCE_MODE, Vocabulary.of(status.advance()));
        boost(state, status.boost(), now, known);
        known.put(WORK_MODE, Vocabulary.of(status.workMode()));
        relay.ifPresent(on -> known.put(POWER, on));
    }

    private static Optional<String> relay(RelayState relay) {
        return relay.isKnown()
                ? Optional.of(Vocabulary.of(relay.equals(RelayState.ON)))
                : Optional.empty();
    }

    private static void boost(
            DeviceState state, Boost boost, Instant now, Map<String, Object> known) {
        known.put(BOOST, Vocabulary.of(boost.type()));
        Optional<BoostSpan> span = state.boost().filter(told -> told.end().isAfter(now));
        if (span.isPresent()) {
            known.put(BOOST_DURATION_LEFT, left(span.get(), now));
            known.put(BOOST_ENDS, time(span.get().end(), state));
        } else if (boost.type().equals(BoostType.OFF) || state.boost().isPresent()) {
            known.put(BOOST_DURATION_LEFT, NO_TIME_LEFT);
            known.put(BOOST_ENDS, NONE);
        }
    }

    private static void next(DeviceState state, NextChanges next, Map<String, Object> known) {
        known.put(NEXT_CHANGE, time(next.change(), state));
        known.put(NEXT_ON, time(next.on(), state));
        known.put(NEXT_OFF, time(next.off(), state));
    }

    /** Down to whole watt hours. */
    private static double kilowattHours(long joules) {
        long wattHours = joules / JOULES_PER_WATT_HOUR;
        return wattHours / 1000.0;
    }

    private static void clock(ClockOffset clock, Map<String, Object> known) {
        clock.interval()
                .ifPresent(interval -> {
                    Duration middle = interval.lowest().plus(interval.highest()).dividedBy(2);
                    boolean isRight =
                            !interval.lowest().isPositive() && !interval.highest().isNegative();
                    known.put(CLOCK_OFFSET, isRight ? 0L : Math.round(middle.toMillis() / 1000.0));
                    known.put(CLOCK_PROBLEM, Vocabulary.of(clock.problem().isPresent()));
                });
    }

    private static String time(Optional<Instant> instant, DeviceState state) {
        return instant.map(at -> time(at, state)).orElse(NONE);
    }

    private static String time(Instant instant, DeviceState state) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(state.rules().zone()));
    }

    /** Whole minutes, rounded up: a boost that runs has time left. */
    private static String left(BoostSpan span, Instant now) {
        // A device whose clock is ahead tells a start that is yet to come.
        Instant from = now.isBefore(span.start()) ? span.start() : now;
        long minutes =
                Duration.between(from, span.end())
                        .plusMinutes(1)
                        .minusNanos(1)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toMinutes();
        return "%d:%02d".formatted(minutes / 60, minutes % 60);
    }

    private static String scheduleOption(int id, Optional<Text> told) {
        int number = id + 1;
        String name =
                told.map(text -> PlainText.of(text.bytes(), Schedule.NAME_SIZE))
                        .filter(text -> !text.isEmpty())
                        .orElse("Schedule " + number);
        return "#" + number + ": " + name;
    }
}
