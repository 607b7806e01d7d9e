package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.PeriodSetting;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.SwitchPlan;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Twenty virtual switches and the gateway's sessions through a week, event by event and without a
 * network in between: whatever users do, at every instant the plan that the gateway has of a switch
 * and the relay of the switch agree, though each has rules of its own.
 */
final class Week {

    private static final int SWITCHES = 20;
    private static final SessionRules RULES =
            new SessionRules(
                    Duration.ofSeconds(50),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    Instant.EPOCH);

    private final Instant start;
    private final SplittableRandom random;
    private final List<Place> places = new ArrayList<>();
    private Instant now;
    private DeviceRegistry registry;
    private int commands;
    private int confirmed;
    private final Map<String, Integer> refused = new TreeMap<>();
    private int alarmsOfResets;
    private final List<String> alarms = new ArrayList<>();
    private final Map<String, Integer> causes = new TreeMap<>();
    private int restarts;
    private int powerCuts;
    private int resets;

    Week(Instant start, long seed) {
        this.start = start;
        this.now = start;
        this.random = new SplittableRandom(seed);
        this.registry = newRegistry();
    }

    /** A switch, and how well the gateway knew it. */
    private final class Place {
        private final InetSocketAddress address;
        private final SwitchRules rules;
        private final VirtualSwitch device;
        private Instant deadline;
        private Instant compared;
        private Duration agreed = Duration.ZERO;
        private Duration unknown = Duration.ZERO;
        private final List<String> disagreements = new ArrayList<>();
        private Instant nextAction;
        private boolean wasOn;
        private Instant resetAt = Instant.MIN;

        Place(int number) {
            address =
                    new InetSocketAddress(InetAddress.ofLiteral("192.168.1." + (number + 2)), 9997);
            HolidayReading reading =
                    new HolidayReading(
                            number % 2 == 0
                                    ? HolidayReading.Order.START_FIRST
                                    : HolidayReading.Order.END_FIRST,
                            number / 2 % 2 == 0
                                    ? HolidayReading.Base.WALL_CLOCK
                                    : HolidayReading.Base.UTC);
            rules =
                    new SwitchRules(
                            SwitchRules.USUAL.zone(),
                            Optional.of(reading.order()),
                            reading.base(),
                            true,
                            OptionalInt.empty());
            device =
                    new VirtualSwitch(
                            new SwitchOptions(
                                    new DeviceId(number + 1),
                                    CodeVersion.of(CodeVersion.Product.FST_WIFI, "17051001"),
                                    Duration.ofSeconds(random.nextInt(5, 46)),
                                    reading,
                                    number),
                            now);
            deadline = now;
            compared = now;
            nextAction = now.plusSeconds(random.nextInt(60, 3600));
        }

        Optional<DeviceSession> session() {
            return registry.of(device.device());
        }

        /** Accounts for the time since the last event, in which the switch did not change. */
        void compare() {
            Optional<SwitchPlan> plan = session().flatMap(session -> session.state().plan());
            Duration passed = Duration.between(compared, now);
            if (plan.isEmpty()) {
                unknown = unknown.plus(passed);
            } else if (!passed.isZero()) {
                for (SwitchPlan.Run run : plan.get().runs(compared, now)) {
                    Duration lasted = Duration.between(run.span().start(), run.span().end());
                    if (run.on() == device.isOn()) {
                        agreed = agreed.plus(lasted);
                    } else {
                        disagreements.add(
                                "%s from %s to %s: the plan says %s (%s), the relay is %s"
                                        .formatted(
                                                device.device(),
                                                run.span().start(),
                                                run.span().end(),
                                                run.on() ? "on" : "off",
                                                run.cause().label(),
                                                device.isOn() ? "on" : "off"));
                    }
                }
            }
            compared = now;
        }

        void take(VirtualSwitch.Output output, Deque<Runnable> network) {
            deadline = output.deadline();
            for (Frame frame : output.frames()) {
                network.add(() -> fromDevice(frame, network));
            }
        }

        private void fromDevice(Frame frame, Deque<Runnable> network) {
            DeviceSession session =
                    registry.heard(frame.device(), address, false, moment()).orElseThrow();
            session.fromDevice(
                    Datagram.decode(frame.bytes()), moment(), effect -> perform(effect, network));
        }

