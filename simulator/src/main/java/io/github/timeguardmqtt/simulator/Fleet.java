package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.CodeVersion.Product;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Virtual switches over real sockets, one socket each, all on one loop. They power up one after the
 * other, spread over the first interval.
 *
 * <p>It lives on the loop's thread; its public methods are safe from any thread.
 */
public final class Fleet implements AutoCloseable {

    /** Hears of relays as they change. On the loop's thread. */
    @FunctionalInterface
    public interface Listener {
        /** A relay went on or off, at this instant of the loop's clock. */
        void relayChanged(DeviceId device, boolean on, Instant at);
    }

    private static final String FIRMWARE = "17051001";

    private final EventLoop loop;
    private final FleetOptions options;
    private final SteadyClock clock;
    private final SplittableRandom random;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FrameCodec.MAX_DATAGRAM);
    private final FleetCounters.Tally tally = new FleetCounters.Tally();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<DeviceId, Member> members;

    /** Makes the switches; {@link #start} lets them loose. */
    public Fleet(EventLoop loop, FleetOptions options) {
        this.loop = loop;
        this.options = options;
        clock = new SteadyClock(loop.clock());
        random = new SplittableRandom(options.seed());
        members = members();
    }

    /** The switches' ids, in an order that does not change. */
    public List<DeviceId> devices() {
        return List.copyOf(members.keySet());
    }

    /** From when on {@code listener} hears of relays that change. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Takes the sockets and powers the switches up.
     *
     * @throws IOException when the system gives too few sockets; none is kept then
     */
    public void start() throws IOException {
        try {
            for (Member member : members.values()) {
                member.link = newLink();
            }
        } catch (IOException e) {
            members.values().forEach(Member::close);
            throw e;
        }
        loop.execute(() -> members.values().forEach(Member::powerUpSometime));
    }

    public FleetCounters counters() {
        return tally.read();
    }

    /**
     * All there is to know of a switch now.
     *
     * @throws IllegalArgumentException when the fleet has no such switch
     */
    public CompletableFuture<SwitchState> state(DeviceId device) {
        return onLoop(device, member -> member.virtualSwitch.state(now()));
    }

    /**
     * Cuts a switch's power for a moment: it keeps its settings, and begins anew.
     *
     * @throws IllegalArgumentException when the fleet has no such switch
     */
    public CompletableFuture<SwitchState> cutPower(DeviceId device) {
        return onLoop(
                device,
                member -> {
                    member.perform(member.virtualSwitch.powerUp(now()));
                    return member.virtualSwitch.state(now());
                });
    }

    /**
     * Gives a switch the settings it had when it was new, and lets it begin anew.
     *
     * @throws IllegalArgumentException when the fleet has no such switch
     */
    public CompletableFuture<SwitchState> resetToFactory(DeviceId device) {
        return onLoop(
                device,
                member -> {
                    member.perform(member.virtualSwitch.resetToFactory(now()));
                    return member.virtualSwitch.state(now());
                });
    }

    /** Ends all switches and closes their sockets. */
    @Override
    public void close() {
        loop.execute(() -> members.values().forEach(Member::close));
    }

    private Map<DeviceId, Member> members() {
        Map<DeviceId, Member> made = new LinkedHashMap<>();
        Product[] products = Product.values();
        while (made.size() < options.count()) {
            DeviceId device = new DeviceId(random.nextInt());
            SwitchOptions kind =
                    new SwitchOptions(
                            device,
                            CodeVersion.of(products[made.size() % products.length], FIRMWARE),
                            options.interval(),
                            options.holidayReading(),
                            random.nextLong());
            made.putIfAbsent(device, new Member(kind));
        }
        return made;
    }

    private Link newLink() throws IOException {
        return switch (options.transport()) {
            case UDP -> new DatagramLink(loop, options.server(), buffer);
            case TCP -> new StreamLink(loop, options.server(), buffer, random);
        };
    }

    private CompletableFuture<SwitchState> onLoop(
            DeviceId device, Function<Member, SwitchState> question) {
        Member member = members.get(device);
        if (member == null) {
            throw new IllegalArgumentException("the fleet has no switch " + device);
        }
        return CompletableFuture.supplyAsync(() -> question.apply(member), loop);
    }

    private Instant now() {
        return clock.instant();
    }

    /** A switch with its link and its alarm. Belongs to the loop's thread. */
    private final class Member implements Link.Owner {
        private final VirtualSwitch virtualSwitch;
        private final Alarm alarm;
        private @Nullable Link link;
        private boolean poweredUp;
        private boolean reportIsOpen;
        private boolean wasOn;
        private boolean closed;

        private Member(SwitchOptions kind) {
            virtualSwitch = new VirtualSwitch(kind, now());
            alarm = new Alarm(loop, clock, () -> perform(virtualSwitch.tick(now())));
        }

        private void powerUpSometime() {
            long phase = random.nextLong(options.interval().toNanos());
            loop.schedule(Duration.ofNanos(phase), this::openLink);
        }

        private void openLink() {
            if (link != null && !closed) {
                link.open(this);
            }
        }

        @Override
        public void opened() {
            if (!poweredUp) {
                poweredUp = true;
                perform(virtualSwitch.powerUp(now()));
            }
        }

        @Override
        public void received(Frame frame) {
            if (isLost()) {
                tally.lost.increment();
                return;
            }
            tally.received.increment();
            if (reportIsOpen && frame.kind() == Kind.PING_RESPONSE) {
                reportIsOpen = false;
                tally.answeredReports.increment();
            }
            perform(virtualSwitch.receive(frame, now()));
        }

        @Override
        public void failed() {
            tally.transportErrors.increment();
        }

        private void perform(VirtualSwitch.Output output) {
            if (closed) {
                return;
            }
            for (Frame frame : output.frames()) {
                send(frame);
            }
            alarm.set(output.deadline());
            if (virtualSwitch.isOn() != wasOn) {
                wasOn = virtualSwitch.isOn();
                tally.relayChanges.increment();
                for (Listener listener : listeners) {
                    listener.relayChanged(virtualSwitch.device(), wasOn, now());
                }
            }
        }

        private void send(Frame frame) {
            tally.sent.increment();
            if (frame.kind() == Kind.PING_REQUEST) {
                tally.reports.increment();
                reportIsOpen = true;
            }
            if (isLost()) {
                tally.lost.increment();
            } else if (link != null) {
                link.send(frame.bytes());
            }
        }

        private boolean isLost() {
            return options.loss() > 0 && random.nextDouble() < options.loss();
        }

        private void close() {
            closed = true;
            alarm.cancel();
            if (link != null) {
                link.close();
            }
        }
    }
}
