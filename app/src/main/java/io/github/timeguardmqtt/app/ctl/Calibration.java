package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Schedule;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out how a device takes the times of a holiday: lets a schedule turn the relay on, sets
 * holidays that are now under one reading only, and watches for which of them the relay goes off.
 * Afterwards, however it ends, {@link #restore} brings back what was set.
 */
final class Calibration {

    /** Of the gateway's clock; what is set is restored after that. */
    static final Duration LONGEST = Duration.ofMinutes(20);

    /** A device that looks at its clock once a minute has looked then. */
    private static final Duration SETTLING = Duration.ofSeconds(70);

    private static final int REPORTS = 2;

    /** From looking at the device until somebody has agreed. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What the schedule needs: more than the longest time, and an hour of a wrong clock. */
    private static final Duration AROUND = Duration.ofMinutes(90);

    /** The clocks must not be changed while it goes on, nor while the schedule runs. */
    private static final Duration AROUND_CLOCK_CHANGE = Duration.ofHours(4);

    private static final int ATTEMPTS = 3;
    private static final String NAME = "Calibration";
    private static final String AUTO = "Auto";
    private static final String WENT_OFF = "the relay went off";

    private final CtlDevice device;
    private final Consumer<String> say;
    private final DeviceReport before;
    private final int spare;
    private final List<HolidayTrial> trials;
    private final TouchedSetting name;
    private final TouchedSetting periods;
    private final TouchedSetting active;
    private final TouchedSetting holiday;
    private final TouchedSetting mode;
    private DeviceReport last;

    private Calibration(CtlDevice device, DeviceReport before, Consumer<String> say) {
        this.device = device;
        this.before = before;
        this.say = say;
        last = before;
        spare = spare(before.settings());
        trials = HolidayTrial.all(before.now(), before.reading());
        String schedule = "schedules/" + spare;
        name =
                new TouchedSetting(
                        "the name of schedule " + spare,
                        schedule,
                        told -> JsonValue.of(spare(told).name().orElse("")),
                        value -> JsonValue.object().put("name", value).build(),
                        before);
        periods =
                new TouchedSetting(
                        "schedule " + spare,
                        schedule,
                        told -> JsonValue.of(spare(told).line().orElse("")),
                        value -> JsonValue.object().put("text", value).build(),
                        before);
        active =
                new TouchedSetting(
                        "the active schedule",
                        "active_schedule",
                        told -> JsonValue.of("#" + told.settings().activeSchedule().orElse(0)),
                        value -> value,
                        before);
        holiday =
                new TouchedSetting(
                        "the holiday", "holiday", DeviceReport::holiday, value -> value, before);
        mode =
                new TouchedSetting(
                        "the work mode",
                        "work_mode",
                        told -> JsonValue.of(told.settings().workMode().orElse("")),
                        value -> value,
                        before);
    }

    /**
     * Looks at a device, without touching it.
     *
     * @param say is told how it goes on, line by line
     * @throws NoAnswerException when it cannot be done with this one, or not now
     */
    static Calibration of(CtlDevice device, Consumer<String> say)
            throws NoAnswerException, InterruptedException {
        device.read();
        DeviceReport told = new DeviceReport(device.told()).checked();
        List<String> missing = told.settings().missing();
        if (!missing.isEmpty() || told.holiday().members().isEmpty() || told.uptime().isEmpty()) {
            throw new NoAnswerException(
                    "%s has not told %s yet"
                            .formatted(
                                    device.title(),
                                    missing.isEmpty()
                                            ? "enough of itself"
                                            : String.join(", ", missing)));
        }
        if (told.isBoosted() || told.isAdvanced()) {
            throw new NoAnswerException(
                    "%s is %s, which could not be restored: end that first, or wait for its end"
                            .formatted(device.title(), told.isBoosted() ? "boosted" : "advanced"));
        }
        checkCanBeRestored(device, told);
        OffsetDateTime now = told.now();
        ZoneOffsetTransition next =
                told.zone().getRules().nextTransition(now.minus(AROUND_CLOCK_CHANGE).toInstant());
        if (next != null && next.getInstant().isBefore(now.plus(AROUND_CLOCK_CHANGE).toInstant())) {
            throw new NoAnswerException(
                    "the clocks are changed at %s, which is too near: try again some hours after"
                            .formatted(next.getDateTimeBefore()));
        }
        return new Calibration(device, told, say);
    }

    /** A switch can hold periods that no command writes. */
    private static void checkCanBeRestored(CtlDevice device, DeviceReport told)
            throws NoAnswerException {
        int spare = spare(told.settings());
        String line =
                Optional.ofNullable(told.settings().schedules().get(spare))
                        .flatMap(Schedule::line)
                        .orElse("");
        try {
            ScheduleLine.parse(line);
        } catch (WrongSettingException e) {
            throw new NoAnswerException(
                    "schedule %d of %s is %s, which could not be restored (%s): set it to something else first"
                            .formatted(spare, device.title(), line, e.getMessage()));
        }
    }

    /** What was found when nothing had been touched. */
    DeviceReport before() {
        return before;
    }

    /** The last schedule that is not the active one: the least likely to be in use. */
    private static int spare(DeviceSettings settings) {
        return settings.activeSchedule().orElse(0) == DeviceSettings.SCHEDULES
                ? DeviceSettings.SCHEDULES - 1
                : DeviceSettings.SCHEDULES;
    }

    private Schedule spare(DeviceReport told) {
        return told.settings()
                .schedules()
                .getOrDefault(spare, new Schedule(Optional.empty(), Optional.empty()));
    }

    private List<TouchedSetting> all() {
        return List.of(mode, holiday, active, periods, name);
    }

    /** What will be done, for whoever has to agree to it. */
    List<String> announcement() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "This finds out how %s takes the two times of a holiday, by trying %d holidays and watching the relay."
                        .formatted(device.title(), trials.size()));
        lines.add(
                "The relay, and whatever load is on it, will be switched ON and OFF for about %d minutes, for %d at most."
                        .formatted(2 + trials.size() * 3 / 2, LONGEST.toMinutes()));
        lines.add("Changed for that time, and restored afterwards:");
        if (!mode.before().equals(AUTO)) {
            lines.add("  the work mode: %s -> Auto".formatted(mode.before()));
        }
        lines.add("  the active schedule: %s -> #%d".formatted(active.before(), spare));
        if (name.before().equals("")) {
            lines.add("  the name of schedule %d: none -> %s".formatted(spare, NAME));
        }
        lines.add("  schedule %d: %s -> %s".formatted(spare, periods.before(), line(before.now())));
        lines.add(
                "  the holiday: %s -> several around this time of day"
                        .formatted(
                                before.settings().holiday().map(Object::toString).orElse("none")));
        if (!HolidayTrial.tellsBase(before.now())) {
            lines.add(
                    "Wall clock and UTC are the same just now: only the order can be found out. "
                            + laterSentence());
        }
        if (before.hasClockProblem()) {
            lines.add(
                    "The clock of this switch seems to be wrong: what is found may be that, and not"
                            + " how it takes a holiday.");
        }
        return lines;
    }

    /** When the base can be found out. */
    String laterSentence() {
        ZoneOffsetTransition next =
                before.zone().getRules().nextTransition(before.now().toInstant());
        return next == null
                ? "In the zone %s they always are.".formatted(before.zone())
                : "What the times count can be found out in summer time, from %s on."
                        .formatted(next.getDateTimeBefore().toLocalDate());
    }

    /**
     * Tries.
     *
     * @throws NoAnswerException when it cannot be gone on with
     */
    CalibrationResult run() throws NoAnswerException, InterruptedException {
        checkIsAsBefore();
        OffsetDateTime now = before.now();
        if (name.before().equals("")) {
            set(name, JsonValue.of(NAME));
        }
        set(periods, JsonValue.of(line(now)));
        set(active, JsonValue.of("#" + spare));
        set(holiday, holiday(false, now));
        if (!mode.before().equals(AUTO)) {
            set(mode, JsonValue.of(AUTO));
        }
        say.accept("waiting for the relay to go on");
        if (!relayTurns(true)) {
            throw new NoAnswerException(
                    "the relay does not go on though schedule %d says so: nothing can be found out this way"
                            .formatted(spare));
        }
        List<HolidayTrial> hits = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            HolidayTrial trial = trials.get(i);
            String outcome = tried(trial);
            say.accept(
                    "[%d/%d] a holiday by %s: %s"
                            .formatted(i + 1, trials.size(), trial.label(), outcome));
            if (outcome.equals(WENT_OFF)) {
                hits.add(trial);
                set(holiday, holiday(false, last.now()));
                if (!relayTurns(true)) {
                    throw new NoAnswerException(
                            "the relay does not go on again after that holiday: something else has"
                                    + " switched it off");
                }
            }
        }
        return CalibrationResult.of(hits, HolidayTrial.tellsBase(now));
    }

    /**
     * Whoever was asked may have thought about it for long: what is restored in the end must not be
     * older than what somebody has set meanwhile.
     */
    private void checkIsAsBefore() throws NoAnswerException, InterruptedException {
        DeviceReport told = read();
        if (told.now().isAfter(before.now().plus(PATIENCE))) {
            throw new NoAnswerException(
                    "the question was answered after more than %d minutes: begin again"
                            .formatted(PATIENCE.toMinutes()));
        }
        check(told, 0, false);
    }

    private String tried(HolidayTrial trial) throws NoAnswerException, InterruptedException {
        HolidayTrial.Times times = trial.times(last.now());
        CtlResult result = holiday.change(device, holiday(true, times));
        if (!result.isConfirmed()) {
            if (result.isRejected()) {
                return result.sentence();
            }
            throw new NoAnswerException("the holiday: " + result.sentence());
        }
        return relayTurns(false) ? WENT_OFF : "the relay stayed on";
    }

    private void set(TouchedSetting setting, JsonValue value)
            throws NoAnswerException, InterruptedException {
        CtlResult result = setting.change(device, value);
        if (!result.isConfirmed()) {
            throw new NoAnswerException(setting.what() + ": " + result.sentence());
        }
    }

    /** Ended in every reading, so that it does nothing even where the flag is not heeded. */
    private static JsonObject holiday(boolean on, OffsetDateTime now) {
        OffsetDateTime then = now.minusDays(2);
        return holiday(
                on,
                new HolidayTrial.Times(then.toEpochSecond(), then.plusHours(1).toEpochSecond()));
    }

    private static JsonObject holiday(boolean on, HolidayTrial.Times times) {
        return JsonValue.object()
                .put("active", on)
                .put("first", times.first())
                .put("second", times.second())
                .build();
    }

    /** Not all day: should nobody restore it, the load goes off by itself. */
    private static String line(OffsetDateTime now) {
        OffsetDateTime start = now.minus(AROUND);
        return ScheduleLine.print(
                List.of(
                        new PeriodSetting(
                                Set.of(start.getDayOfWeek()),
                                Optional.of(start.toLocalTime().truncatedTo(ChronoUnit.MINUTES)),
                                Optional.of(
                                        now.plus(AROUND)
                                                .toLocalTime()
                                                .truncatedTo(ChronoUnit.MINUTES)))));
    }

    /** Whether the relay becomes so, by a report that came after this was called. */
    private boolean relayTurns(boolean on) throws NoAnswerException, InterruptedException {
        last = new DeviceReport(device.told()).checked();
        OffsetDateTime begin = last.now();
        int reports = 0;
        int silent = 0;
        while (true) {
            DeviceReport told = new DeviceReport(device.report()).checked();
            boolean isReport = !told.uptime().equals(last.uptime());
            boolean isRestart = told.uptime().orElse(0L) < last.uptime().orElse(0L);
            last = told;
            silent = isReport ? 0 : silent + 1;
            reports += isReport ? 1 : 0;
            check(told, silent, isRestart);
            if (isReport && told.relay().equals(Optional.of(on))) {
                return true;
            }
            if (reports >= REPORTS && told.now().isAfter(begin.plus(SETTLING))) {
                return false;
            }
        }
    }

    /** Whether it can still be gone on with. */
    private void check(DeviceReport told, int silent, boolean isRestart) throws NoAnswerException {
        if (!told.isOnline() || silent >= 2) {
            throw new NoAnswerException("it does not report any more");
        }
        if (isRestart) {
            throw new NoAnswerException("it was without power meanwhile");
        }
        if (told.isBoosted() || told.isAdvanced()) {
            throw new NoAnswerException(
                    "somebody has %s it meanwhile"
                            .formatted(told.isBoosted() ? "boosted" : "advanced"));
        }
        for (TouchedSetting setting : all()) {
            if (!setting.isAsWanted(told)) {
                throw new NoAnswerException(
                        "somebody else has changed %s meanwhile".formatted(setting.what()));
            }
        }
        if (told.now().isAfter(before.now().plus(LONGEST))) {
            throw new NoAnswerException(
                    "it takes longer than %d minutes".formatted(LONGEST.toMinutes()));
        }
    }

    /**
     * How it stands after the end.
     *
     * @param left what somebody else has set meanwhile, and was left so
     * @param problems what is not as before, in words; empty where all is, as read again
     */
    record Restored(List<String> left, List<String> problems) {}

    /** Brings back what was changed here, reads it again, and compares. */
    Restored restore() throws InterruptedException {
        List<TouchedSetting> touched = all().stream().filter(TouchedSetting::isTouched).toList();
        List<String> problems = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            problems = new ArrayList<>();
            try {
                DeviceReport told = read();
                for (TouchedSetting setting : touched) {
                    if (setting.standing(told) == TouchedSetting.Standing.OURS) {
                        CtlResult result = setting.restore(device);
                        if (!result.isConfirmed()) {
                            problems.add(setting.what() + ": " + result.sentence());
                        }
                    }
                }
                DeviceReport after = read();
                if (touched.stream()
                        .noneMatch(each -> each.standing(after) == TouchedSetting.Standing.OURS)) {
                    return new Restored(left(after), List.of());
                }
            } catch (NoAnswerException e) {
                problems.add(e.sentence());
            }
        }
        for (TouchedSetting setting : touched) {
            problems.add("%s was %s".formatted(setting.what(), setting.before()));
        }
        return new Restored(List.of(), problems);
    }

    private DeviceReport read() throws NoAnswerException, InterruptedException {
        device.read();
        return new DeviceReport(device.told()).checked();
    }

    private List<String> left(DeviceReport now) {
        return all().stream()
                .filter(each -> each.standing(now) == TouchedSetting.Standing.OTHERS)
                .map(each ->
                        "%s is %s, and was %s"
                                .formatted(each.what(), each.shownIn(now), each.before()))
                .toList();
    }
}
