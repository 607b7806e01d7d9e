package io.github.timeguardmqtt.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.model.BoostSpan;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A time switch as far as docs/reference/protocol.md knows it, without its socket: frames and
 * instants come in, frames to send and the next deadline come out. The instants are those of a
 * steady clock; the time of day the switch knows only from the server. Not for several threads at
 * once.
 */
public final class VirtualSwitch {

    /** Schedules run in the local time of this zone. */
    public static final ZoneId ZONE = TimeSwitch.ZONE;

    static final Duration CODE_VERSION_REPEAT = Duration.ofSeconds(3);

    private static final int TIME_ZONE_TYPE = 4;
    private static final int READ_FLAGS = 0xc;
    private static final int READ_ANSWER_FLAGS = 0x5;
    private static final Bytes TIME_ZONE = Bytes.of(0, 0, 0, 0);
    private static final Bytes NO_UNKNOWN = Bytes.of(0, 0, 0);
    private static final long U32 = 0xffff_ffffL;

    /**
     * What follows from an input.
     *
     * @param frames to be sent now, in this order
     * @param deadline when to call {@link #tick}, unless something else comes first
     */
    public record Output(List<Frame> frames, Instant deadline) {}

    private final SwitchOptions options;
    private TimeSwitch timeSwitch;
    private RecentWrites recentWrites = new RecentWrites();
    private long messageId;
    private boolean codeVersionAcknowledged;
    private boolean lastToldOn;
    private Instant nextReport;
    private List<Frame> frames = new ArrayList<>();

    /** A switch fresh from the factory, whose power comes on now. */
    public VirtualSwitch(SwitchOptions options, Instant now) {
        this.options = options;
        timeSwitch = new TimeSwitch(options, factorySettings(), now);
        nextReport = now;
    }

    /** Power comes on, after a cut: settings are kept, all else begins anew. */
    public Output powerUp(Instant now) {
        return powerUp(timeSwitch.settings(), now);
    }

    /** The settings become those of a new switch, and all begins anew. */
    public Output resetToFactory(Instant now) {
        return powerUp(factorySettings(), now);
    }

    /** Time has passed. */
    public Output tick(Instant now) {
        timeSwitch.tick(now);
        return output(now);
    }

    /** A frame came in. What is not from the server, or for another device, is ignored. */
    public Output receive(Frame frame, Instant now) {
        timeSwitch.tick(now);
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
        return timeSwitch.isOn();
    }

    /** All there is to know of it now. */
    public SwitchState state(Instant now) {
        Optional<Instant> clock = timeSwitch.clock(now);
        return new SwitchState(
                options.device(),
                options.codeVersion(),
                timeSwitch.status(now),
                timeSwitch.settings(),
                clock,
                timeSwitch
                        .nextChange()
                        .flatMap(change ->
                                clock.map(own -> own.plus(Duration.between(now, change)))));
    }

    private SwitchSettings factorySettings() {
        return SwitchSettings.factory(options.holidayReading().order());
    }

    private Output powerUp(SwitchSettings settings, Instant now) {
        timeSwitch = new TimeSwitch(options, settings, now);
        recentWrites = new RecentWrites();
        messageId = 0;
        codeVersionAcknowledged = false;
        nextReport = now;
        return output(now);
    }

    private Output output(Instant now) {
        if (!now.isBefore(nextReport)) {
            report(now);
        } else if (codeVersionAcknowledged && timeSwitch.isOn() != lastToldOn) {
            reportStatus(now);
        }
        List<Frame> sent = frames;
        frames = new ArrayList<>();
        return new Output(
                sent, timeSwitch.nextChange().filter(nextReport::isAfter).orElse(nextReport));
    }

    private void report(Instant now) {
        if (codeVersionAcknowledged) {
            reportStatus(now);
            Instant steady = nextReport.plus(options.interval());
            nextReport = steady.isAfter(now) ? steady : now.plus(options.interval());
        } else {
            send(
                    Envelope.REPORT_SEQUENCE,
                    new ReportCodeVersionRequest(options.codeVersion().text()));
            nextReport = now.plus(CODE_VERSION_REPEAT);
        }
    }

