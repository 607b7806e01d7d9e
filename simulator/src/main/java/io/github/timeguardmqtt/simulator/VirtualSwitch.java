package io.github.timeguardmqtt.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A time switch as far as docs/protocol.md knows it, without its socket: frames and instants come
 * in, frames to send and the next deadline come out. The instants are those of a steady clock; the
 * time of day the switch knows only from the server. Not for several threads at once.
 */
public final class VirtualSwitch {

    /** Schedules run in the local time of this zone. */
    public static final ZoneId ZONE = ZoneId.of("Europe/London");

    static final Duration CODE_VERSION_REPEAT = Duration.ofSeconds(3);

    /**
     * A clock that is ahead by less is left alone: answers come late, and set back it would see the
     * same minute, and switch, twice.
     */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private static final int TIME_ZONE_TYPE = 4;
    private static final int READ_FLAGS = 0xc;
    private static final int READ_ANSWER_FLAGS = 0x5;
    private static final Bytes TIME_ZONE = Bytes.of(0, 0, 0, 0);
    private static final Bytes NO_UNKNOWN = Bytes.of(0, 0, 0);
    private static final Bytes STATUS_UNKNOWN_1 = Bytes.of(0x00, 0x64, 0x00);
    private static final Bytes STATUS_UNKNOWN_2 = Bytes.of(0, 0, 0);
    private static final Bytes STATUS_UNKNOWN_3 = Bytes.of(0, 0);
    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final long U32 = 0xffff_ffffL;

    /**
     * What follows from an input.
     *
     * @param frames to be sent now, in this order
     * @param deadline when to call {@link #tick}, unless something else comes first
     */
    public record Output(List<Frame> frames, Instant deadline) {}

    private final SwitchOptions options;
    private final RecentWrites recentWrites = new RecentWrites();
    private SwitchSettings settings;
    private ScheduleTimeline timeline;
    private Instant started;
    private Heater heater;
    private long messageId;
    private boolean codeVersionAcknowledged;
    private Instant nextReport;
    private @Nullable Duration clockOffset;
    private @Nullable BoostSpan boost;
    private RelayRules.@Nullable Advance advance;
    private boolean on;
    private boolean relayChanged;
    private boolean loadDetectedBefore;

    /** When the relay changes next, by the steady clock. */
    private @Nullable Instant nextChange;

    private List<Frame> frames = new ArrayList<>();

    /** A switch fresh from the factory, powered up now. */
    public VirtualSwitch(SwitchOptions options, Instant now) {
        this.options = options;
        settings = SwitchSettings.factory(options.holidayReading().order());
        timeline = timeline();
        started = now;
        nextReport = now;
        heater = heater(now);
    }

    /** Power is back after a cut: settings are kept, all else begins anew. */
    public Output powerUp(Instant now) {
        started = now;
        nextReport = now;
        heater = heater(now);
        messageId = 0;
        codeVersionAcknowledged = false;
        clockOffset = null;
        boost = null;
        advance = null;
        on = false;
        loadDetectedBefore = false;
        applyRules(now);
        return output(now);
    }

    /** Forgets all settings, and begins anew. */
    public Output resetToFactory(Instant now) {
        settings = SwitchSettings.factory(options.holidayReading().order());
        timeline = timeline();
        return powerUp(now);
    }

    /** Time has passed. */
    public Output tick(Instant now) {
        return output(now);
    }

    /** A frame came in. What is not from the server, or for another device, is ignored. */
    public Output receive(Frame frame, Instant now) {
        if (frame.device().equals(options.device()) && frame.envelope().fromServer()) {
            take(frame, now);
        }
        return output(now);
    }

    public DeviceId device() {
        return options.device();
    }

    /** Whether the relay is on. */
    public boolean isOn() {
        return on;
    }

    public SwitchState state(Instant now) {
        Duration offset = clockOffset;
        return new SwitchState(
                options.device(),
                options.codeVersion(),
                status(now),
                settings,
                Optional.ofNullable(clock(now)),
                Optional.ofNullable(nextChange)
                        .map(change -> offset == null ? change : change.plus(offset)));
    }

