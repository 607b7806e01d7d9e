package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.Reachability;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.RelayState;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One device: where it is, what is known of it, and what is waited for. Pure: what comes in and the
 * time come in, effects come out; who calls it asks for the {@link #deadline} afterwards. Belongs
 * to its {@link DeviceRegistry}.
 */
public final class DeviceSession {

    /**
     * Where the device is.
     *
     * @param overTcp whether that is a TCP connection rather than a UDP port
     */
    private record Location(InetSocketAddress address, boolean overTcp) {}

    private final DeviceId id;
    private final Mode mode;
    private final SwitchRules switchRules;
    private final SessionRules rules;
    private final DeviceShadow shadow;
    private final Sequences sequences;
    private final CommandQueue commands;
    private final ChangeWatch watch;
    private final EnergyMeter energy;
    private final Presence presence;
    private Optional<String> name = Optional.empty();

    /** Of its last valid frame; null before the first one since a restart. */
    private @Nullable Location location;

    private Reachability reach = Reachability.NONE;

    /** Of the last frame that it sent unasked. */
    private Kind lastReport = Kind.UNKNOWN;

    /**
     * @param unheard what the settings say of the device
     */
    DeviceSession(DeviceState unheard, SessionRules rules, Moment now) {
        id = unheard.id();
        mode = unheard.mode();
        switchRules = unheard.rules();
        shadow = new DeviceShadow(switchRules);
        this.rules = rules;
        // After a restart another sequence than before, so that a device tells requests apart.
        sequences = new Sequences((int) now.wall().getEpochSecond());
        commands = new CommandQueue(this, rules, sequences, shadow);
        watch = new ChangeWatch(this);
        energy = new EnergyMeter(switchRules.loadWatts());
        presence = new Presence(rules, now);
    }

    public DeviceId id() {
        return id;
    }

    public Mode mode() {
        return mode;
    }

    /** Where its last valid frame came from; nothing since a restart. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(location).map(Location::address);
    }

    /** Whether it is on a TCP connection, from its address, rather than on UDP. */
    public boolean isOverTcp() {
        return location != null && location.overTcp();
    }

    /** Whether it was heard within the online timeout. */
    public boolean isOnline() {
        return presence.isOnline();
    }

    /** When its last frame came, by the wall clock, also if before a restart. */
    public Instant lastHeard() {
        return presence.lastFrame();
    }

    /** Whether what is sent to it arrives. */
    public Reachability reach() {
        return reach;
    }

    /** How many commands have no result yet. */
    public int commands() {
        return commands.size();
    }

    /** Whether the gateway waits for an answer of the device's, which the cloud must not see. */
    public boolean isAsking() {
        return commands.isAsking();
    }

    public DeviceState state() {
        return new DeviceState(
                id,
                mode,
                switchRules,
                isOnline(),
                address(),
                new DeviceState.Memory(
                        name, shadow.codeVersion(), shadow.programme(), energy.told()),
                new DeviceState.Report(shadow.status(), shadow.boost(), shadow.advancedAt()),
                watch.clock());
    }

    /** When to call {@link #tick} at the latest, in steady nanoseconds; MAX_VALUE for never. */
    public long deadline(Moment now) {
        long deadline = now.earlier(commands.deadline(now), energy.deadline());
        return now.earlier(deadline, presence.deadline(now));
    }

    /** Whether it has been silent for so long that its place can be another's. */
    boolean canLeave() {
        return !presence.isHeld() && !isOnline() && commands.size() == 0;
    }

    /** Takes what was known before a restart. */
    void restore(KnownDevice device) {
        DeviceState known = device.state();
        presence.restore(device.heard());
        name = name.or(known::name);
        shadow.restore(known.codeVersion(), known.programme());
        energy.restore(known.energyJoules());
    }

    /** Time has passed. */
    public void tick(Moment now, Consumer<Effect> effects) {
        countEnergy(now);
        if (presence.isLate(now)) {
            presence.goOffline();
            tell(now, false, effects);
        }
        keepEnergy(now, effects);
        if (presence.releases(now)) {
            effects.accept(new Effect.Release(this));
        }
        commands.advance(now, effects);
    }

    /** A user gives a command. */
    public void submit(CommandRequest request, Moment now, Consumer<Effect> effects) {
        commands.submit(request, now, effects);
    }

    /** A command from before a restart goes on. */
    public void resume(PendingCommand command, Moment now, Consumer<Effect> effects) {
        commands.restore(command, now, effects);
    }

    /** The store has this command. */
    public void kept(String transaction, Moment now, Consumer<Effect> effects) {
        commands.kept(transaction, now, effects);
    }

    /** The store has this energy: everybody may know it. */
    public void energyKept(long joules, Moment now, Consumer<Effect> effects) {
        energy.kept(joules);
        tell(now, false, effects);
    }

    /** The gateway ends in good order: whatever was counted is stored, and told after a restart. */
    public void leave(Moment now, Consumer<Effect> effects) {
        countEnergy(now);
        energy.rest().ifPresent(joules -> effects.accept(new Effect.KeepEnergy(this, joules)));
    }

    /** Of one that is offline nobody knows what its load does. */
    private void countEnergy(Moment now) {
        boolean isLate = presence.isLate(now);
        energy.pass(isLate ? presence.offlineAt() : now.nanos());
        if (isLate) {
            energy.stop();
        }
    }

    private void keepEnergy(Moment now, Consumer<Effect> effects) {
        energy.due(now).ifPresent(joules -> effects.accept(new Effect.KeepEnergy(this, joules)));
    }

    /** A user gives it another name; empty for none. */
    public void rename(String newName, Moment now, Consumer<Effect> effects) {
        name = newName.isEmpty() ? Optional.empty() : Optional.of(newName);
        tell(now, false, effects);
    }

    /** The device is forgotten: its commands will not be carried out. */
    public void end(String reason, Moment now, Consumer<Effect> effects) {
        commands.giveUp(reason, now, effects);
    }

    void moveTo(InetSocketAddress address, boolean overTcp) {
        location = new Location(address, overTcp);
    }

    void heard(Moment now) {
        presence.heard(now);
    }

    /** Something came from where the device is that is no frame. */
    public void garbage(Datagram datagram, Consumer<Effect> effects) {
        effects.accept(
                mode == Mode.LOCAL
                        ? new Effect.Drop(DropReason.LOCAL_GARBAGE)
                        : new Effect.ToCloud(this, datagram));
    }

    /** A datagram with at least one frame came from the device. */
    public void fromDevice(Datagram datagram, Moment now, Consumer<Effect> effects) {
        countEnergy(now);
        boolean changed = presence.heardFrame(now);
        if (changed) {
            firstContact(now);
        }
        boolean reported = false;
        List<Bytes> taken = new ArrayList<>(1);
        List<Bytes> passed = new ArrayList<>(1);
        for (Frame frame : datagram.frames()) {
            if (!frame.device().equals(id)) {
                passed.add(frame.bytes());
                continue;
            }
            if (Answers.isAnswer(frame)) {
                reach = reach.answered();
                // Of a sequence that both have used, the cloud's answer is no repeat of ours.
                boolean isRepeated =
                        sequences.isRepeated(frame, now) && !sequences.isForCloud(frame, now);
                List<Effect> results = new ArrayList<>(1);
                CommandQueue.Owner owner = commands.answer(frame, now, results::add);
                Message request = sequences.cloudAnswered(frame, now).orElse(null);
                boolean isOwn =
                        owner == CommandQueue.Owner.GATEWAY || owner == CommandQueue.Owner.BOTH;
                (owner == CommandQueue.Owner.CLOUD || owner == CommandQueue.Owner.BOTH
                                ? passed
                                : taken)
                        .add(frame.bytes());
                if (isOwn || !isRepeated) {
                    changed |= learn(frame, request, now, effects);
                    commands.told(frame.message(), now);
                }
                // Whoever hears the result has heard before what it brought about.
                if (changed && !results.isEmpty()) {
                    tell(now, reported, effects);
                    changed = false;
                    reported = false;
                }
                results.forEach(effects);
            } else {
                reach =
                        reach.reported(
                                frame.kind() == Kind.REPORT_CODE_VERSION_REQUEST,
                                lastReport == Kind.REPORT_CODE_VERSION_REQUEST);
                lastReport = frame.kind();
                changed |= learn(frame, null, now, effects);
                if (frame.message() instanceof Message.PingRequest) {
                    reported = true;
                    energy.reported(draws(), now.nanos());
                }
                answerReport(frame, now, effects);
                passed.add(frame.bytes());
            }
        }
        passOn(datagram, passed, taken, effects);
        if (!draws()) {
            energy.stop(); // A command's answer says so before the next report does.
        }
        if (changed) {
            tell(now, reported, effects);
        } else if (reported) {
            watch.changed(state(), true, isTimeKnown(now), now, effects);
        }
        keepEnergy(now, effects);
        commands.advance(now, effects);
    }

    /** Takes in what the device tells, and returns whether that is news. */
    private boolean learn(
            Frame frame, @Nullable Message request, Moment now, Consumer<Effect> effects) {
        Optional<HolidayReading.Order> before = shadow.programme().holidayOrder();
        boolean isNews = shadow.learn(frame, request, now);
        Optional<HolidayReading.Order> learnt = shadow.programme().holidayOrder();
        if (learnt.isPresent() && !learnt.equals(before)) {
            effects.accept(
                    new Effect.Note(
                            this,
                            "the times of its holiday show that their order is %s%s"
                                    .formatted(
                                            learnt.get().label(),
                                            switchRules
                                                    .holidayOrder()
                                                    .filter(set -> set != learnt.get())
                                                    .map(set ->
                                                            ", but --holiday-order says "
                                                                    + set.label())
                                                    .orElse(""))));
        }
        return isNews;
    }

    /** A datagram came from the cloud for this device. */
    public void fromCloud(Datagram datagram, Moment now, Consumer<Effect> effects) {
        if (mode == Mode.LOCAL) {
            effects.accept(new Effect.Drop(DropReason.LOCAL_MODE));
            return;
        }
        List<Bytes> withheld = new ArrayList<>(0);
        List<Bytes> passed = new ArrayList<>(1);
        for (Frame frame : datagram.frames()) {
            boolean isOurs = frame.device().equals(id);
            if (isOurs && isRequest(frame)) {
                sequences.cloudAsked(frame, now);
                asks(frame, ChangeCause.By.CLOUD, now);
            }
            if (isOurs && mode == Mode.FALLBACK && isAnsweredHere(frame, now)) {
                withheld.add(frame.bytes());
            } else {
                passed.add(frame.bytes());
            }
        }
        if (withheld.isEmpty()) {
            effects.accept(new Effect.ToDevice(this, datagram));
            return;
        }
        if (passed.isEmpty()) {
            effects.accept(new Effect.Withhold(this, datagram));
            return;
        }
        effects.accept(new Effect.Withhold(this, Datagram.decode(Bytes.concat(withheld))));
        passed.add(datagram.trailing());
        effects.accept(new Effect.ToDevice(this, Datagram.decode(Bytes.concat(passed))));
    }

    /** Nothing is asked in relay mode: there the cloud asks, and what passes by is learnt. */
    private void firstContact(Moment now) {
        if (mode != Mode.RELAY) {
            commands.askAll(now);
        }
    }

    private void answerReport(Frame frame, Moment now, Consumer<Effect> effects) {
        switch (frame.message()) {
            case Message.PingRequest _ when mode != Mode.RELAY -> {
                if (isTimeKnown(now)) {
                    send(new Message.PingResponse(now.wall().getEpochSecond()), effects);
                } else {
                    effects.accept(new Effect.TimeUnknown());
                }
            }
            case Message.ReportCodeVersionRequest(var codeVersion) when mode != Mode.RELAY -> {
                send(new Message.ReportCodeVersionResponse(codeVersion), effects);
                firstContact(now);
                commands.told(frame.message(), now);
            }
            default -> {}
        }
    }

    private void send(Message answer, Consumer<Effect> effects) {
        Envelope envelope =
                new Envelope(
                        Envelope.SERVER_MESSAGE_ID,
                        answer.kind().type(),
                        answer.kind().flags(),
                        answer.kind().paramsSize(),
                        Envelope.REPORT_SEQUENCE,
                        Bytes.of(0, 0, 0),
                        id);
        effects.accept(new Effect.Send(this, FrameCodec.exact(envelope, answer, Bytes.EMPTY)));
    }

    private void passOn(
            Datagram datagram, List<Bytes> passed, List<Bytes> taken, Consumer<Effect> effects) {
        if (mode == Mode.LOCAL || passed.isEmpty()) {
            effects.accept(new Effect.Take(this, datagram));
            return;
        }
        if (taken.isEmpty()) {
            effects.accept(new Effect.ToCloud(this, datagram));
            return;
        }
        effects.accept(new Effect.Take(this, Datagram.decode(Bytes.concat(taken))));
        passed.add(datagram.trailing());
        effects.accept(new Effect.ToCloud(this, Datagram.decode(Bytes.concat(passed))));
    }

    /** Whether the gateway gives the device its own answer in place of this one. */
    private boolean isAnsweredHere(Frame frame, Moment now) {
        return frame.kind() == Kind.REPORT_CODE_VERSION_RESPONSE
                || (frame.kind() == Kind.PING_RESPONSE && isTimeKnown(now));
    }

    private boolean isTimeKnown(Moment now) {
        return !now.wall().isBefore(rules.earliest());
    }

    private static boolean isRequest(Frame frame) {
        return frame.envelope().fromServer()
                && (frame.envelope().flags() & 1) == 0
                && frame.envelope().sequence() != Envelope.REPORT_SEQUENCE;
    }

    /** A request goes to the device, from whomever. */
    void asks(Frame request, ChangeCause.By by, Moment now) {
        reach = reach.asked();
        if (by == ChangeCause.By.COMMAND) {
            shadow.writes(request.message());
        }
        watch.asked(request.message(), request.envelope().flags(), by, now);
    }

    /** Whether its load draws current, as far as it told. */
    private boolean draws() {
        return shadow.status()
                .filter(status -> status.relay().equals(RelayState.ON) && status.loadDetected())
                .isPresent();
    }

    /**
     * @param reported whether the device has just reported
     */
    private void tell(Moment now, boolean reported, Consumer<Effect> effects) {
        ChangeCause cause = watch.changed(state(), reported, isTimeKnown(now), now, effects);
        effects.accept(new Effect.Tell(new DeviceEvent.Changed(state(), now.wall(), cause)));
    }
}