        private void perform(Effect effect, Deque<Runnable> network) {
            switch (effect) {
                case Effect.Send(_, Frame frame) ->
                        network.add(() -> take(device.receive(frame, now), network));
                case Effect.Keep(DeviceSession session, PendingCommand command) ->
                        network.add(() ->
                                session.kept(
                                        command.request().transaction(),
                                        moment(),
                                        next -> perform(next, network)));
                case Effect.Finish(PendingCommand command) -> {
                    var result = command.result().orElseThrow();
                    if (result.outcome() == Outcome.CONFIRMED) {
                        confirmed++;
                    } else {
                        refused.merge(
                                result.reason().orElse("").replaceAll("[0-9#].*", "…"),
                                1,
                                Integer::sum);
                    }
                }
                case Effect.Note(DeviceSession session, String sentence) -> {
                    // The other one is expected: half of the switches have that order.
                    if (!sentence.startsWith("the times of its holiday show")) {
                        alarm(session.id() + ": " + sentence);
                    }
                }
                case Effect.ClockNews(DeviceSession session, Optional<String> sentence) ->
                        alarm(session.id() + ": " + sentence);
                case Effect.Tell(DeviceEvent.Changed changed) -> told(changed);
                default -> {}
            }
        }

        /** Somebody who resets a switch is not seen, but what it does then. */
        private void alarm(String sentence) {
            if (now.equals(resetAt)) {
                alarmsOfResets++;
            } else {
                alarms.add(now + " " + sentence);
            }
        }

        private void told(DeviceEvent.Changed changed) {
            boolean on =
                    changed.state()
                            .status()
                            .filter(status -> status.relay().equals(RelayState.ON))
                            .isPresent();
            if (on != wasOn) {
                wasOn = on;
                causes.merge(
                        changed.cause().what().label() + " by " + changed.cause().by().label(),
                        1,
                        Integer::sum);
            }
        }

        void act(Deque<Runnable> network) {
            nextAction = now.plusSeconds(random.nextInt(1, 7200));
            switch (random.nextInt(40)) {
                case 0 -> {
                    powerCuts++;
                    take(device.powerUp(now), network);
                }
                case 1 -> {
                    resets++;
                    resetAt = now;
                    take(device.resetToFactory(now), network);
                }
                default -> submit(command(), network);
            }
        }

        private void submit(DeviceCommand command, Deque<Runnable> network) {
            commands++;
            session()
                    .ifPresent(session ->
                            session.submit(
                                    new CommandRequest(
                                            device.device(),
                                            command,
                                            "test",
                                            "",
                                            "t" + commands,
                                            Optional.empty()),
                                    moment(),
                                    effect -> perform(effect, network)));
        }

        private DeviceCommand command() {
            return switch (random.nextInt(10)) {
                case 0, 1 -> new DeviceCommand.SetBoost(new BoostType(random.nextInt(3)));
                case 2 -> new DeviceCommand.SetAdvance(Toggle.ON);
                case 3 -> new DeviceCommand.SetAdvance(Toggle.OFF);
                case 4 -> new DeviceCommand.SetActiveSchedule(random.nextInt(6));
                case 5, 6 ->
                        new DeviceCommand.WriteSchedule(
                                random.nextInt(6),
                                new ScheduleSetting(
                                        random.nextInt(3) == 0
                                                ? Optional.of("S" + random.nextInt(9))
                                                : Optional.empty(),
                                        Optional.of(periods())));
                case 7 -> holiday();
                // Mostly automatic, where there is something to be wrong about.
                default ->
                        new DeviceCommand.SetWorkMode(
                                random.nextInt(2) == 0
                                        ? WorkMode.AUTO
                                        : new WorkMode(random.nextInt(4)));
            };
        }

        private List<PeriodSetting> periods() {
            List<PeriodSetting> periods = new ArrayList<>();
            int count = random.nextInt(1, 7);
            for (int i = 0; i < count; i++) {
                Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
                do {
                    days.add(DayOfWeek.of(random.nextInt(1, 8)));
                } while (random.nextInt(3) > 0);
                int on = random.nextInt(1440);
                int off = (on + random.nextInt(1, 1440)) % 1440;
                int form = random.nextInt(8);
                periods.add(
                        new PeriodSetting(
                                days,
                                form == 0 ? Optional.empty() : Optional.of(time(on)),
                                form == 1 ? Optional.empty() : Optional.of(time(off))));
            }
            return periods;
        }