    private void take(Frame frame, Instant now) {
        switch (frame.message()) {
            case PingResponse m -> takeTime(m.time(), now);
            case ReportCodeVersionResponse m -> acknowledge(m.codeVersion(), now);
            case GetCodeVersionRequest _ ->
                    answer(frame, new GetCodeVersionResponse(options.codeVersion().text()));
            case GetScheduleRequest m -> {
                if (m.schedule() < Schedule.COUNT) {
                    answer(frame, new GetScheduleResponse(settings.schedules().get(m.schedule())));
                }
            }
            case GetHolidayRequest _ -> answer(frame, new GetHolidayResponse(settings.holiday()));
            case GetActiveScheduleRequest _ ->
                    answer(frame, new GetActiveScheduleResponse(settings.activeSchedule()));
            case SetScheduleRequest m -> {
                if (m.schedule().id() < Schedule.COUNT) {
                    write(frame, now, () -> setSchedule(m.schedule()));
                }
            }
            case SetScheduleNameRequest m -> {
                if (m.schedule() < Schedule.COUNT && m.name().in(UTF_8).isPresent()) {
                    write(frame, now, () -> setName(m.schedule(), m.name()));
                }
            }
            case SetActiveScheduleRequest m ->
                    write(frame, now, () -> setActiveSchedule(m.schedule()));
            case SetWorkModeRequest m -> write(frame, now, () -> setWorkMode(m.workMode()));
            case SetHolidayRequest m -> write(frame, now, () -> setHoliday(m.holiday()));
            case SetAdvanceRequest m -> write(frame, now, () -> setAdvance(m.advance(), now));
            case SetBoostRequest m -> write(frame, now, () -> setBoost(m.boost(), now));
            case Unknown _ -> answerUnknown(frame.envelope());
            case PingRequest _,
                    ReportCodeVersionRequest _,
                    GetCodeVersionResponse _,
                    GetScheduleResponse _,
                    SetScheduleResponse _,
                    SetWorkModeResponse _,
                    GetHolidayResponse _,
                    SetHolidayResponse _,
                    SetScheduleNameResponse _,
                    GetActiveScheduleResponse _,
                    SetActiveScheduleResponse _,
                    SetAdvanceResponse _,
                    SetBoostResponse _ -> {}
        }
    }

    private Output output(Instant now) {
        if (nextChange != null && !now.isBefore(nextChange)) {
            applyRules(now);
        }
        if (!now.isBefore(nextReport)) {
            report(now);
        } else if (relayChanged && codeVersionAcknowledged) {
            send(Envelope.REPORT_SEQUENCE, new PingRequest(status(now)));
        }
        relayChanged = false;
        List<Frame> sent = frames;
        frames = new ArrayList<>();
        return new Output(
                sent,
                nextChange != null && nextChange.isBefore(nextReport) ? nextChange : nextReport);
    }

    private void report(Instant now) {
        if (codeVersionAcknowledged) {
            send(Envelope.REPORT_SEQUENCE, new PingRequest(status(now)));
            Instant steady = nextReport.plus(options.interval());
            nextReport = steady.isAfter(now) ? steady : now.plus(options.interval());
        } else {
            send(
                    Envelope.REPORT_SEQUENCE,
                    new ReportCodeVersionRequest(options.codeVersion().text()));
            nextReport = now.plus(CODE_VERSION_REPEAT);
        }
    }

    private Status status(Instant now) {
        endBoostAndAdvance(now);
        heater.pass(now, on);
        boolean load = heater.drawsCurrent(on);
        loadDetectedBefore |= load;
        return new Status(
                on ? RelayState.ON : RelayState.OFF,
                load,
                advance != null,
                loadDetectedBefore,
                0,
                STATUS_UNKNOWN_1,
                settings.workMode(),
                STATUS_UNKNOWN_2,
                Duration.between(started, now).toSeconds() & U32,
                boost == null ? Boost.OFF : boost.toldStart(ZONE),
                STATUS_UNKNOWN_3);
    }

    private void send(int sequence, Message message) {
        frames.add(FrameCodec.fromDevice(options.device(), nextMessageId(), sequence, message));
    }

    private long nextMessageId() {
        messageId = messageId + 1 & U32;
        return messageId;
    }

    private void takeTime(long utcSeconds, Instant now) {
        Instant told = Instant.ofEpochSecond(utcSeconds);
        Instant own = clock(now);
        if (own == null || own.isBefore(told) || !own.isBefore(told.plus(CLOCK_TOLERANCE))) {
            clockOffset = Duration.between(now, told);
            applyRules(now);
        }
    }

    private @Nullable Instant clock(Instant now) {
        return clockOffset == null ? null : now.plus(clockOffset);
    }

    private void acknowledge(Text codeVersion, Instant now) {
        if (!codeVersionAcknowledged && codeVersion.equals(options.codeVersion().text())) {
            codeVersionAcknowledged = true;
            nextReport = now;
        }
    }

    private void answerUnknown(Envelope asked) {
        if (asked.type() == TIME_ZONE_TYPE && asked.flags() == READ_FLAGS) {
            Envelope envelope =
                    new Envelope(
                            nextMessageId(),
                            TIME_ZONE_TYPE,
                            READ_ANSWER_FLAGS,
                            TIME_ZONE.size(),
                            asked.sequence(),
                            NO_UNKNOWN,
                            options.device());
            frames.add(FrameCodec.exact(envelope, new Unknown(TIME_ZONE), Bytes.EMPTY));
        }
    }

    private void answer(Frame request, Message answer) {
        int sequence = request.envelope().sequence();
        if (sequence != Envelope.REPORT_SEQUENCE) {
            send(sequence, answer);
        }
    }

