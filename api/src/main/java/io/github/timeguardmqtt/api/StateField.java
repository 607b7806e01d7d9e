package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.model.HolidaySetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is told of a device, by name: each a topic of its own at an MQTT broker, and all together
 * one object of JSON. Who wants to tell more of a device adds a row here.
 *
 * <p>What is not known has no value, rather than one that lies: a relay that is neither on nor off,
 * or the end of a boost whose length nobody knows.
 */
public final class StateField {

    public static final String ONLINE = "online";
    public static final String OFFLINE = "offline";

    /** For a time that does not come. */
    public static final String NONE = "none";

    private static final String ON_OFF = "`ON`, `OFF`";
    private static final String TIME = "`2026-07-06T06:30:00+01:00`, `none`";

    public static final StateField LWT =
            new StateField(
                    "lwt",
                    "`online`, `offline`",
                    "offline after `--device-online-timeout` seconds without a word",
                    view -> Optional.of(view.state().online() ? ONLINE : OFFLINE));

    public static final StateField UPTIME =
            ofStatus("uptime", "`19804`", "seconds since the device started", Status::uptime);

    public static final StateField SWITCH_STATE =
            new StateField("switch_state", ON_OFF, "the relay", StateField::relay);

    public static final StateField LOAD_DETECTED =
            ofStatus(
                    "load_detected",
                    ON_OFF,
                    "the device detects a load",
                    status -> Vocabulary.of(status.loadDetected()));

    public static final StateField LOAD_WAS_DETECTED_PREVIOUSLY =
            ofStatus(
                    "load_was_detected_previously",
                    ON_OFF,
                    "it did earlier",
                    status -> Vocabulary.of(status.loadDetectedBefore()));

    public static final StateField ADVANCE_MODE =
            ofStatus(
                    "advance_mode",
                    ON_OFF,
                    "whether an advance is active",
                    status -> Vocabulary.of(status.advance()));

    public static final StateField BOOST =
            ofStatus(
                    "boost",
                    quoted(Vocabulary.BOOSTS),
                    "the boost that runs",
                    status -> Vocabulary.of(status.boost().type()));

    public static final StateField BOOST_DURATION_LEFT =
            new StateField(
                    "boost_duration_left",
                    "`1:59`, `00:00`",
                    "hours and minutes, rounded up; `00:00` without a boost. Changes once a minute while one runs",
                    view -> view.boostLeft().map(StateField::hoursAndMinutes));

    public static final StateField BOOST_ENDS =
            new StateField(
                    "boost_ends",
                    "`2026-07-05T11:00:00+01:00`, `none`",
                    "when the boost that runs ends",
                    view -> view.boostLeft().map(_ -> time(view.boostEnds(), view)));

    public static final StateField WORK_MODE =
            ofStatus(
                    "work_mode",
                    quoted(Vocabulary.WORK_MODES),
                    "the work mode",
                    status -> Vocabulary.of(status.workMode()));

    public static final StateField POWER =
            new StateField(
                    "power",
                    ON_OFF,
                    "the relay, as a plain switch; see [commands](#commands)",
                    StateField::relay);

    public static final StateField NEXT_CHANGE =
            ofOutlook(
                    "next_change",
                    "when the relay changes next, by its [plan](#what-comes-next)",
                    LiveView.Outlook::change);

    public static final StateField NEXT_ON =
            ofOutlook("next_on", "when it goes on next", LiveView.Outlook::on);

    public static final StateField NEXT_OFF =
            ofOutlook("next_off", "when it goes off next", LiveView.Outlook::off);

    public static final StateField CODE_VERSION =
            new StateField(
                    "code_version",
                    "`4190117051001`",
                    "as the device tells it",
                    LiveView::codeVersion);

    public static final StateField ACTIVE_SCHEDULE_ID =
            new StateField(
                    "active_schedule_id",
                    "`0` to `5`",
                    "which schedule is the active one",
                    view ->
                            view.state().programme().activeSchedule().stream()
                                    .mapToObj(Long::valueOf)
                                    .findFirst());

    public static final StateField ACTIVE_SCHEDULE =
            new StateField(
                    "active_schedule",
                    "`#2: Weekdays`",
                    "the number is the id and one; a schedule without a name, or whose name is not known yet, is `#2: Schedule 2`",
                    LiveView::activeSchedule);

