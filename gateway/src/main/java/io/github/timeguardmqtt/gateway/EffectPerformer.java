package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.session.DeviceRegistry;
import io.github.timeguardmqtt.gateway.session.DeviceSession;
import io.github.timeguardmqtt.gateway.session.Effect;
import io.github.timeguardmqtt.gateway.session.Moment;
import io.github.timeguardmqtt.gateway.traffic.Drops;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters;
import io.github.timeguardmqtt.gateway.traffic.TrafficCounters.Counter;
import io.github.timeguardmqtt.gateway.transport.CloudLinks;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets sessions take their steps, and does what they want done. Belongs to the loop's thread. */
final class EffectPerformer {

    private static final Logger log = LoggerFactory.getLogger(EffectPerformer.class);

    private final LoopClock clock;
    private final DeviceRegistry registry;
    private final PacketSender sender;
    private final CloudLinks cloud;
    private final TrafficCounters counters;
    private final Drops drops;
    private final TrafficRecorder recorder;
    private final Memory memory;
    private final Listeners listeners;
    private final Mask mask;
    private final SessionAlarms alarms;
    private final Outage timeUnknown = new Outage("The time of day can be right again");

    EffectPerformer(
            EventLoop loop,
            DeviceRegistry registry,
            PacketSender sender,
            CloudLinks cloud,
            TrafficCounters counters,
            Drops drops,
            TrafficRecorder recorder,
            Memory memory,
            Listeners listeners,
            Mask mask) {
        this.clock = loop.clock();
        this.registry = registry;
        this.sender = sender;
        this.cloud = cloud;
        this.counters = counters;
        this.drops = drops;
        this.recorder = recorder;
        this.memory = memory;
        this.listeners = listeners;
        this.mask = mask;
        this.alarms = new SessionAlarms(loop, registry, session -> step(session, session::tick));
    }

    Moment now() {
        return new Moment(clock.nanos(), clock.instant());
    }

    /** Lets a session take a step that no packet brings about. */
    void step(DeviceSession session, BiConsumer<Moment, Consumer<Effect>> step) {
        Moment now = now();
        OfInput effects =
                new OfInput(recorder.gateway(), null, now, false, recorder.noArrival(now));
        step.accept(now, effects);
        recorder.tell(effects.trace);
        arm(session);
    }

    /**
     * Takes the effects of a packet.
     *
     * @param passed whether the packet has gone on its way already, and is only looked at
     */
    OfInput of(
            InetSocketAddress source,
            Datagram packet,
            Moment now,
            boolean passed,
            @Nullable PacketTrace trace) {
        return new OfInput(source, packet, now, passed, trace);
    }

    /** Wakes the session no more. */
    void leave(DeviceSession session) {
        alarms.cancel(session);
    }

    /** Wakes no session any more. */
    void close() {
        alarms.cancelAll();
    }

    /** Has the command stored with its result, and then tells that to everybody. */
    void finish(PendingCommand command) {
        CommandResult result = command.result().orElseThrow();
        memory.save(command, () -> tell(result));
    }

    /** Tells everybody a result. */
    void tell(CommandResult result) {
        listeners.tell(new DeviceEvent.Finished(result));
        if (!listeners.areThere()) {
            memory.forget(result.transaction()); // Nobody will ever say that it was delivered.
        }
    }

    /** Takes the effects of one input, and performs them in the order in which they are told. */
    final class OfInput implements Consumer<Effect> {

        private final InetSocketAddress source;
        private final @Nullable Datagram packet;
        private final Moment now;
        private final boolean passed;
        private final @Nullable PacketTrace trace;

        /** Whose packet it was. */
        private @Nullable DeviceSession session;

        private OfInput(
                InetSocketAddress source,
                @Nullable Datagram packet,
                Moment now,
                boolean passed,
                @Nullable PacketTrace trace) {
            this.source = source;
            this.packet = packet;
            this.now = now;
            this.passed = passed;
            this.trace = trace;
        }

        @Override
        public void accept(Effect effect) {
            switch (effect) {
                case Effect.ToCloud(DeviceSession from, Datagram datagram) ->
                        toCloud(from, datagram);
                case Effect.ToDevice(DeviceSession to, Datagram datagram) -> toDevice(to, datagram);
                case Effect.Send(DeviceSession to, Frame frame) -> send(to, frame);
                case Effect.Take(DeviceSession from, Datagram datagram) -> {
                    session = from;
                    write(recorder.gateway(), false, datagram);
                }
                case Effect.Withhold(DeviceSession to, Datagram datagram) -> {
                    session = to;
                    write(PacketSender.place(to), true, datagram);
                    if (trace != null) {
                        trace.withhold();
                    }
                }
                case Effect.Drop(DropReason reason) -> drop(reason);
                case Effect.TimeUnknown _ ->
                        timeUnknown.begin(
                                "This machine's clock says %s, which cannot be: no switch is told the time until the clock is set"
                                        .formatted(now.wall()),
                                now.nanos());
                case Effect.Release(DeviceSession from) -> release(from);
                case Effect.Tell(DeviceEvent event) -> tell(event);
                case Effect.Keep(DeviceSession from, PendingCommand command) -> keep(from, command);
                case Effect.KeepEnergy(DeviceSession of, long joules) -> keepEnergy(of, joules);
                case Effect.ClockNews(DeviceSession of, Optional<String> problem) -> {
                    if (problem.isPresent()) {
                        log.warn("Device {}: {}", mask.mask(of.id()), problem.get());
                    } else {
                        log.info("Device {}: its clock is right again", mask.mask(of.id()));
                    }
                }
                case Effect.Note(DeviceSession of, String sentence) ->
                        log.info("Device {}: {}", mask.mask(of.id()), sentence);
                case Effect.Finish(PendingCommand command) -> finish(command);
            }
        }