        private LocalTime time(int minute) {
            return LocalTime.of(minute / 60, minute % 60);
        }

        private DeviceCommand holiday() {
            LocalDateTime from =
                    LocalDateTime.ofInstant(now, rules.zone())
                            .plusMinutes(random.nextInt(-600, 2000))
                            .withSecond(0);
            return new DeviceCommand.SetHoliday(
                    Optional.of(random.nextInt(4) > 0),
                    Optional.of(from),
                    Optional.of(from.plusMinutes(random.nextInt(1, 3000))));
        }

        Instant next() {
            Instant next = deadline.isBefore(nextAction) ? deadline : nextAction;
            long due = session().map(session -> session.deadline(moment())).orElse(Long.MAX_VALUE);
            Instant session = due == Long.MAX_VALUE ? Instant.MAX : start.plusNanos(due);
            return session.isBefore(next) ? session : next;
        }

        void step(Deque<Runnable> network) {
            if (!now.isBefore(deadline)) {
                take(device.tick(now), network);
            }
            session()
                    .ifPresent(
                            session -> session.tick(moment(), effect -> perform(effect, network)));
            if (!now.isBefore(nextAction)) {
                act(network);
            }
        }
    }

    private DeviceRegistry newRegistry() {
        return new DeviceRegistry(
                SWITCHES,
                id -> DeviceState.unheard(id, Mode.LOCAL, places.get(id.value() - 1).rules),
                RULES,
                _ -> {});
    }

    private Moment moment() {
        return new Moment(Duration.between(start, now).toNanos(), now);
    }

    /** The gateway is restarted with what a database has of the devices. */
    private void restart() {
        restarts++;
        List<KnownDevice> known = new ArrayList<>();
        for (DeviceSession session : registry.all()) {
            DeviceState state = session.state();
            known.add(
                    new KnownDevice(
                            DeviceState.unheard(state.id(), state.mode(), state.rules())
                                    .withMemory(
                                            state.name(), state.codeVersion(), state.programme()),
                            session.lastHeard()));
        }
        registry = newRegistry();
        known.forEach(device -> registry.restore(device, moment()));
    }

    void run(Instant end) {
        for (int i = 0; i < SWITCHES; i++) {
            places.add(new Place(i));
        }
        Instant nextRestart = now.plus(Duration.ofHours(11));
        while (now.isBefore(end)) {
            Instant next = end.isBefore(nextRestart) ? end : nextRestart;
            for (Place place : places) {
                Instant due = place.next();
                next = due.isBefore(next) ? due : next;
            }
            now = next.isBefore(now) ? now : next;
            Deque<Runnable> network = new ArrayDeque<>();
            boolean isRestart = !now.isBefore(nextRestart);
            if (isRestart || now.equals(end)) {
                places.forEach(Place::compare);
            }
            if (isRestart) {
                nextRestart = now.plus(Duration.ofHours(11));
                restart();
            }
            for (Place place : places) {
                if (!place.next().isAfter(now)) {
                    place.compare();
                    place.step(network);
                }
            }
            while (!network.isEmpty()) {
                network.removeFirst().run();
            }
        }
    }

    /** For how long plan and relay agreed, all switches together. */
    Duration agreed() {
        return places.stream().map(place -> place.agreed).reduce(Duration.ZERO, Duration::plus);
    }

    /** For how long the gateway did not know enough for a plan, all switches together. */
    Duration unknown() {
        return places.stream().map(place -> place.unknown).reduce(Duration.ZERO, Duration::plus);
    }

    /** How many commands did what was asked for. */
    int confirmed() {
        return confirmed;
    }

    /** Each stretch of time in which they did not agree. */
    List<String> disagreements() {
        return places.stream().flatMap(place -> place.disagreements.stream()).toList();
    }

    /** What the gateway would have warned of without a reason. */
    List<String> alarms() {
        return alarms;
    }

    @Override
    public String toString() {
        return "%d switches from %s: agreed for %s, not known for %s, %d disagreements; %d commands, %d confirmed, others %s; %d restarts of the gateway, %d power cuts, %d resets, %d of which looked like a wrong plan for a moment; changes of a relay: %s"
                .formatted(
                        SWITCHES,
                        start,
                        agreed(),
                        unknown(),
                        disagreements().size(),
                        commands,
                        confirmed,
                        refused,
                        restarts,
                        powerCuts,
                        resets,
                        alarmsOfResets,
                        causes);
    }
}