    /** The six schedules, by id. */
    public static final List<StateField> SCHEDULES =
            IntStream.range(0, Schedule.COUNT).mapToObj(StateField::schedule).toList();

    public static final StateField HOLIDAY =
            new StateField(
                    "holiday",
                    "JSON",
                    "[whether it is on, from when and until when](schedules.md#the-holiday)",
                    LiveView::holiday);

    public static final StateField ENERGY =
            new StateField(
                    "energy",
                    "`12.345`",
                    "kWh, counted from relay, load and [`--load-watts`](settings.md); only where that is set, or was",
                    view -> boxed(view.wattHours()).map(wattHours -> wattHours / 1000.0));

    public static final StateField CLOCK_OFFSET =
            new StateField(
                    "clock_offset",
                    "`423`",
                    "seconds by which the device's clock is ahead of the gateway's, to half a minute or so; negative: behind; `0` while nothing speaks against it",
                    view -> boxed(view.clockOffset()));

    public static final StateField CLOCK_PROBLEM =
            new StateField(
                    "clock_problem",
                    ON_OFF,
                    "the clocks are more than two minutes apart for certain",
                    view -> view.hasClockProblem().map(Vocabulary::of));

    /** All of them, in the order in which they are told. */
    public static final List<StateField> ALL =
            Stream.of(
                            List.of(
                                    LWT,
                                    UPTIME,
                                    SWITCH_STATE,
                                    LOAD_DETECTED,
                                    LOAD_WAS_DETECTED_PREVIOUSLY,
                                    ADVANCE_MODE,
                                    BOOST,
                                    BOOST_DURATION_LEFT,
                                    BOOST_ENDS,
                                    WORK_MODE,
                                    POWER,
                                    NEXT_CHANGE,
                                    NEXT_ON,
                                    NEXT_OFF,
                                    CODE_VERSION,
                                    ACTIVE_SCHEDULE_ID,
                                    ACTIVE_SCHEDULE),
                            SCHEDULES,
                            List.of(HOLIDAY, ENERGY, CLOCK_OFFSET, CLOCK_PROBLEM))
                    .flatMap(List::stream)
                    .toList();

    private final String name;
    private final String values;
    private final String meaning;
    private final Function<LiveView, Optional<?>> value;

    private StateField(
            String name, String values, String meaning, Function<LiveView, Optional<?>> value) {
        this.name = name;
        this.values = values;
        this.meaning = meaning;
        this.value = value;
    }

    /** What it is called: {@code work_mode}. */
    public String name() {
        return name;
    }

    /** What it can be, for docs/reference/topics.md. */
    public String values() {
        return values;
    }

    /** What it says, for docs/reference/topics.md. */
    public String meaning() {
        return meaning;
    }

    /**
     * What it is: a text, a {@link Long} or {@link Double}, a {@link ScheduleSetting} or a {@link
     * HolidaySetting}. Nothing where it is not known.
     */
    Optional<?> value(LiveView view) {
        return value.apply(view);
    }

    @Override
    public String toString() {
        return name;
    }

    private static StateField ofStatus(
            String name, String values, String meaning, Function<Status, ?> value) {
        return new StateField(name, values, meaning, view -> view.state().status().map(value));
    }

    private static StateField ofOutlook(
            String name, String meaning, Function<LiveView.Outlook, Optional<Instant>> value) {
        return new StateField(
                name,
                TIME,
                meaning,
                view -> view.outlook().map(outlook -> time(value.apply(outlook), view)));
    }

    private static StateField schedule(int id) {
        return new StateField(
                CommandText.SCHEDULES + (id + 1),
                "JSON",
                "[name and periods](schedules.md#json), and the periods as `text` on one line",
                view -> view.schedule(id));
    }

    private static Optional<String> relay(LiveView view) {
        return view.relay().map(Vocabulary::of);
    }

    private static String time(Optional<Instant> instant, LiveView view) {
        return instant.map(at -> at.atZone(view.state().rules().zone()))
                .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
                .orElse(NONE);
    }

    private static String hoursAndMinutes(Duration left) {
        return left.isZero() ? "00:00" : "%d:%02d".formatted(left.toHours(), left.toMinutesPart());
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static String quoted(List<String> words) {
        return Stream.concat(words.stream(), Stream.of(Vocabulary.UNKNOWN))
                .map(word -> "`" + word + "`")
                .reduce((all, word) -> all + ", " + word)
                .orElseThrow();
    }
}
