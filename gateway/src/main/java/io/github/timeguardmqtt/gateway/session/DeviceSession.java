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

    private final DeviceId id;
    private final Mode mode;
    private final SwitchRules switchRules;
    private final SessionRules rules;
    private final DeviceShadow knowledge;
    private final Sequences sequences;
    private final CommandQueue orders;
    private final ChangeWatch watch;
    private final EnergyMeter energy;
    private Optional<String> name = Optional.empty();
    private @Nullable InetSocketAddress address;
    private boolean overTcp;
    private boolean online;
    private boolean contacted;
    private long heardAt;
    private long framedAt;
    private Instant lastHeard;
    private Reachability reach = Reachability.NONE;

    /** Whether its last report was its code version. */
    private boolean toldCodeVersion;

    /** Whether nothing is held open for it. */
    private boolean released;

    /**
     * @param unheard what the settings say of the device
     */
    DeviceSession(DeviceState unheard, SessionRules rules, Moment now) {
        id = unheard.id();
        mode = unheard.mode();
        switchRules = unheard.rules();
        knowledge = new DeviceShadow(switchRules);
        this.rules = rules;
        // After a restart another sequence than before, so that a device tells requests apart.
        sequences = new Sequences((int) now.wall().getEpochSecond());
        orders = new CommandQueue(this, rules, sequences, knowledge);
        watch = new ChangeWatch(this);
        energy = new EnergyMeter(switchRules.loadWatts());
        lastHeard = now.wall();
    }

    public DeviceId id() {
        return id;
    }

    public Mode mode() {
        return mode;
    }

    /** Where its last valid frame came from; nothing since a restart. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }

    /** Whether it is on a TCP connection, from its address, rather than on UDP. */
    public boolean isOverTcp() {
        return overTcp;
    }

    /** Whether it was heard within the online timeout. */
    public boolean isOnline() {
        return online;
    }

    /** When its last frame came, by the wall clock, also if before a restart. */
    public Instant lastHeard() {
        return lastHeard;
    }

    /** Whether what is sent to it arrives. */
    public Reachability reach() {
        return reach;
    }

    /** How many commands have no result yet. */
    public int commands() {
        return orders.commands();
    }

    /** Whether the gateway waits for an answer of the device's, which the cloud must not see. */
    public boolean isAsking() {
        return orders.isAsking();
    }

    public DeviceState state() {
        return new DeviceState(
                id,
                mode,
                switchRules,
                name,
                online,
                address(),
                knowledge.status(),
                knowledge.boost(),
                knowledge.advancedAt(),
                knowledge.codeVersion(),
                knowledge.programme(),
                energy.told(),
                watch.clock());
    }

    /** When to call {@link #tick} at the latest, in steady nanoseconds; MAX_VALUE for never. */
    public long deadline(Moment now) {
        long deadline = now.earlier(orders.deadline(now), energy.deadline());
        if (online) {
            deadline = now.earlier(deadline, offlineAt());
        }
        return released ? deadline : now.earlier(deadline, silentAt());
    }

    private long offlineAt() {
        return framedAt + rules.onlineTimeout().toNanos();
    }

    private long silentAt() {
        return heardAt + rules.silence().toNanos();
    }

    /** Whether it has been silent for so long that its place can be another's. */
    boolean canLeave() {
        return released && !online && orders.commands() == 0;
    }

    /** Takes what was known before a restart. */
    void restore(KnownDevice device) {
        DeviceState known = device.state();
        if (!contacted) {
            lastHeard = device.heard();
        }
        name = name.or(known::name);
        knowledge.restore(known.codeVersion(), known.programme());
        energy.restore(known.energyJoules());
    }

    /** Time has passed. */
    public void tick(Moment now, Consumer<Effect> effects) {
        countEnergy(now);
        if (online && now.isAtOrAfter(offlineAt())) {
            online = false;
            tell(now, false, effects);
        }
        keepEnergy(now, effects);
        if (!released && now.isAtOrAfter(silentAt())) {
            released = true;
            effects.accept(new Effect.Release(this));
        }
        orders.advance(now, effects);
    }

    /** A user gives a command. */
    public void submit(CommandRequest request, Moment now, Consumer<Effect> effects) {
        orders.submit(request, now, effects);
    }

    /** A command from before a restart goes on. */
    public void resume(PendingCommand command, Moment now, Consumer<Effect> effects) {
        orders.restore(command, now, effects);
    }

    /** The store has this command. */
    public void kept(String transaction, Moment now, Consumer<Effect> effects) {
        orders.kept(transaction, now, effects);
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
        boolean isLate = online && now.isAtOrAfter(offlineAt());
        energy.pass(isLate ? offlineAt() : now.nanos());
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
        orders.giveUp(reason, now, effects);
    }

    void moveTo(InetSocketAddress newAddress, boolean newOverTcp) {
        address = newAddress;
        overTcp = newOverTcp;
    }

    void heard(Moment now) {
        heardAt = now.nanos();
        released = false;
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
        boolean changed = !online;
        online = true;
        framedAt = now.nanos();
        lastHeard = now.wall();
        if (changed || !contacted) {
            contacted = true;
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
                CommandQueue.Owner owner = orders.answer(frame, now, results::add);
                Message request = sequences.cloudAnswered(frame, now).orElse(null);
                boolean isOwn =
                        owner == CommandQueue.Owner.GATEWAY || owner == CommandQueue.Owner.BOTH;
                (owner == CommandQueue.Owner.CLOUD || owner == CommandQueue.Owner.BOTH
                                ? passed
                                : taken)
                        .add(frame.bytes());
                if (isOwn || !isRepeated) {
                    changed |= learn(frame, request, now, effects);
                    orders.told(frame.message(), now);
                }
                // Whoever hears the result has heard before what it brought about.
                if (changed && !results.isEmpty()) {
                    tell(now, reported, effects);
                    changed = false;
                    reported = false;
                }
                results.forEach(effects);
            } else {
                boolean isCodeVersion = frame.kind() == Kind.REPORT_CODE_VERSION_REQUEST;
                reach = reach.reported(isCodeVersion, toldCodeVersion);
                toldCodeVersion = isCodeVersion;
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
        orders.advance(now, effects);
    }

    /** Takes in what the device tells, and returns whether that is news. */
    private boolean learn(
            Frame frame, @Nullable Message request, Moment now, Consumer<Effect> effects) {
        Optional<HolidayReading.Order> before = knowledge.programme().holidayOrder();
        boolean isNews = knowledge.learn(frame, request, now);
        Optional<HolidayReading.Order> learnt = knowledge.programme().holidayOrder();
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
            orders.askAll(now);
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
                orders.told(frame.message(), now);
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
            knowledge.writes(request.message());
        }
        watch.asked(request.message(), request.envelope().flags(), by, now);
    }

    /** Whether its load draws current, as far as it told. */
    private boolean draws() {
        return knowledge
                .status()
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