    private void reportStatus(Instant now) {
        lastToldOn = timeSwitch.isOn();
        send(Envelope.REPORT_SEQUENCE, new PingRequest(timeSwitch.status(now)));
    }

    private void send(int sequence, Message message) {
        frames.add(FrameCodec.fromDevice(options.device(), nextMessageId(), sequence, message));
    }

    private long nextMessageId() {
        messageId = (messageId + 1) & U32;
        return messageId;
    }

    private void take(Frame frame, Instant now) {
        SwitchSettings settings = timeSwitch.settings();
        switch (frame.message()) {
            case PingResponse m -> timeSwitch.takeTime(Instant.ofEpochSecond(m.time()), now);
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
                    write(frame, now, () -> setSchedule(m.schedule(), now));
                }
            }
            case SetScheduleNameRequest m -> {
                if (m.schedule() < Schedule.COUNT && m.name().in(UTF_8).isPresent()) {
                    write(frame, now, () -> setName(m.schedule(), m.name()));
                }
            }
            case SetActiveScheduleRequest m ->
                    write(frame, now, () -> setActiveSchedule(m.schedule(), now));
            case SetWorkModeRequest m -> write(frame, now, () -> setWorkMode(m, now));
            case SetHolidayRequest m -> write(frame, now, () -> setHoliday(m, now));
            case SetAdvanceRequest m -> write(frame, now, () -> setAdvance(m, now));
            case SetBoostRequest m -> write(frame, now, () -> setBoost(m, now));
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
        if (isRequest(request)) {
            send(request.envelope().sequence(), answer);
        }
    }

    /** Carries a write out and answers what is so now; a repeat is only answered. */
    private void write(Frame request, Instant now, Supplier<Message> write) {
        if (isRequest(request)) {
            int sequence = request.envelope().sequence();
            Message answer =
                    recentWrites.answerTo(sequence, request.message(), now).orElseGet(write);
            recentWrites.answered(sequence, request.message(), answer, now);
            send(sequence, answer);
        }
    }

    private static boolean isRequest(Frame frame) {
        return frame.envelope().sequence() != Envelope.REPORT_SEQUENCE;
    }

    private Message setSchedule(Schedule schedule, Instant now) {
        timeSwitch.setSchedule(schedule, now);
        return new SetScheduleResponse(timeSwitch.settings().schedules().get(schedule.id()));
    }

    private Message setName(int schedule, Text name) {
        timeSwitch.setName(schedule, name);
        return new SetScheduleNameResponse(schedule);
    }

    private Message setActiveSchedule(int schedule, Instant now) {
        timeSwitch.setActiveSchedule(schedule, now);
        return new SetActiveScheduleResponse(timeSwitch.settings().activeSchedule());
    }

    private Message setWorkMode(SetWorkModeRequest request, Instant now) {
        timeSwitch.setWorkMode(request.workMode(), now);
        return new SetWorkModeResponse(timeSwitch.settings().workMode());
    }

    private Message setHoliday(SetHolidayRequest request, Instant now) {
        timeSwitch.setHoliday(request.holiday(), now);
        return new SetHolidayResponse(timeSwitch.settings().holiday());
    }

    private Message setAdvance(SetAdvanceRequest request, Instant now) {
        boolean advanced = timeSwitch.setAdvance(request.advance(), now);
        return new SetAdvanceResponse(advanced ? Toggle.ON : Toggle.OFF);
    }

    private Message setBoost(SetBoostRequest request, Instant now) {
        Optional<BoostSpan> boost = timeSwitch.setBoost(request.boost(), now);
        return new SetBoostResponse(
                boost.map(span -> span.toldEnd(ZONE)).orElse(Boost.OFF),
                boost.map(span -> span.toldStart(ZONE)).orElse(Boost.OFF));
    }
}
