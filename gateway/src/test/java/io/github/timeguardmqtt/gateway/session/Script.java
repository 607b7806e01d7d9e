package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Plays device, cloud, user, store and time for one session, and tells what it did: {@code device
 * <- PingResponse} and the like. The store keeps things at once, unless it {@linkplain #slowStore
 * is slow}.
 */
final class Script {

    static final DeviceId DEVICE = DeviceId.parse("0badcafe");
    static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
    static final Text VERSION = Text.name("4190117051001");

    private static final InetSocketAddress HOME =
            new InetSocketAddress(InetAddress.ofLiteral("192.168.1.5"), 9997);

    private final DeviceRegistry registry;
    private final List<String> done = new ArrayList<>();
    private final List<Frame> sent = new ArrayList<>();

    /** By transaction. */
    private final Map<String, PendingCommand> kept = new LinkedHashMap<>();

    /** What the store has not said yet that it has. */
    private final Deque<String> toTell = new ArrayDeque<>();

    /** What the store is to tell that it has. */
    private final Deque<Long> energyToTell = new ArrayDeque<>();

    /** The last that the store has. */
    private long storedEnergy;

    private final List<String> news = new ArrayList<>();
    private final SwitchRules rules;
    private final DeviceSession session;
    private @Nullable Frame lastSent;
    private DeviceEvent.@Nullable Changed lastTold;
    private Moment now = new Moment(1_000_000, NOON);
    private int messageId;
    private int commands;
    private boolean storeIsSlow;

    /** That of the captured frame: 2021-07-11 04:30 to 2021-07-12 00:00. */
    static final Holiday HOLIDAY =
            new Holiday(Toggle.OFF, Bytes.of(0x74, 0, 0), 1_625_977_800, 1_626_048_000);

    Script(Mode mode) {
        this(mode, Duration.ofSeconds(60));
    }

    Script(Mode mode, Duration offlineWait) {
        this(mode, offlineWait, SwitchRules.USUAL, OptionalLong.empty());
    }

    /**
     * @param stored the energy that was counted before a restart
     */
    Script(Mode mode, Duration offlineWait, SwitchRules rules, OptionalLong stored) {
        this.rules = rules;
        storedEnergy = stored.orElse(0);
        registry =
                new DeviceRegistry(
                        10,
                        id -> DeviceState.unheard(id, mode, rules),
                        new SessionRules(
                                Duration.ofSeconds(50),
                                Duration.ofMinutes(10),
                                offlineWait,
                                Instant.parse("2026-01-01T00:00:00Z")),
                        _ -> {});
        session =
                registry.restore(
                                new KnownDevice(
                                        DeviceState.unheard(DEVICE, mode, rules).withEnergy(stored),
                                        NOON),
                                now)
                        .orElseThrow();
    }

    /** One that has reported, and has been asked nothing that is still open. */
    static Script online(Mode mode) {
        Script script = new Script(mode);
        script.device(report());
        while (mode != Mode.RELAY && script.session.isAsking()) {
            script.answerQuestion();
        }
        script.done();
        return script;
    }

    static Message.PingRequest report() {
        return report(RelayState.OFF, WorkMode.AUTO, Boost.OFF);
    }

    static Message.PingRequest report(RelayState relay, WorkMode mode, Boost boost) {
        return new Message.PingRequest(
                new Status(
                        relay,
                        false,
                        false,
                        false,
                        0,
                        Bytes.of(0, 0x64, 0),
                        mode,
                        Bytes.of(0, 0, 0),
                        7,
                        boost,
                        Bytes.of(0, 0)));
    }

    static Schedule schedule(int id, String name) {
        Period none = new Period(new SwitchTime(false, 0, 0), new SwitchTime(false, 0, 0), 0, 0);
        return new Schedule(id, Collections.nCopies(6, none), Text.name(name));
    }

    DeviceSession session() {
        return session;
    }

    /** The device reports, or tells something without being asked. */
    Script device(Message... messages) {
        List<Bytes> frames = new ArrayList<>();
        for (Message message : messages) {
            frames.add(fromDevice(0xff, message).bytes());
        }
        return deviceSends(Bytes.concat(frames));
    }

    /** The device answers a request with this sequence. */
    Script answer(int sequence, Message message) {
        return deviceSends(fromDevice(sequence, message).bytes());
    }

    /** The device answers what the gateway sent last. */
    Script answer(Message message) {
        return answer(lastSent().envelope().sequence(), message);
    }

    Script deviceSends(Bytes bytes) {
        registry.heard(DEVICE, HOME, false, now);
        session.fromDevice(Datagram.decode(bytes), now, this::perform);
        return store();
    }

    Frame fromDevice(int sequence, Message message) {
        messageId++;
        return FrameCodec.fromDevice(DEVICE, messageId, sequence, message);
    }

    /** The cloud sends. */
    Script cloud(int sequence, Message message) {
        return cloudSends(FrameCodec.fromServer(DEVICE, sequence, message).bytes());
    }

    Script cloudSends(Bytes bytes) {
        session.fromCloud(Datagram.decode(bytes), now, this::perform);
        return this;
    }

    Script user(DeviceCommand command) {
        return user(command, "t" + ++commands);
    }

    Script user(DeviceCommand command, String transaction) {
        session.submit(
                new CommandRequest(
                        DEVICE, command, "test", transaction, transaction, Optional.empty()),
                now,
                this::perform);
        return store();
    }