        /** After the last effect: tells who records it, and wakes the session in time. */
        void end() {
            recorder.tell(trace);
            if (session != null) {
                arm(session);
            }
        }

        private void toCloud(DeviceSession from, Datagram datagram) {
            session = from;
            Optional<DropReason> failed =
                    passed ? Optional.empty() : sender.toCloud(from, datagram.bytes(), source);
            countSent(Counter.TO_CLOUD, failed);
            write(recorder.cloud(), failed.isPresent(), datagram);
            if (trace != null) {
                trace.pass(Side.CLOUD, recorder.towardsCloud(from), datagram, failed);
            }
        }

        private void toDevice(DeviceSession to, Datagram datagram) {
            session = to;
            Optional<DropReason> failed =
                    passed ? Optional.empty() : sender.toDevice(to, datagram.bytes(), source);
            countSent(Counter.RELAYED_TO_DEVICES, failed);
            write(PacketSender.place(to), failed.isPresent(), datagram);
            if (trace != null) {
                trace.pass(Side.DEVICE, recorder.towardsDevice(to), datagram, failed);
            }
        }

        private void send(DeviceSession to, Frame frame) {
            session = to;
            Optional<DropReason> failed = sender.toDevice(to, frame.bytes(), recorder.gateway());
            countSent(Counter.SENT_TO_DEVICES, failed);
            if (frame.kind() == Kind.PING_RESPONSE) {
                counters.count(Counter.ANSWERED);
                timeUnknown.end();
            } else if (frame.kind() == Kind.REPORT_CODE_VERSION_RESPONSE) {
                counters.count(Counter.ANSWERED);
            }
            if (recorder.writesFrames() || trace != null) {
                Datagram datagram = Datagram.decode(frame.bytes());
                recorder.write(
                        now,
                        recorder.gateway(),
                        PacketSender.place(to),
                        failed.isPresent(),
                        datagram);
                if (trace != null) {
                    trace.make(recorder.towardsDevice(to), datagram, failed);
                }
            }
        }

        private void drop(DropReason reason) {
            if (!passed) {
                drops.count(reason, source, now.nanos());
            }
            if (packet == null) {
                return;
            }
            boolean isClouds = reason == DropReason.LOCAL_MODE;
            write(isClouds ? recorder.gateway() : recorder.cloud(), !passed, packet);
            if (trace != null && !passed) {
                trace.drop(reason);
            } else if (trace != null && !isClouds) {
                trace.pass(
                        Side.CLOUD, recorder.streamTowardsCloud(source), packet, Optional.empty());
            }
        }

        private void countSent(Counter counter, Optional<DropReason> failed) {
            if (failed.isEmpty()) {
                counters.count(counter);
            }
        }

        private void write(InetSocketAddress to, boolean withheld, Datagram datagram) {
            recorder.write(now, source, to, withheld, datagram);
        }
    }

    private void release(DeviceSession session) {
        cloud.close(session.id());
        session.address()
                .ifPresent(address ->
                        log.info(
                                "Device {} at {} has been silent for {} minutes",
                                mask.mask(session.id()),
                                Addresses.text(mask.mask(address)),
                                GatewayCore.SILENCE.toMinutes()));
    }

    private void tell(DeviceEvent event) {
        if (event instanceof DeviceEvent.Changed(var state, var at, _)) {
            memory.save(state, registry.of(state.id()).map(DeviceSession::lastHeard).orElse(at));
        }
        listeners.tell(event);
    }

    private void keep(DeviceSession session, PendingCommand command) {
        String transaction = command.request().transaction();
        memory.save(
                command,
                () -> step(session, (now, effects) -> session.kept(transaction, now, effects)));
    }

    private void keepEnergy(DeviceSession session, long joules) {
        memory.saveEnergy(
                session,
                joules,
                () -> {
                    // Of one that was removed meanwhile nobody wants to hear.
                    if (registry.of(session.id()).filter(session::equals).isPresent()) {
                        step(session, (now, effects) -> session.energyKept(joules, now, effects));
                    }
                });
    }

    private void arm(DeviceSession session) {
        alarms.arm(session, now());
    }
}