    /** Carries a write out and answers it; a repeat is answered only. */
    private void write(Frame request, Instant now, Supplier<Message> write) {
        int sequence = request.envelope().sequence();
        if (sequence == Envelope.REPORT_SEQUENCE) {
            return;
        }
        Message answer =
                recentWrites
                        .answerTo(sequence, request.message(), now)
                        .orElseGet(() -> {
                            Message first = write.get();
                            recentWrites.answered(sequence, request.message(), first, now);
                            return first;
                        });
        send(sequence, answer);
        applyRules(now);
    }

    private Message setSchedule(Schedule schedule) {
        if (canHold(schedule)) {
            settings = settings.with(schedule);
            scheduleChanged(schedule.id());
        }
        return new SetScheduleResponse(settings.schedules().get(schedule.id()));
    }

    private Message setName(int id, Text name) {
        Schedule schedule = settings.schedules().get(id);
        settings = settings.with(new Schedule(id, schedule.periods(), name));
        return new SetScheduleNameResponse(id);
    }

    private Message setActiveSchedule(int id) {
        if (id < Schedule.COUNT) {
            settings = settings.withActiveSchedule(id);
            scheduleChanged(id);
        }
        return new SetActiveScheduleResponse(settings.activeSchedule());
    }

    private Message setWorkMode(WorkMode mode) {
        if (mode.isKnown()) {
            settings = settings.with(mode);
            advance = null;
        }
        return new SetWorkModeResponse(settings.workMode());
    }

    private Message setHoliday(Holiday holiday) {
        if (holiday.active().isKnown()) {
            settings = settings.with(holiday);
            advance = null;
        }
        return new SetHolidayResponse(settings.holiday());
    }

    private Message setAdvance(Toggle wanted, Instant now) {
        Instant clock = clock(now);
        if (wanted.equals(Toggle.OFF)) {
            advance = null;
        } else if (wanted.equals(Toggle.ON) && advance == null && clock != null) {
            advance = rules().advanceAt(clock).orElse(null);
        }
        return new SetAdvanceResponse(advance == null ? Toggle.OFF : Toggle.ON);
    }

    /** A switch that does not know the time of day cannot tell when a boost began, so has none. */
    private Message setBoost(BoostType type, Instant now) {
        Instant clock = clock(now);
        if (type.equals(BoostType.OFF)) {
            boost = null;
        } else if (clock != null) {
            boost = BoostSpan.starting(type, clock.truncatedTo(ChronoUnit.MINUTES)).orElse(boost);
        }
        return boost == null
                ? new SetBoostResponse(Boost.OFF, Boost.OFF)
                : new SetBoostResponse(boost.toldEnd(ZONE), boost.toldStart(ZONE));
    }

    private void scheduleChanged(int id) {
        if (id == settings.activeSchedule()) {
            timeline = timeline();
            advance = null;
        }
    }

    private static boolean canHold(Schedule schedule) {
        return schedule.name().in(UTF_8).isPresent()
                && schedule.periods().stream()
                        .flatMap(period -> Stream.of(period.start(), period.end()))
                        .mapToInt(SwitchTime::minute)
                        .allMatch(minute -> minute < MINUTES_OF_A_DAY);
    }

    private void applyRules(Instant now) {
        endBoostAndAdvance(now);
        Instant clock = clock(now);
        boolean turned;
        if (clock == null) {
            turned = settings.workMode().equals(WorkMode.ALWAYS_ON);
            nextChange = null;
        } else {
            RelayRules rules = rules();
            Duration ahead = Duration.between(now, clock);
            turned = rules.isOn(clock);
            nextChange = rules.nextChange(clock).map(change -> change.minus(ahead)).orElse(null);
        }
        if (turned != on) {
            heater.pass(now, on);
            on = turned;
            relayChanged = true;
        }
    }

    private void endBoostAndAdvance(Instant now) {
        Instant clock = clock(now);
        if (clock != null && boost != null && !clock.isBefore(boost.end())) {
            boost = null;
        }
        if (clock != null && advance != null && !clock.isBefore(advance.until())) {
            advance = null;
        }
    }

    private RelayRules rules() {
        Holiday holiday = settings.holiday();
        boolean holidaySet =
                settings.workMode().equals(WorkMode.HOLIDAY) || holiday.active().equals(Toggle.ON);
        return new RelayRules(
                settings.workMode(),
                timeline,
                holidaySet
                        ? Optional.of(options.holidayReading().span(holiday, ZONE))
                        : Optional.empty(),
                Optional.ofNullable(boost).map(BoostSpan::end),
                Optional.ofNullable(advance));
    }

    private ScheduleTimeline timeline() {
        return new ScheduleTimeline(
                settings.schedules().get(settings.activeSchedule()).periods(), ZONE);
    }

    private Heater heater(Instant now) {
        SplittableRandom random = new SplittableRandom(options.seed());
        return new Heater(
                Duration.ofMinutes(random.nextInt(15, 45)),
                Duration.ofMinutes(random.nextInt(60, 180)),
                now);
    }
}
