package io.github.timeguardmqtt.app;

import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A virtual switch at the end of a wire that a test watches: it keeps each write that arrives, and
 * can be made deaf to them, or silent altogether.
 */
public final class WiredSwitch implements AutoCloseable {

    /** What it deals with lives by the machine's clock. */
    private static final LoopClock CLOCK = LoopClock.real();

    /** How it behaves. */
    public enum Manner {
        WELL,
        /** It reports, but does not hear writes; they reach its end of the wire all the same. */
        DEAF,
        /** It is without power. */
        SILENT
    }

    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final VirtualSwitch device;
    private final List<Frame> writes = new CopyOnWriteArrayList<>();
    private volatile Manner manner = Manner.WELL;
    private volatile boolean closed;

    /** Guarded by {@link #device}. */
    private Instant deadline;

    public WiredSwitch(DeviceId id, InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Instant now = CLOCK.instant();
        device =
                new VirtualSwitch(
                        new SwitchOptions(
                                id,
                                CodeVersion.of(CodeVersion.Product.NTT_WIFI, "17051001"),
                                INTERVAL,
                                HolidayReading.SEEN,
                                id.value()),
                        now);
        deadline = now;
        var _ = device.receive(offForHours(now), now);
        perform(device.powerUp(now));
        Thread.ofPlatform().daemon().name("switch-" + id).start(this::live);
    }

    /** A schedule of the factory's name that is not on now, at any time of day, but once a day. */
    private Frame offForHours(Instant now) {
        int minute = (now.atZone(VirtualSwitch.ZONE).get(ChronoField.MINUTE_OF_DAY) + 720) % 1440;
        Period period =
                new Period(
                        new SwitchTime(true, minute, 0),
                        new SwitchTime(true, (minute + 60) % 1440, 0),
                        Period.repeatOn(EnumSet.allOf(DayOfWeek.class)),
                        0);
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        periods.set(0, period);
        Schedule schedule = new Schedule(0, periods, Text.name("Weekdays"));
        return FrameCodec.fromServer(device.device(), 0, new Message.SetScheduleRequest(schedule));
    }

    private void live() {
        byte[] buffer = new byte[65_535];
        while (!closed) {
            try {
                long millis = Duration.between(CLOCK.instant(), deadline()).toMillis();
                socket.setSoTimeout(Math.clamp(millis, 1, 1000));
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                take(Bytes.copyOf(buffer, 0, packet.getLength()));
            } catch (SocketTimeoutException _) {
                synchronized (device) {
                    perform(device.tick(CLOCK.instant()));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Instant deadline() {
        synchronized (device) {
            return deadline;
        }
    }

    private void take(Bytes bytes) {
        if (!(Datagram.decode(bytes).first() instanceof Frame frame)) {
            throw new AssertionError("the gateway sent " + bytes);
        }
        boolean isWrite = isWrite(frame.message());
        if (isWrite) {
            writes.add(frame);
        }
        if (manner == Manner.WELL || !isWrite) {
            synchronized (device) {
                perform(device.receive(frame, CLOCK.instant()));
            }
        }
    }

    private static boolean isWrite(Message message) {
        return message instanceof Message.SetWorkModeRequest
                || message instanceof Message.SetBoostRequest
                || message instanceof Message.SetActiveScheduleRequest
                || message instanceof Message.SetAdvanceRequest;
    }

    private void perform(VirtualSwitch.Output output) {
        deadline = output.deadline();
        if (manner == Manner.SILENT) {
            return;
        }
        for (Frame frame : output.frames()) {
            byte[] bytes = frame.bytes().toArray();
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, server));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    public DeviceId id() {
        return device.device();
    }

    /** It has this by itself, without a word on the wire. */
    public void has(Message request) {
        synchronized (device) {
            var _ = device.receive(FrameCodec.fromServer(id(), 0, request), CLOCK.instant());
        }
    }

    public void behave(Manner now) {
        manner = now;
    }

    /** Each write that arrived, repeats included, in order. */
    public List<Frame> writes() {
        return List.copyOf(writes);
    }

    public SwitchState state() {
        synchronized (device) {
            return device.state(CLOCK.instant());
        }
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