    /** Time passes, and what is due in it happens in time. */
    Script after(Duration duration) {
        long end = now.nanos() + duration.toNanos();
        while (session.deadline(now) != Long.MAX_VALUE && session.deadline(now) <= end) {
            pass(Math.max(0, session.deadline(now) - now.nanos()));
            session.tick(now, this::perform);
            store();
        }
        pass(end - now.nanos());
        return this;
    }

    Script seconds(int seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    /** The clock of the gateway's machine is set; no time passes. */
    Script clock(Instant wall) {
        now = new Moment(now.nanos(), wall);
        return this;
    }

    /** From now on the store takes until {@link #storeIsDone}. */
    Script slowStore() {
        storeIsSlow = true;
        return this;
    }

    Script storeIsDone() {
        storeIsSlow = false;
        return store();
    }

    /** The gateway is killed, and started again with what was stored. */
    Script restart(Duration down) {
        Script next =
                new Script(
                        session.mode(),
                        Duration.ofSeconds(60),
                        rules,
                        storedEnergy == 0 ? OptionalLong.empty() : OptionalLong.of(storedEnergy));
        next.now = new Moment(5_000_000, now.wall().plus(down));
        next.messageId = messageId;
        next.storedBefore(this);
        return next;
    }

    private void storedBefore(Script before) {
        kept.putAll(before.kept);
        for (PendingCommand command : before.kept.values()) {
            if (command.result().isEmpty()) {
                session.resume(command, now, this::perform);
            }
        }
        store();
    }

    /** Answers the gateway's open question, whatever it is. */
    Script answerQuestion() {
        return answer(
                switch (lastSent().message()) {
                    case Message.GetCodeVersionRequest _ ->
                            new Message.GetCodeVersionResponse(VERSION);
                    case Message.GetActiveScheduleRequest _ ->
                            new Message.GetActiveScheduleResponse(0);
                    case Message.GetScheduleRequest(int id) ->
                            new Message.GetScheduleResponse(schedule(id, "S" + id));
                    case Message.GetHolidayRequest _ -> new Message.GetHolidayResponse(HOLIDAY);
                    default -> throw new AssertionError("no question: " + lastSent());
                });
    }

    /** The last request of the gateway's own. */
    Frame lastSent() {
        if (lastSent == null) {
            throw new AssertionError("nothing was sent");
        }
        return lastSent;
    }

    /** The last thing told of the device. */
    DeviceEvent.Changed lastTold() {
        if (lastTold == null) {
            throw new AssertionError("nothing was told");
        }
        return lastTold;
    }

    /** The gateway ends in good order. */
    Script end() {
        session.leave(now, this::perform);
        return store();
    }

    /** What is to be said of clock and plan, since the last time this was asked. */
    List<String> news() {
        List<String> all = List.copyOf(news);
        news.clear();
        return all;
    }

    Instant now() {
        return now.wall();
    }

    /** The result of this command. */
    CommandResult result(String transaction) {
        return Optional.ofNullable(kept.get(transaction))
                .flatMap(PendingCommand::result)
                .orElseThrow();
    }

    /** What was done since the last time this was asked, but for what the store did. */
    List<String> done() {
        List<String> all = List.copyOf(done);
        done.clear();
        return all;
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.ToCloud(_, Datagram datagram) -> done.add("cloud <- " + kinds(datagram));
            case Effect.ToDevice(_, Datagram datagram) -> done.add("device <= " + kinds(datagram));
            case Effect.Send(_, Frame frame) -> {
                done.add("device <- " + frame.kind().label());
                if (frame.envelope().sequence() != Envelope.REPORT_SEQUENCE) {
                    lastSent = frame;
                }
                sent.add(frame);
            }
            case Effect.Take(_, Datagram datagram) -> done.add("taken " + kinds(datagram));
            case Effect.Withhold(_, Datagram datagram) -> done.add("withheld " + kinds(datagram));
            case Effect.Drop(var reason) -> done.add("dropped " + reason.label());
            case Effect.TimeUnknown _ -> done.add("time unknown");
            case Effect.Release _ -> done.add("released");
            case Effect.Tell(DeviceEvent event) -> {
                lastTold = (DeviceEvent.Changed) event;
                done.add("told");
            }
            case Effect.Keep(_, PendingCommand command) -> {
                kept.put(command.request().transaction(), command);
                toTell.add(command.request().transaction());
            }
            case Effect.KeepEnergy(_, long joules) -> energyToTell.add(joules);
            case Effect.ClockNews(_, Optional<String> problem) ->
                    news.add(problem.orElse("the clock is right again"));
            case Effect.Note(_, String sentence) -> news.add(sentence);
            case Effect.Finish(PendingCommand command) -> {
                kept.put(command.request().transaction(), command);
                done.add(
                        command.request().transaction()
                                + " "
                                + command.result().orElseThrow().outcome().label());
            }
        }
    }

    /** How many commands users have given. */
    int commands() {
        return commands;
    }

    /** All frames that the gateway made itself. */
    List<Frame> sent() {
        return List.copyOf(sent);
    }

    private static String kinds(Datagram datagram) {
        return datagram.frames().stream()
                .map(frame -> frame.kind().label())
                .reduce((one, other) -> one + " + " + other)
                .orElse("garbage");
    }

    private void pass(long nanos) {
        now = new Moment(now.nanos() + nanos, now.wall().plusNanos(nanos));
    }

    private Script store() {
        while (!storeIsSlow && !toTell.isEmpty()) {
            session.kept(toTell.removeFirst(), now, this::perform);
        }
        while (!storeIsSlow && !energyToTell.isEmpty()) {
            storedEnergy = energyToTell.removeFirst();
            session.energyKept(storedEnergy, now, this::perform);
        }
        return this;
    }
}
